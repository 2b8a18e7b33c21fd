"""Seeing which tables a request changed, and putting everything back as it was."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import NullPool, create_engine, event, make_url

from quizapp.db import Model, db
from tests.conftest import Databases

# Any request may note that a sign-in is in use.
SEEN = {("sign_ins", "seen_at"), ("sign_ins", "expires_at")}
COLUMNS = {
    table.name: ", ".join(column.name for column in table.columns if (table.name, column.name) not in SEEN)
    for table in Model.metadata.sorted_tables
}


class Snapshot:
    """A database as it stood at first. A request that wrote nothing costs one small question, not a reading of it all."""

    is_slow = False  # whether putting back takes so long that it is better done seldom

    def moved(self) -> set[str]:
        """The names of the tables that are not as they were at first."""
        if not self.stirred():
            return set()
        return {name for name, held in self.read().items() if held != self.first[name]}

    def read(self) -> dict[str, object]:
        """What each table holds, as one value a table."""
        raise NotImplementedError

    def stirred(self) -> bool:
        """Whether anything may have been written since the last time this was asked."""
        raise NotImplementedError

    def put_back(self) -> None:
        raise NotImplementedError


class SQLiteSnapshot(Snapshot):
    """`stirred` asks the database itself: its version changes with every commit of another connection."""

    def __init__(self, app: Flask, databases: Databases, name: str) -> None:
        self.eye = sqlite3.connect(make_url(databases.url(name)).database, isolation_level=None)
        self.eye.execute("PRAGMA synchronous = OFF")
        self.kept = sqlite3.connect(":memory:")
        self.eye.backup(self.kept)
        self.version, self.first = self._version(), self.read()

    def _version(self) -> int:
        return self.eye.execute("PRAGMA data_version").fetchone()[0]

    def read(self) -> dict[str, object]:
        return {
            name: self.eye.execute(f"SELECT {columns} FROM {name}").fetchall()
            for name, columns in COLUMNS.items()
        }

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
    """`stirred` listens to the application's own statements: any but a SELECT that touched a row has written."""

    is_slow = True

    def __init__(self, app: Flask, databases: Databases, name: str) -> None:
        self.app, self.databases, self.name = app, databases, name
        self.like, self.heard = databases.new(like=name), False
        self.engine = create_engine(databases.url(name), poolclass=NullPool)
        self.first = self.read()
        with app.app_context():
            event.listen(db.engine, "after_cursor_execute", self._hear)

    def _hear(self, connection, cursor, statement: str, *rest: object) -> None:
        reads = statement.lstrip().upper().startswith("SELECT")
        self.heard = self.heard or not (reads or cursor.rowcount == 0)

    def read(self) -> dict[str, object]:
        one_by_one = " UNION ALL ".join(
            f"SELECT '{name}', md5(string_agg(held, chr(10) ORDER BY held))"
            f" FROM (SELECT ROW({columns})::text AS held FROM {name}) AS held_by_row"
            for name, columns in COLUMNS.items()
        )
        with self.engine.connect() as connection:
            return dict(connection.exec_driver_sql(one_by_one).all())

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
