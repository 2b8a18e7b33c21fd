"""The spans of time that points are summed over: a study day, its week, its month, and all time."""

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
    ALL = "all"

    @classmethod
    def read(cls, text: str | None) -> "Span":
        """The span an address names; the month where it names none."""
        return cls(text) if text in [span.value for span in cls] else cls.MONTH

    def start(self, day: date) -> date:
        """The first day of the span that `day` lies in; all time begins on 1970-01-01."""
        if self is Span.DAY:
            return day
        if self is Span.WEEK:
            return week_start(day)
        return month_start(day) if self is Span.MONTH else BEGINNING

    def last(self, start: date) -> date:
        """The last day of the span that begins on `start`; all time has no end."""
        if self is Span.DAY:
            return start
        if self is Span.WEEK:
            return start + timedelta(days=6)
        return (start + timedelta(days=31)).replace(day=1) - ONE_DAY if self is Span.MONTH else date.max

    def start_before(self, day: date) -> date | None:
        """The first day of the span before this one; None for all time, which has none before it."""
        return None if self is Span.ALL else self.start(self.start(day) - ONE_DAY)


SPANS: dict[Span, Message] = {
    Span.DAY: Message("Day"),
    Span.WEEK: Message("Week"),
    Span.MONTH: Message("Month"),
    Span.ALL: Message("All time"),
}

COMPARED: dict[Span, Message] = {
    Span.DAY: Message("against yesterday"),
    Span.WEEK: Message("against last week"),
    Span.MONTH: Message("against last month"),
}
