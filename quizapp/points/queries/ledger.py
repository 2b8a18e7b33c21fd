"""Entries, balances, scores and streaks, one member at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, func, select

from quizapp.db import db
from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.people.models import Member, Organisation
from quizapp.points.earning import FIRST_OF_DAY, Code, Rule, award_key
from quizapp.points.models import AdditionRow, Balance, CapCounter, Entry, Score, TariffRule
from quizapp.points.payee import Payee
from quizapp.points.spans import Span
from quizapp.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member may spend, and what reversals left owing. One of the two is 0."""

    available: int
    owed: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a payment looks at before it judges."""

    paid_on: date | None  # the study day this fact was paid on, if it was
    used: int  # of the rule's cap, in the period the day lies in
    tariff: int  # how many rules and additions the database holds
    path: str  # where the branch stands that it is earned in: whose additions count
    time: int = 0  # which time of the day it would be, where the rule pays only the first; else 0


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry with the time zone of the branch it was earned in."""

    id: int
    member_id: int
    branch_id: int
    member_type: str
    code: Code
    amount: int
    counts_on: date
    zone: str


_DAY_USED = Prepared(
    select(Entry.code, func.sum(Entry.amount))
    .where(
        Entry.member_id == bindparam("member_id"),
        Entry.day == bindparam("day"),
        Entry.code != Code.REVERSAL,
    )
    .group_by(Entry.code)
)
_PAID_ON = select(Entry.day).where(Entry.key == bindparam("key")).scalar_subquery()
_USED = (
    select(CapCounter.used)
    .where(
        CapCounter.member_id == bindparam("member_id"),
        CapCounter.code == bindparam("code"),
        CapCounter.starts_on == bindparam("starts_on"),
    )
    .scalar_subquery()
)
_RULES = select(func.count()).select_from(TariffRule).scalar_subquery()
_ADDITIONS = select(func.count()).select_from(AdditionRow).scalar_subquery()
_PATH = select(Organisation.path).where(Organisation.id == bindparam("branch_id")).scalar_subquery()
_SEEN = Prepared(
    select(
        _PAID_ON.label("paid_on"),
        func.coalesce(_USED, 0).label("used"),
        (_RULES + _ADDITIONS).label("tariff"),
        _PATH.label("path"),
    )
    .select_from(Member)
    .where(Member.id == bindparam("member_id"))
    .with_for_update(of=Member, key_share=True)
)


def look(to: Payee, rule: Rule | None, *, object_key: str, day: date) -> Seen:
    """What was paid and used before, under the member's lock; NoResultFound when there is no such member.

    The lock makes two payments to one member follow each other on PostgreSQL, in whatever order they pay. Those that
    waited may see what was true before they did; the cap's counter and the unique key decide, not this.
    """
    row = _SEEN.one(
        key=award_key(rule, member_id=to.member_id, object_key=object_key, day=day) if rule else "",
        member_id=to.member_id,
        branch_id=to.branch_id,
        code=rule.code if rule else None,
        starts_on=rule.cap_start(day) if rule else None,
    )
    seen = Seen(*row)
    return _which_time(seen, to, rule, object_key, day) if rule and rule.code in FIRST_OF_DAY else seen


def _which_time(seen: Seen, to: Payee, rule: Rule, object_key: str, day: date) -> Seen:
    paid = select(Entry.object_key).where(
        Entry.member_id == to.member_id, Entry.day == day, Entry.code == rule.code
    )
    objects = db.session.scalars(paid).all()
    return replace(seen, paid_on=day if object_key in objects else None, time=len(objects) + 1)


def balance(member_id: int) -> Standing:
    """What the member may spend, and what they owe."""
    row = db.session.execute(
        select(Balance.available, Balance.owed).where(Balance.member_id == member_id)
    ).first()
    return Standing(*row) if row else Standing(0, 0)


def day_used(member_id: int, day: date) -> dict[Code, int]:
    """Points paid to the member on a study day, per code. What was taken back since still counts as paid."""
    return {code: int(points) for code, points in _DAY_USED.all(member_id=member_id, day=day)}


def score(member_id: int, span: Span, day: date) -> int:
    """Points the member earned in the span that `day` lies in, in whatever branches."""
    mine = Score.member_id == member_id, Score.period == span.value, Score.starts_on == span.start(day)
    return int(db.session.scalar(select(func.coalesce(func.sum(Score.score), 0)).where(*mine)) or 0)


def entry(entry_id: int) -> EntryFacts:
    """One entry; NoResultFound when there is none."""
    return _entry_where(Entry.id == entry_id)


def entry_of(key: str) -> EntryFacts:
    """The entry that was paid under a key; NoResultFound when there is none."""
    return _entry_where(Entry.key == key)


def _entry_where(which: ColumnElement[bool]) -> EntryFacts:
    row = db.session.execute(
        select(
            Entry.id,
            Entry.member_id,
            Entry.branch_id,
            Entry.member_type,
            Entry.code,
            Entry.amount,
            Entry.counts_on,
            Organisation.zone,
        )
        .join(Organisation, Organisation.id == Entry.branch_id)
        .where(which)
    ).one()
    return EntryFacts(*row)


def members_after(member_id: int, *, limit: int) -> Sequence[int]:
    """The next members by id: how upkeep walks through everyone a few at a time."""
    return db.session.scalars(
        select(Member.id).where(Member.id > member_id).order_by(Member.id).limit(limit)
    ).all()


def member_count() -> int:
    """How many members there ever were."""
    return db.session.scalar(select(func.count()).select_from(Member)) or 0


def house_day(at: datetime) -> date:
    """The day by the clock of the top of the tree: what counts over several time zones are dated by."""
    top = select(Organisation.zone).order_by(func.length(Organisation.path)).limit(1)
    return local_day(at, db.session.scalar(top) or DEFAULT_ZONE)
