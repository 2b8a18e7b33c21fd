"""What runs by itself: closing attempts that were left open when their study day ended."""

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
