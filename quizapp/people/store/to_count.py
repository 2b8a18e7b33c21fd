"""Which organisations' people are to be counted again: marked by the database, taken by whoever counts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Date, delete, insert, literal, select

from quizapp.db import db, table_of
from quizapp.people.models import Organisation, ToCount
from quizapp.people.models.organisations import AT_ONCE

_MARKS = table_of(ToCount)


def take(today: date, most: int) -> Sequence[int]:
    """At most so many organisations whose marks are due, by rising id; their marks are gone.

    A mark goes before its people are counted: whatever is written in between brings another, and is counted the next
    time. One that is not to be seen yet, because its transaction goes on, stays.
    """
    due = _MARKS.c.due_on <= today
    wanted = select(_MARKS.c.organisation_id).where(due).distinct().order_by(_MARKS.c.organisation_id)
    ids = list(db.session.scalars(wanted.limit(most)))
    if ids:
        db.session.execute(delete(_MARKS).where(due, _MARKS.c.organisation_id.in_(ids)))
    return ids


def mark_all() -> None:
    """Have the people of every organisation counted again."""
    every = select(Organisation.id, literal(AT_ONCE, Date()))
    db.session.execute(insert(_MARKS).from_select(["organisation_id", "due_on"], every))
