"""The small cast and the stage: a fresh, real database for every test, a fixed clock, and a browser-like client."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2.bccache import BytecodeCache
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db
from quizapp.kernel import clock, tokens
from quizapp.migrations import running
from quizapp.people.models import Member
from quizapp.people.operations import open_sign_in
from tests.browser import CarefulClient
from tests.cast import raise_house
from tests.databases import BACKEND, POSTGRES, Databases

# Saturday 21 November 2026, 12:00 in Shanghai.
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def settings_for(home: Path, database_url: str) -> config.Settings:
    environ = {"QUIZAPP_HOME": str(home), "QUIZAPP_MODE": "test", "DATABASE_URL": database_url}
    return config.load(environ, make_secrets=True)


def pytest_sessionstart(session):
    """Without a PostgreSQL server its run is left out for all to see; in CI that is a failure."""
    if BACKEND == "sqlite" or hasattr(session.config, "workerinput"):
        return
    server = create_engine(POSTGRES, connect_args={"connect_timeout": 5})
    try:
        server.connect().close()
    except OperationalError:
        words = f"no PostgreSQL answers at {make_url(POSTGRES).render_as_string()}; set TEST_POSTGRES_URL"
        pytest.exit(f"SKIPPED: {words}", returncode=1 if os.environ.get("CI") else 0)
    finally:
        server.dispose()


@pytest.fixture(scope="session")
def databases(tmp_path_factory):
    kept = Databases(tmp_path_factory.mktemp("databases"))
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def template(databases):
    """A migrated, empty database that every test gets a copy of."""
    name = databases.new()
    engine = create_engine(databases.url(name))
    running.upgrade(engine)
    engine.dispose()
    yield name
    databases.drop(name)


@pytest.fixture
def database_url(databases, template):
    """A database of this test's own."""
    name = databases.lend(template)
    yield databases.url(name)
    databases.take_back(name)


class Written(BytecodeCache):
    """What templates were compiled to, by language: a third of the time of a test that opens a page."""

    def __init__(self) -> None:
        self.kept = {}

    def load_bytecode(self, bucket) -> None:
        bucket.code = self.kept.get(self._key(bucket))

    def dump_bytecode(self, bucket) -> None:
        self.kept[self._key(bucket)] = bucket.code

    def _key(self, bucket) -> tuple:
        spoken = bucket.environment.words
        return bucket.key, bucket.checksum, spoken and str(spoken.words.ugettext("Today"))


WRITTEN = Written()
ENGINES = {}


@pytest.fixture
def app(tmp_path, database_url):
    made = create_app(settings_for(tmp_path / "home", database_url))
    made.test_client_class = CarefulClient
    made.jinja_env.bytecode_cache = WRITTEN
    with made.app_context():
        if (
            BACKEND != "sqlite"
        ):  # a database that is lent again keeps its engine, which has the statements composed
            db.engines[None] = ENGINES.setdefault(database_url, db.engine)
        yield made
        db.session.remove()
        db.engine.dispose()


class Wall:
    """The clock on the wall of every test: it stands at noon until someone moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **step: float) -> None:
        self.at += timedelta(**step)


@pytest.fixture(autouse=True)
def wall():
    hand = Wall()
    with clock.running_on(hand):
        yield hand


@pytest.fixture
def client(app) -> FlaskClient:
    """Someone who has not signed in."""
    return app.test_client()


@pytest.fixture
def house(app):
    """青港 works: two branches, four members (see tests/cast.py)."""
    return raise_house()


@pytest.fixture
def li_mei(house):
    return house.li_mei


@pytest.fixture
def client_of(app) -> Callable[[Member], FlaskClient]:
    """A browser signed in as a member, and checked on every page it opens (see tests/browser.py)."""

    def signed_in(member: Member) -> FlaskClient:
        visitor = app.test_client()
        token = tokens.sign_in_token()
        open_sign_in(member_id=member.id, token=token, device="test", forget=[], at=clock.now())
        with visitor.session_transaction() as session:
            session["_user_id"] = token
        return visitor

    return signed_in
