"""Keeping the months of reading up with what was read."""

from quizapp.db import operation
from quizapp.study import projections


@operation
def sum_up_reading(*, most: int = 500) -> int:
    """Add to each member's months what some readings still hold; gives how many readings. Each second counts once."""
    return projections.sum_up(most)
