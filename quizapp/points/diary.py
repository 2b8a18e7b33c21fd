"""A member's streak as it is read: study days, and the days between them that freezes, leave or an outage bridged. Pure.

Days of leave and of an outage neither break a run nor lengthen it, and cost no freeze. Who studies on such a day has
studied: it counts like any other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from quizapp.kernel.clock import days_between, month_start
from quizapp.kernel.message import Message
from quizapp.points.streaks import FREEZES_A_MONTH, LONGEST_BRIDGE, ONE_DAY


class Mark(StrEnum):
    """What a day was to a streak."""

    STUDIED = "studied"
    FROZEN = "frozen"
    LEAVE = "leave"
    OUTAGE = "outage"
    MISSED = "missed"
    OPEN = "open"  # today, as long as nothing is learned
    BEFORE = "before"  # the first study day, or after today


MARKS: dict[Mark, Message] = {
    Mark.STUDIED: Message("Study day"),
    Mark.FROZEN: Message("Bridged by a freeze"),
    Mark.LEAVE: Message("On leave"),
    Mark.OUTAGE: Message("Outage"),
    Mark.MISSED: Message("Missed"),
    Mark.OPEN: Message("Today, still open"),
    Mark.BEFORE: Message("Not counted"),
}
SIGNS: dict[Mark, str] = {
    Mark.STUDIED: "✓",
    Mark.FROZEN: "❄",
    Mark.LEAVE: "–",
    Mark.OUTAGE: "≈",
    Mark.MISSED: "✗",
    Mark.OPEN: "?",
    Mark.BEFORE: "·",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Record:
    """What a streak is read from, since some month's first day.

    `older`: the last study day before that, if there is one; without it the record is whole.
    """

    since: date
    studied: Sequence[Stretch] = ()
    leave: Sequence[Stretch] = ()
    outage: Sequence[Stretch] = ()
    older: date | None = None


@dataclass(frozen=True, slots=True)
class Streak:
    """What a member is shown: study days in a row, whether today is one yet, freezes left this month, and leave."""

    length: int
    today_done: bool
    freezes_left: int
    leave_until: date | None = None  # set while today is a day of leave
    outage_until: date | None = None


@dataclass(slots=True)
class _Walk:
    """How far a walk along the record came: the run so far, and what the freezes went to."""

    record: Record
    used_before: int  # freezes used in each month before the record begins: not known from it
    run: int = 0
    reaches_back: bool = False  # the run began before the record
    used: Counter[date] = field(default_factory=Counter)
    frozen: set[date] = field(default_factory=set)

    def bridges(self, last: date, day: date) -> bool:
        """Whether a run goes on from a study day to the next, or to today; the freezes for it are spent."""
        if day - last <= ONE_DAY:
            return True
        missed = list(_uncovered(self.record, last, day))
        need = Counter(month_start(one) for one in missed)
        if any(self._spent(month) + count > FREEZES_A_MONTH for month, count in need.items()):
            return False
        self.used.update(need)
        self.frozen.update(missed)
        return True

    def _spent(self, month: date) -> int:
        return self.used[month] + (self.used_before if month < self.record.since else 0)


def streak_on(today: date, record: Record) -> Streak | None:
    """The streak as it stands; None when that depends on days before the record."""
    if record.older is None:
        return _streak(today, record, _walk(today, record))
    walks = [_walk(today, record, used_before) for used_before in range(FREEZES_A_MONTH + 1)]
    told = {(_streak(today, record, walk), walk.reaches_back) for walk in walks}
    streak, reaches_back = next(iter(told))
    return None if len(told) > 1 or reaches_back else streak


def marks(today: date, record: Record, days: Iterable[date]) -> list[tuple[date, Mark]]:
    """What each day was, or is."""
    frozen = _walk(today, record).frozen
    return [(day, _mark(day, today, record, frozen)) for day in days]


def stretches(days: Iterable[date]) -> list[Stretch]:
    """Days in their order as stretches without a gap."""
    found: list[Stretch] = []
    for day in days:
        if found and day == found[-1].last + ONE_DAY:
            found[-1] = Stretch(found[-1].first, day)
        else:
            found.append(Stretch(day, day))
    return found


def _walk(today: date, record: Record, used_before: int = 0) -> _Walk:
    walk, last = _Walk(record, used_before, reaches_back=record.older is not None), record.older
    for stretch in record.studied:
        if last is None or not walk.bridges(last, stretch.first):
            walk.run, walk.reaches_back = 0, False
        walk.run += stretch.days
        last = stretch.last
    if last is None or (last < today and not walk.bridges(last, today)):
        walk.run, walk.reaches_back = 0, False
    return walk


def _streak(today: date, record: Record, walk: _Walk) -> Streak:
    return Streak(
        length=walk.run,
        today_done=bool(record.studied) and record.studied[-1].last == today,
        freezes_left=max(0, FREEZES_A_MONTH - walk.used[month_start(today)]),
        leave_until=_until(today, record.leave),
        outage_until=_until(today, record.outage),
    )


def _uncovered(record: Record, last: date, day: date) -> Iterator[date]:
    """The days between two others that neither leave nor an outage covers; of many only as many as no freezes bridge."""
    found = 0
    for missed in days_between(last + ONE_DAY, day - ONE_DAY):
        if not _covers(record.leave, missed) and not _covers(record.outage, missed):
            yield missed
            found += 1
        if found > LONGEST_BRIDGE:
            return


def _covers(stretches: Iterable[Stretch], day: date) -> bool:
    return any(day in stretch for stretch in stretches)


def _until(today: date, covering: Iterable[Stretch]) -> date | None:
    """The last day of what covers today without a gap."""
    end = today - timedelta(days=1)
    for stretch in sorted(covering, key=lambda one: one.first):
        if stretch.first <= end + ONE_DAY <= stretch.last:
            end = stretch.last
    return end if end >= today else None


def _mark(day: date, today: date, record: Record, frozen: set[date]) -> Mark:
    if _covers(record.studied, day):
        return Mark.STUDIED
    begun = record.older or (record.studied[0].first if record.studied else today)
    if day > today or day < begun:
        return Mark.BEFORE
    if _covers(record.leave, day):
        return Mark.LEAVE
    if _covers(record.outage, day):
        return Mark.OUTAGE
    if day == today:
        return Mark.OPEN
    return Mark.FROZEN if day in frozen else Mark.MISSED
