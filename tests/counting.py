"""Counting what a page asks of the database, the way the speed budgets count it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from quizapp.db import db

# Begin and end of a transaction, and what only sets a connection up, are not counted.
FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent inside the block, in order, but those that only begin or end a transaction."""
    sent: list[str] = []

    def note(connection, cursor, statement, parameters, context, executemany):
        if not statement.lstrip().upper().startswith(FREE):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
