"""Keeping the counts of organisations within seconds of what their members do, and closing the books of past days."""

from datetime import datetime

from quizapp.db import db
from quizapp.points import operations, queries
from quizapp.points.operations.folding import MOST
from quizapp.points.projections import heads


def catch_up(*, at: datetime) -> int:
    """Fold until nothing waits; gives how many branches were counted. May be run again at any time."""
    some = operations.fold(at=at)
    counted = some.branches
    while some.may_be_more:
        some = operations.fold(at=at)
        counted += some.branches
    return counted


def compare(*, at: datetime) -> int:
    """Hold every roster against its counts, marked or not, and mend what differs; gives how many did.

    The net below the marks. Members are read before anything is locked: in a city that takes a while. Those of the
    rosters that differ are read again under the lock, so that two who count at once do not both add them.
    """
    catch_up(at=at)
    people = heads.differing(queries.house_day(at))
    for first in range(0, len(people), MOST):
        operations.fold(at=at, also=people[first : first + MOST])
    return len(people)


def close_day(*, at: datetime) -> bool:
    """Close the earliest day that is over everywhere and not closed yet; whether one was. May be run again at any time.

    One a run: what was missed is made up for day by day, and other jobs come in between.
    """
    day = queries.day_to_close(at)
    if day is None:
        return False
    last = queries.last_closed()
    before = last.digest if last else ""
    db.session.rollback()  # nothing is held open while the day is read
    made = queries.digested(day, before)
    return operations.close_day(day=day, entries=made.entries, digest=made.digest, before=before, at=at)
