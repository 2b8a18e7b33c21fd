"""Where the ledger is played: one application over one real database, and fresh members for every day that is played."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import create_engine, event, insert

from quizapp.app import create_app
from quizapp.db import atomic, db
from quizapp.migrations import running
from quizapp.people import operations as people
from quizapp.people.models import Member, MemberState
from quizapp.people.roles import Role
from quizapp.points import operations as points
from tests.cast import SPRING
from tests.conftest import Databases, settings_for
from tests.fire.model import HOURS_EAST, Place
from tests.fire.raw import Raw


@dataclass
class Stage:
    """A house with a branch in each of two time zones, and a second pair of eyes on its database."""

    app: Flask
    url: str
    raw: Raw
    house: int  # the organisation above both branches
    chief: int  # its administrator, who is no one's member in any history
    places: dict[str, Place]  # by the name of the zone
    admitted: int = 0

    def admit(self, count: int) -> list[int]:
        """So many members with neighbouring ids, who have done nothing yet."""
        first = self.raw.one("SELECT coalesce(max(id), 0) FROM members") + 1
        branch_id = next(iter(self.places.values())).branch_id
        with atomic():
            db.session.execute(insert(Member), [_member(first + n, branch_id) for n in range(count)])
        self.admitted += count
        return list(range(first, first + count))

    def move(self, member: int, place: Place) -> None:
        """From now on the member is of that branch."""
        self.raw.write("UPDATE members SET branch_id = ? WHERE id = ?", place.branch_id, member)


def _member(member_id: int, branch_id: int) -> dict[str, object]:
    return {
        "id": member_id,
        "sign_in_name": f"fire-{member_id}",
        "name": f"成员{member_id}",
        "member_type": "office",
        "branch_id": branch_id,
        "state": MemberState.ACTIVATED,
        "created_at": SPRING,
        "registered_at": SPRING,
        "activated_at": SPRING,
    }


def raise_stage(app: Flask, url: str) -> Stage:
    """The tariff, a house and its two branches, in an empty database whose application is open."""
    points.load_tariff(at=SPRING)
    people.seed_member_types()
    house = people.create_organisation(
        code="fire", name="青港集团", parent_id=None, is_branch=False, at=SPRING
    )
    places = {}
    for zone, hours in HOURS_EAST.items():
        branch = people.create_organisation(
            code=f"fire-{hours}",
            name=f"{hours} 支部",
            parent_id=house.id,
            is_branch=True,
            at=SPRING,
            zone=zone,
        )
        places[zone] = Place(branch.id, hours)
    stage = Stage(app, url, Raw(url), house.id, 0, places)
    (stage.chief,) = stage.admit(1)
    people.grant(member_id=stage.chief, role=Role.ADMINISTRATOR, organisation_id=house.id, by=None, at=SPRING)
    return stage


def hurry() -> None:
    """Stop waiting for the disk: a model asks what is stored, not whether it outlives a power cut."""

    @event.listens_for(db.engine, "connect")
    def loosen(connection: object, record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")
        else:
            connection.autocommit = True
            connection.execute("SET synchronous_commit = off")
            connection.autocommit = False


@contextmanager
def playing_at(app: Flask, url: str) -> Iterator[Stage]:
    """The stage in an application whose context is open; its connections are closed at the end."""
    hurry()
    stage = raise_stage(app, url)
    try:
        yield stage
    finally:
        stage.raw.close()


@contextmanager
def own_stage() -> Iterator[Stage]:
    """A stage outside the suite, in a database of its own that is dropped at the end."""
    with own_database() as (home, url):
        app = create_app(settings_for(home, url))
        with app.app_context():
            try:
                with playing_at(app, url) as stage:
                    yield stage
            finally:
                db.session.remove()
                db.engine.dispose()


@contextmanager
def own_database() -> Iterator[tuple[Path, str]]:
    """A folder and the address of a migrated, empty database, on SQLite or as TEST_DB says; both gone at the end."""
    with TemporaryDirectory(prefix="quizapp-fire-") as folder:
        home = Path(folder)
        databases = Databases(home)
        name = databases.new()
        try:
            engine = create_engine(databases.url(name))
            running.upgrade(engine)
            engine.dispose()
            yield home, databases.url(name)
        finally:
            databases.drop(name)
            if databases.server is not None:
                databases.server.dispose()
