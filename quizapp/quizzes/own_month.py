"""What a member's month came to beside the one before: study days, reading, and first tries by topic. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from quizapp.kernel.clock import month_before, month_start
from quizapp.quizzes.first_tries import Learning, Tries, in_all

NOTHING_TO_SAY = "—"


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of this month, and the same of the month before."""

    now: int
    before: int


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """One member's month as it is shown; percentages are rounded here and nowhere before."""

    study_days: Beside
    minutes: Beside
    topics: Sequence[Learning]

    @property
    def is_empty(self) -> bool:
        figures = self.study_days, self.minutes
        return not self.topics and not any(one.now or one.before for one in figures)

    @property
    def together(self) -> Learning:
        return in_all(self.topics)


def own_month(
    today: date, *, topics: Sequence[Learning], study_days: Mapping[date, int], reading_s: Mapping[date, int]
) -> OwnMonth:
    """The month of a day and the one before, from sums by the first day of each month."""
    now, before = month_start(today), month_before(today)
    return OwnMonth(
        Beside(study_days.get(now, 0), study_days.get(before, 0)),
        Beside(reading_s.get(now, 0) // 60, reading_s.get(before, 0) // 60),
        topics,
    )


def rate(tries: Tries) -> str:
    """How often the first try was right: "58%", or what to say of too few questions."""
    return NOTHING_TO_SAY if tries.accuracy is None else f"{_hundredths(tries.accuracy)}%"


def change(gain: Fraction | None) -> str:
    """By how many points of a hundred: "+12", "-3", "0"."""
    if gain is None:
        return NOTHING_TO_SAY
    rounded = _hundredths(abs(gain))
    return "0" if not rounded else f"{'+' if gain > 0 else '−'}{rounded}"


def _hundredths(share: Fraction) -> int:
    return int(share * 100 + Fraction(1, 2))
