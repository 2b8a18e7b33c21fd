"""Digests of closed days, and the next day to be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from quizapp.db import db, table_of
from quizapp.people.models import Organisation
from quizapp.points.digesting import COLUMNS, Digesting, is_over
from quizapp.points.models import Digest, Entry

AT_ONCE = 2000  # entries read at a time: memory does not grow with the day


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed day: how many entries it has, their digest, and that of the closed day before."""

    day: date
    entries: int
    digest: str
    before: str
    at: datetime


def closed_days(*, until: date | None = None, limit: int | None = None) -> Sequence[Closed]:
    """The closed days before `until`, the latest first."""
    columns = Digest.day, Digest.entries, Digest.digest, Digest.before, Digest.at
    found = select(*columns).order_by(Digest.day.desc()).limit(limit)
    if until is not None:
        found = found.where(Digest.day < until)
    return [Closed(*row) for row in db.session.execute(found)]


def last_closed() -> Closed | None:
    """The latest closed day."""
    return next(iter(closed_days(limit=1)), None)


def first_open() -> date | None:
    """The earliest day with entries that is not closed yet. A day without entries is passed over: it has nothing to close."""
    last = db.session.scalar(select(func.max(Digest.day)))
    waiting = select(func.min(Entry.day))
    return db.session.scalar(waiting.where(Entry.day > last) if last else waiting)


def day_to_close(at: datetime) -> date | None:
    """The earliest open day, once it is over in every time zone of the tree."""
    day = first_open()
    zones = db.session.scalars(select(Organisation.zone).distinct()).all()
    return day if day is not None and is_over(day, zones, at) else None


def entries_on(day: date) -> int:
    """How many entries were posted on a day."""
    return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.day == day)) or 0


def digested(day: date, before: str) -> Digesting:
    """The digest of a day's entries as they are now, read past the session, a few at a time."""
    with db.engine.connect() as opened:
        return digest_by(opened, day, before)


def digest_by(opened: Connection, day: date, before: str) -> Digesting:
    """The same, over a connection that is open."""
    made, table = Digesting(day, before), table_of(Entry)
    rows = select(*(table.c[name] for name in COLUMNS)).where(table.c.day == day).order_by(table.c.id)
    for row in opened.execute(rows, execution_options={"yield_per": AT_ONCE}):
        made.add(row)
    return made
