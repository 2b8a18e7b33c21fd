"""What runs by itself: summing up each member's reading by month."""

from quizapp.study import operations


def sum_up_reading() -> int:
    """Sum up until nothing waits, some readings at a time; gives how many. May be run again at any time."""
    summed = 0
    while some := operations.sum_up_reading():
        summed += some
    return summed
