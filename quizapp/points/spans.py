"""The spans of time that points are summed over: a study day, its week, month, quarter and year, and all time."""

from datetime import date, timedelta
from enum import StrEnum

from quizapp.kernel.clock import month_start, week_start
from quizapp.kernel.message import Message

BEGINNING = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)


class Span(StrEnum):
    """How long a board looks back. Values are stored; they are never renamed."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"

    @classmethod
    def read(cls, text: str | None) -> "Span":
        """The span an address names; the month where it names none."""
        return cls(text) if text in [span.value for span in cls] else cls.MONTH

    def start(self, day: date) -> date:
        """The first day of the span that `day` lies in; all time begins on 1970-01-01."""
        if self is Span.WEEK:
            return week_start(day)
        if self in _MONTHS:
            return day.replace(month=day.month - (day.month - 1) % _MONTHS[self], day=1)
        return day if self is Span.DAY else BEGINNING

    def last(self, start: date) -> date:
        """The last day of the span that begins on `start`; all time has no end."""
        if self is Span.WEEK:
            return start + timedelta(days=6)
        if self in _MONTHS:
            return month_start(start + _MONTHS[self] * timedelta(days=31)) - ONE_DAY
        return start if self is Span.DAY else date.max

    def start_before(self, day: date) -> date | None:
        """The first day of the span before this one; None for all time, which has none before it."""
        return None if self is Span.ALL else self.start(self.start(day) - ONE_DAY)


_MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}  # how many calendar months each has

SPANS: dict[Span, Message] = {
    Span.DAY: Message("Day"),
    Span.WEEK: Message("Week"),
    Span.MONTH: Message("Month"),
    Span.QUARTER: Message("Quarter"),
    Span.YEAR: Message("Year"),
    Span.ALL: Message("All time"),
}

COMPARED: dict[Span, Message] = {
    Span.DAY: Message("against yesterday"),
    Span.WEEK: Message("against last week"),
    Span.MONTH: Message("against last month"),
    Span.QUARTER: Message("against last quarter"),
    Span.YEAR: Message("against last year"),
}

RUNNING: dict[Span, Message] = {
    Span.DAY: Message("Today"),
    Span.WEEK: Message("This week"),
    Span.MONTH: Message("This month"),
    Span.QUARTER: Message("This quarter"),
    Span.YEAR: Message("This year"),
}

BEFORE: dict[Span, Message] = {
    Span.DAY: Message("Yesterday"),
    Span.WEEK: Message("Last week"),
    Span.MONTH: Message("Last month"),
    Span.QUARTER: Message("Last quarter"),
    Span.YEAR: Message("Last year"),
}
