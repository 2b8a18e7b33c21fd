"""Keeping the counts of organisations within seconds of what their members do."""

from datetime import datetime

from quizapp.points import operations


def catch_up(*, at: datetime) -> int:
    """Fold until nothing waits; gives how many branches were counted. May be run again at any time."""
    counted = 0
    while some := operations.fold(at=at):
        counted += some
    return counted
