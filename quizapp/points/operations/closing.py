"""Closing a day's books: its digest is written, and no entry is posted to it any more."""

from datetime import date, datetime

from sqlalchemy import select, text

from quizapp.db import db, operation
from quizapp.points import queries
from quizapp.points.digesting import FORM
from quizapp.points.models import Digest


@operation
def close_day(*, day: date, entries: int, digest: str, before: str, at: datetime) -> bool:
    """Write the digest that was made of a day's entries; False when another entry came meanwhile.

    The entries were read before, since that takes a while. Here nobody posts until the digest stands: on PostgreSQL the
    ledger is locked for the moment it takes to count, after whoever posts has committed; on SQLite one writes at a time.
    From then on the database refuses entries of this day and of earlier ones.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL lock_timeout = '2s'"))  # others post behind this one: not for long
        db.session.execute(text("LOCK TABLE points_entries IN SHARE MODE"))
    if db.session.scalar(select(Digest.day).where(Digest.day == day)):
        return True
    last = queries.last_closed()
    stands = (last.digest if last else "") == before
    if not stands or queries.first_open() != day or queries.entries_on(day) != entries:
        return False
    db.session.add(Digest(day=day, form=FORM, entries=entries, digest=digest, before=before, at=at))
    return True
