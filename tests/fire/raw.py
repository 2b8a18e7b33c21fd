"""Reading a database past the program: the driver alone, a connection of one's own, rows as both databases tell them."""

import sqlite3
from datetime import date
from typing import Any

import psycopg
from sqlalchemy import make_url


class Raw:
    """A second pair of eyes on the database an application writes to."""

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        self.is_sqlite = parts.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.connection: Any = sqlite3.connect(parts.database, isolation_level=None, timeout=30)
        else:
            plain = parts.set(drivername="postgresql", query={}).render_as_string(hide_password=False)
            self.connection = psycopg.connect(plain, autocommit=True)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows, with dates as dates and truth values as truth values are elsewhere: 0 and 1."""
        asked = sql if self.is_sqlite else sql.replace("?", "%s")
        return [tuple(_plain(value) for value in row) for row in self.connection.execute(asked, values)]

    def one(self, sql: str, *values: object) -> Any:
        return self.rows(sql, *values)[0][0]

    def write(self, sql: str, *values: object) -> None:
        """One statement, kept at once."""
        self.connection.execute(sql if self.is_sqlite else sql.replace("?", "%s"), values)

    def close(self) -> None:
        self.connection.close()


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value
