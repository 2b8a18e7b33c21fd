"""Which tables a page's statements walk through from end to end, as the database plans them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from tests.counting import FREE

GROWING = re.compile(  # tables whose rows grow with the members or with what they do
    r"(?:SCAN|Seq Scan on) (members|member_spans|member_words\w*|host_branches|headcounts|points_\w+|readings|attempts|audit_rows|sign_ins|grants|organisations)\b"
)
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
Sent = tuple[str, Any]


@contextmanager
def heard(engine: Engine) -> Iterator[list[Sent]]:
    """Every statement sent inside the block with its values."""
    sent: list[Sent] = []

    def note(connection, cursor, statement, parameters, context, executemany):
        if not statement.lstrip().upper().startswith(FREE):
            sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def walks(engine: Engine, sent: Sequence[Sent]) -> list[str]:
    """The tables walked through by these statements, each once."""
    found = set()
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement, values in sent:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                cursor.execute(f"{EXPLAIN[engine.dialect.name]} {statement}", values)
                found |= {hit[1] for line in cursor.fetchall() if (hit := GROWING.search(str(line[-1])))}
    return sorted(found)


def steps(engine: Engine, one: Sent) -> list[str]:
    """What SQLite would do for a statement, step by step."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        return [line[3] for line in cursor.execute(f"EXPLAIN QUERY PLAN {one[0]}", one[1]).fetchall()]
