"""Keeping the counts of organisations within seconds of what their members do."""

from datetime import datetime

from quizapp.points import operations, queries
from quizapp.points.operations.folding import MOST
from quizapp.points.projections import heads


def catch_up(*, at: datetime) -> int:
    """Fold until nothing waits; gives how many branches were counted. May be run again at any time.

    Members are read before anything is locked: in a city that takes a while.
    """
    people = heads.moved(queries.house_day(at))
    counted = some = operations.fold(people=people, at=at)
    while some == MOST:
        some = operations.fold(people={}, at=at)
        counted += some
    return counted
