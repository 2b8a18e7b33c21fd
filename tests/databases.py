"""This run's own databases, on SQLite or on PostgreSQL: made, copied, emptied for the next test, and dropped.

PostgreSQL makes a database in a tenth of a second and drops it in another, most of it spent on the disk, so one that a test
has done with is brought back to how it began and lent again. One whose tables or triggers were altered is dropped: event
triggers inside take note of that.
"""

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import psycopg
from sqlalchemy import Connection, create_engine, make_url, text

BACKEND = os.environ.get("TEST_DB", "sqlite")
POSTGRES = re.sub(
    r"^postgres(ql)?://",
    "postgresql+psycopg://",
    os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres"),
)
LOANS = 150  # then a new one: deleted rows leave their room behind
WATCH = (Path(__file__).parent / "as_before.sql").read_text("utf8")


def postgres_at(name: str) -> str:
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


class Databases:
    """`new` makes an empty database or a copy of another; `lend` a copy for one test, which gives it back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self.server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT") if BACKEND != "sqlite" else None
        self.watched: dict[
            str, bool
        ] = {}  # by template: whether its copies can be emptied, which takes a superuser
        self.idle: dict[str, list[str]] = {}
        self.lent: dict[str, str] = {}  # the template of each copy
        self.loans: Counter[str] = Counter()
        self.caretakers: dict[str, Connection] = {}

    def url(self, name: str) -> str:
        return postgres_at(name) if self.server else f"sqlite:///{self.folder / name}.db"

    def new(self, like: str | None = None) -> str:
        """The name of a new database: an empty one, or a copy of another."""
        self.count += 1
        name = f"quizapp_test_{os.getpid()}_{self.count}"
        if self.server is None:
            if like:
                shutil.copy(self.folder / f"{like}.db", self.folder / f"{name}.db")
        else:
            with self.server.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'}"))
                connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, and the idle copies of it."""
        for copy in self.idle.pop(name, ()):
            self.drop(copy)
        if self.server is None:
            (self.folder / f"{name}.db").unlink(missing_ok=True)
            return
        if caretaker := self.caretakers.pop(name, None):
            caretaker.close()
            caretaker.engine.dispose()
        with self.server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def lend(self, like: str) -> str:
        """A copy of `like`, which nobody may be connected to and nobody changes any more."""
        if self.server and like not in self.watched:
            self.watched[like] = self._watch(like)
        idle = self.idle.setdefault(like, [])
        name = idle.pop() if idle else self.new(like=like)
        self.lent[name] = like
        self.loans[name] += 1
        return name

    def take_back(self, name: str) -> None:
        like = self.lent.pop(name)
        if self.watched.get(like) and self.loans[name] < LOANS and self._is_as_before(name):
            self.idle[like].append(name)
        else:
            self.drop(name)

    def close(self) -> None:
        for like in list(self.idle):
            for name in self.idle.pop(like):
                self.drop(name)
        if self.server is not None:
            self.server.dispose()

    def _watch(self, template: str) -> bool:
        address = make_url(self.url(template)).set(drivername="postgresql")
        with psycopg.connect(address.render_as_string(hide_password=False)) as connection:
            try:
                connection.execute(WATCH)  # many statements in one, as only the driver itself sends them
            except psycopg.errors.InsufficientPrivilege:
                connection.rollback()
                return False
        return True

    def _is_as_before(self, name: str) -> bool:
        """Bring a copy back to how it began, whoever is still connected to it; False for one that was altered."""
        if name not in self.caretakers:
            engine = create_engine(self.url(name), isolation_level="AUTOCOMMIT")
            self.caretakers[name] = engine.connect()
        return bool(self.caretakers[name].scalar(text("SELECT testing.as_before()")))
