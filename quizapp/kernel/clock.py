"""Time: instants are aware and UTC inside; rules use the study day, which is the organisation's local day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"


_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present instant, aware, UTC. Called only by views, commands, the API and workers."""
    return _source()


@contextmanager
def running_on(source: Callable[[], datetime]) -> Iterator[None]:
    """Tell the time by another clock inside the block: how tests fix the day they play on."""
    global _source
    kept, _source = _source, source
    try:
        yield
    finally:
        _source = kept


def local(at: datetime, zone: str) -> datetime:
    """The same instant as a wall clock in `zone` shows it."""
    return at.astimezone(ZoneInfo(zone))


def local_day(at: datetime, zone: str) -> date:
    """The study day an instant falls on."""
    return local(at, zone).date()


def week_start(day: date) -> date:
    """The Monday of the day's week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first day of the month before the one that `day` lies in."""
    return month_start(month_start(day) - timedelta(days=1))


def day_begins(day: date, zone: str) -> datetime:
    """The instant a study day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
