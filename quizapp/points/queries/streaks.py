"""What a member's streak is read from: one statement over at most some 400 days, however long the history."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.types import String

from quizapp.db import db
from quizapp.kernel.clock import month_start
from quizapp.people.models import Member, MemberSpan, Organisation
from quizapp.points.diary import Mark, Record, Streak, Stretch, marks, streak_on
from quizapp.points.models import Leave, Outage, StudyDay
from quizapp.prepared import Prepared

WINDOW = timedelta(days=400)
BEGINNING = date(1970, 1, 1)
ONE_DAY = timedelta(days=1)
_me: BindParameter[int] = bindparam("member_id")
_first: BindParameter[date] = bindparam("first")
_today: BindParameter[date] = bindparam("today")
_branch, _place = aliased(Organisation, name="branch"), aliased(Organisation, name="place")
_nothing = cast(null(), Date)


def _kind(name: str) -> Any:
    return literal_column(f"'{name}'", String).label("kind")


_days = (
    select(
        StudyDay.day,
        StudyDay.run,
        StudyDay.bridged,
        func.lag(StudyDay.day, type_=Date).over(order_by=StudyDay.day).label("before"),
    )
    .where(StudyDay.member_id == _me, StudyDay.day >= _first, StudyDay.day <= _today)
    .subquery("days")
)
# Study days that follow on a gap begin a stretch: what is stored says so, whatever bridges the gap now.
_begins = select(
    _kind("stretch"),
    _days.c.day.label("a"),
    _days.c.before.label("b"),
    _nothing.label("c"),
    _nothing.label("d"),
).where(or_(_days.c.before.is_(None), _days.c.run == 1, _days.c.bridged > 0))
_last = select(_kind("last"), func.max(StudyDay.day), _nothing, _nothing, _nothing).where(
    StudyDay.member_id == _me, StudyDay.day >= _first, StudyDay.day <= _today
)
_older = select(_kind("older"), func.max(StudyDay.day), _nothing, _nothing, _nothing).where(
    StudyDay.member_id == _me, StudyDay.day < _first
)
_leaves = select(_kind("leave"), Leave.from_on, Leave.last_on, _nothing, _nothing).where(
    Leave.member_id == _me, Leave.last_on >= _first, Leave.dropped_at.is_(None)
)
# Where the member belonged: who was never recorded elsewhere has always been where they are.
_spans = select(MemberSpan.branch_id, MemberSpan.from_on, MemberSpan.until_on).where(
    MemberSpan.member_id == _me
)
_ever = select(Member.branch_id, _nothing, _nothing).where(Member.id == _me, ~_spans.exists())
_stays = union_all(_spans, _ever).subquery("stays")
# An outage is of those who belonged to the place then, not of those who belong to it now.
_outages = (
    select(_kind("outage"), Outage.from_on, Outage.last_on, _stays.c.from_on, _stays.c.until_on)
    .join(_place, _place.id == Outage.organisation_id)
    .join(_stays, true())
    .join(_branch, _branch.id == _stays.c.branch_id)
    .where(
        Outage.last_on >= _first,
        Outage.dropped_at.is_(None),
        func.substr(_branch.path, 1, func.length(_place.path)) == _place.path,
        or_(_stays.c.from_on.is_(None), _stays.c.from_on <= Outage.last_on),
        or_(_stays.c.until_on.is_(None), _stays.c.until_on > Outage.from_on),
    )
)
_all = union_all(_begins, _last, _older, _leaves, _outages).subquery("told")
_RECORD = Prepared(
    select(_all.c.kind, _all.c.a, _all.c.b, _all.c.c, _all.c.d).order_by(_all.c.kind, _all.c.a)
)


def streak(member_id: int, today: date) -> Streak:
    """The member's study days in a row. One statement; two for who has studied on for more than a year."""
    return _settled(member_id, today)[1]


def diary(member_id: int, today: date, days: list[date]) -> tuple[Streak, list[tuple[date, Mark]]]:
    """The streak, and what each of some days was to it."""
    record, told = _settled(member_id, today)
    return told, marks(today, record, days)


def _settled(member_id: int, today: date) -> tuple[Record, Streak]:
    record = _record(member_id, today, month_start(today - WINDOW))
    told = streak_on(today, record)
    if told is None:
        record = _record(member_id, today, BEGINNING)
        told = streak_on(today, record)
    assert told is not None
    return record, told


def _record(member_id: int, today: date, first: date) -> Record:
    rows = _RECORD.all(member_id=member_id, first=first, today=today)
    by_kind: dict[str, list[Any]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    begins = by_kind.get("stretch", [])
    ends = [row.b for row in begins[1:]] + [row.a for row in by_kind["last"]]
    outages = by_kind.get("outage", [])
    return Record(
        since=first,
        studied=[Stretch(row.a, end) for row, end in zip(begins, ends, strict=False)],
        leave=[Stretch(row.a, row.b) for row in by_kind.get("leave", [])],
        outage=[
            Stretch(max(row.a, row.c or row.a), min(row.b, row.d - ONE_DAY) if row.d else row.b)
            for row in outages
        ],
        older=by_kind["older"][0].a,
    )


def study_days_by_month(member_id: int, since: date) -> dict[date, int]:
    """On how many days a member studied in each month from a day on, by its first day."""
    days = select(StudyDay.day).where(StudyDay.member_id == member_id, StudyDay.day >= since)
    return dict(Counter(month_start(day) for day in db.session.scalars(days)))
