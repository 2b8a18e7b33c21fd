"""Runs of study days, walked here from the first to the last by other code than the ledger's own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

FREEZES = 2  # of each calendar month


def walked(days: Sequence[date]) -> Iterator[tuple[date, int, int]]:
    """Each study day with the run it closes, and how many missed days freezes bridged before it."""
    run, used = 0, Counter[tuple[int, int]]()
    for number, day in enumerate(days):
        missed = (day - days[number - 1]).days - 1 if number else 0
        lost = Counter((back.year, back.month) for back in _before(day, min(missed, 5 * FREEZES)))
        if number and all(used[month] + count <= FREEZES for month, count in lost.items()):
            used.update(lost)
            run += 1
        else:
            run, missed = 1, 0
        yield day, run, missed


def _before(day: date, count: int) -> list[date]:
    return [day - timedelta(days=back) for back in range(1, count + 1)]
