"""The stage, raised once for all tests here, and applications on copies of it."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db
from quizapp.kernel import clock
from quizapp.search.worker import rebuild
from quizapp.study.queries import documents
from tests.conftest import NOON, settings_for
from tests.security import canaries
from tests.security.browsing import Browser
from tests.security.building import build
from tests.security.forging import Forger
from tests.security.matrix import Matrix
from tests.security.planting import Planter
from tests.security.rules import RULES
from tests.security.snapshots import snapshot

# The foreign tree, the other county, and the branch next door, each with the letters its marks begin with.
PLANTED_AT = {"QZXJ": "abroad", "QZWK": "west", "QZEJ": "east-2"}


@pytest.fixture(scope="session")
def raised(databases, template, tmp_path_factory):
    """The stage, the name of the database that holds it, and the instance's folder."""
    folder, name = tmp_path_factory.mktemp("stage"), databases.new(like=template)
    app = create_app(settings_for(folder / "home", databases.url(name)))
    with clock.running_on(lambda: NOON), app.app_context():
        stage = build(folder)
        rebuild(config.current().index_folder, documents())
        let_go()
    yield stage, name, folder / "home"
    databases.drop(name)


def let_go():
    db.session.remove()
    db.engine.dispose()


@pytest.fixture(scope="session")
def stage(raised):
    return raised[0]


@contextmanager
def application(databases, raised, **settings):
    """An application on its own copy of the stage's database, and the copy's name."""
    _, like, home = raised
    name = databases.new(like=like)
    app = create_app(replace(settings_for(home, databases.url(name)), **settings))
    yield app, name
    with app.app_context():
        let_go()
    databases.drop(name)


@pytest.fixture(scope="module")
def made(databases, raised):
    with application(databases, raised) as (app, name):
        app.config["DATABASE_NAME"] = name
        yield app


@pytest.fixture(scope="module")
def taken(databases, made):
    with snapshot(made, databases, made.config["DATABASE_NAME"]) as snap:
        yield snap


@pytest.fixture(scope="module")
def matrix(stage, made, taken):
    return Matrix(Browser(made), stage, taken, RULES)


@pytest.fixture(scope="module")
def leaky(stage, made, taken):
    """The matrix of an application with the canary routes."""
    canaries.add_to(made)
    return Matrix(Browser(made), stage, taken, canaries.RULES)


@pytest.fixture(scope="module")
def forger(databases, stage, raised):
    """Forges requests to an application that speaks https, as in production; it has the canary routes, too."""
    with application(databases, raised, plain_http=False) as (app, name):
        canaries.add_to(app)
        with snapshot(app, databases, name) as snap:
            yield Forger(Browser(app), stage, snap)


@pytest.fixture(scope="module")
def planted(databases, stage, raised):
    """An application with the canary routes whose database holds the marks, and what each mark names."""
    with application(databases, raised) as (app, _):
        canaries.add_to(app)
        with app.app_context():
            planters = [Planter(letters, stage.places[place]) for letters, place in PLANTED_AT.items()]
            marks = {mark: where for planter in planters for mark, where in planter.plant().items()}
            db.session.remove()
        yield app, marks
