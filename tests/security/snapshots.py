"""Seeing which tables a request changed, and putting everything back as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Connection, NullPool, Table, create_engine, event, make_url

from quizapp.db import Model, db
from tests.conftest import Databases

# Any request may note that a sign-in is in use.
SEEN = {("sign_ins", "seen_at"), ("sign_ins", "expires_at")}


def digests(connection: Connection) -> dict[str, int]:
    """What each table holds, as one number a table."""
    return {table.name: _digest(connection, table) for table in Model.metadata.sorted_tables}


def _digest(connection: Connection, table: Table) -> int:
    kept = ", ".join(column.name for column in table.columns if (table.name, column.name) not in SEEN)
    rows = connection.exec_driver_sql(f"SELECT {kept} FROM {table.name}")
    return hash(frozenset(map(repr, rows)))


class Snapshot:
    """A database as it stood at first. A request that wrote nothing costs one small question, not a reading of it all."""

    is_slow = False  # whether putting back takes so long that it is better done seldom

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, poolclass=NullPool)
        self.first = self._read()

    def moved(self) -> set[str]:
        """The names of the tables that are not as they were at first."""
        if not self.stirred():
            return set()
        return {name for name, digest in self._read().items() if digest != self.first[name]}

    def _read(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            return digests(connection)

    def stirred(self) -> bool:
        """Whether anything may have been written since the last time this was asked."""
        raise NotImplementedError

    def put_back(self) -> None:
        raise NotImplementedError


class SQLiteSnapshot(Snapshot):
    def __init__(self, app: Flask, databases: Databases, name: str) -> None:
        super().__init__(databases.url(name))
        self.eye = sqlite3.connect(make_url(databases.url(name)).database, isolation_level=None)
        self.eye.execute("PRAGMA synchronous = OFF")
        self.kept = sqlite3.connect(":memory:")
        self.eye.backup(self.kept)
        self.version = self._version()

    def _version(self) -> int:
        return self.eye.execute("PRAGMA data_version").fetchone()[0]

    def stirred(self) -> bool:
        before, self.version = self.version, self._version()
        return before != self.version

    def put_back(self) -> None:
        self.kept.backup(self.eye)
        self.version = self._version()

    def close(self) -> None:
        self.eye.close()
        self.kept.close()


class PostgresSnapshot(Snapshot):
    """`stirred` listens to the application's own statements: anything but a SELECT may have written."""

    is_slow = True

    def __init__(self, app: Flask, databases: Databases, name: str) -> None:
        super().__init__(databases.url(name))
        self.app, self.databases, self.name = app, databases, name
        self.like = databases.new(like=name)
        self.heard = False
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._hear)

    def _hear(self, connection, cursor, statement: str, *rest: object) -> None:
        self.heard = self.heard or not statement.lstrip().upper().startswith("SELECT")

    def stirred(self) -> bool:
        before, self.heard = self.heard, False
        return before

    def put_back(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        with self.databases.server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {self.name} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {self.name} TEMPLATE {self.like}")

    def close(self) -> None:
        self.databases.drop(self.like)


@contextmanager
def snapshot(app: Flask, databases: Databases, name: str) -> Iterator[Snapshot]:
    """Of the database with this name, which the application uses."""
    kind = SQLiteSnapshot if databases.server is None else PostgresSnapshot
    taken = kind(app, databases, name)
    yield taken
    taken.close()
