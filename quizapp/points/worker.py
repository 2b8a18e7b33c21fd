"""Keeping counts and boards of organisations within seconds of what their members do, and who improved within the hour."""

from datetime import datetime

from quizapp.points import operations, queries
from quizapp.points.operations.folding import MOST
from quizapp.points.projections import gains, heads
from quizapp.points.spans import Span


def catch_up(*, at: datetime) -> int:
    """Fold until nothing waits; gives how many branches were counted. May be run again at any time.

    Members are read before anything is locked: in a city that takes a while. Those of the branches in which something
    moved are read again under the lock, so that two who count at once do not both add it.
    """
    people = heads.differing(queries.house_day(at))
    counted = some = operations.fold(people=people[:MOST], at=at)
    while some == MOST or people[MOST:]:
        people = people[MOST:]
        some = operations.fold(people=people[:MOST], at=at)
        counted += some
    return counted


def count_gains(*, at: datetime) -> None:
    """Count who improved over the span before. Every span is read before anything is locked."""
    today = queries.house_day(at)
    for span in Span:
        if span is not Span.ALL:
            operations.fold_gains(span=span, found=gains.read(span, today), at=at)
