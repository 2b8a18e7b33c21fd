"""What runs by itself: closing attempts left open when their study day ended, and summing up those that ended."""

from datetime import datetime

from quizapp.quizzes import operations


def sweep(*, at: datetime) -> int:
    """Close every open attempt of an earlier study day, some at a time; gives how many were closed.

    They are graded with what was answered and pay nothing: points belong to the study day they are earned on, and
    what was finished within it was paid then. Those without any answer are abandoned. The step is the one that the
    member's own POST takes, so that each attempt ends once whoever comes first.
    """
    closed = 0
    while some := operations.close_late(at=at):
        closed += some
    return closed


def count_first_tries() -> int:
    """Sum up every attempt that ended, some at a time; gives how many. May be run again at any time."""
    counted = 0
    while some := operations.count_first_tries():
        counted += some
    return counted
