"""The span of time a page of the desk is about, the one before it and the one after. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from quizapp.points.spans import Span

SHOWN = {
    Span.DAY: 14,
    Span.WEEK: 12,
    Span.MONTH: 12,
    Span.QUARTER: 8,
    Span.YEAR: 5,
}  # how many of them a trend goes back over
SPANS = tuple(SHOWN)
FIRST = date(2000, 1, 1)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week, a month, a quarter or a year, seen from `today`: what has not begun of it is left out."""

    span: Span
    start: date
    today: date

    @classmethod
    def read(cls, span: str | None, day: str | None, today: date) -> "Period":
        """The period an address names: the week of today where it names none, and never one that is still to come."""
        chosen = Span(span) if span in [one.value for one in SPANS] else Span.WEEK
        try:
            asked = date.fromisoformat(day or "")
        except ValueError:
            asked = today
        return cls(chosen, chosen.start(min(max(asked, FIRST), today)), today)

    @property
    def last(self) -> date:
        """The last day of it that has begun: on which people are counted."""
        return min(self.span.last(self.start), self.today)

    @property
    def days(self) -> int:
        return (self.last - self.start).days + 1

    @property
    def is_over(self) -> bool:
        return self.span.last(self.start) < self.today

    @property
    def before(self) -> "Period | None":
        earlier = self.start - ONE_DAY
        return Period(self.span, self.span.start(earlier), self.today) if earlier >= FIRST else None

    @property
    def after(self) -> "Period | None":
        later = self.span.last(self.start) + ONE_DAY
        return Period(self.span, later, self.today) if later <= self.today else None

    def trail(self) -> list["Period"]:
        """The periods up to and with this one that a trend shows, the earliest first."""
        found = [self]
        while len(found) < SHOWN[self.span] and (earlier := found[-1].before):
            found.append(earlier)
        return found[::-1]
