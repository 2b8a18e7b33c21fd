"""How study days in a row are counted as they come: a missed day is bridged by a freeze, at most two a calendar month.

What is stored knows freezes alone. Leave and outages are laid over it where a streak is read (`diary`), so that noting
them, or taking them back, rewrites nobody's days.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quizapp.kernel.clock import days_between, month_start

FREEZES_A_MONTH = 2  # PRODUCT: freezes apply themselves, two a calendar month
LONGEST_BRIDGE = 2 * FREEZES_A_MONTH  # the last days of one month and the first of the next
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Studied:
    """A study day, the study days in a row up to and with it, and how many missed days freezes bridged before it."""

    day: date
    run: int
    bridged: int


def lookback(day: date) -> date:
    """The earliest day that can matter to the run of `day`: at most 36 days ago, however long the history."""
    return month_start(day - (LONGEST_BRIDGE + 1) * ONE_DAY)


def run_of(day: date, earlier: Sequence[Studied]) -> Studied:
    """The study day that `day` becomes after the `earlier` ones (in order, reaching back to `lookback(day)`)."""
    if not earlier:
        return Studied(day, 1, 0)
    missed = _missed(earlier[-1].day, day)
    if _frozen(missed, earlier):
        return Studied(day, earlier[-1].run + 1, len(missed))
    return Studied(day, 1, 0)


def runs(days: Iterable[date], earlier: Sequence[Studied] = ()) -> Iterator[Studied]:
    """The runs of many study days, in order, that follow the `earlier` ones."""
    known = list(earlier)
    for day in days:
        known = [studied for studied in known if studied.day >= lookback(day)]
        known.append(run_of(day, known))
        yield known[-1]


def _missed(last: date, day: date) -> list[date]:
    """The days between two study days; of a long absence only as many as show that it cannot be bridged."""
    return list(days_between(last + ONE_DAY, min(day, last + (LONGEST_BRIDGE + 2) * ONE_DAY) - ONE_DAY))


def _frozen(missed: Sequence[date], earlier: Sequence[Studied]) -> bool:
    """Whether freezes left over in their months cover every missed day."""
    used = _freezes_used(earlier)
    used.update(month_start(day) for day in missed)
    return all(used[month_start(day)] <= FREEZES_A_MONTH for day in missed)


def _freezes_used(studied: Sequence[Studied]) -> Counter[date]:
    """How many freezes each month has spent, by the month's first day."""
    return Counter(
        month_start(row.day - step * ONE_DAY) for row in studied for step in range(1, row.bridged + 1)
    )
