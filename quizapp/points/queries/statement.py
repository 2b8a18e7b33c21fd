"""A member's statement: every entry and every unpaid action, by study day, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, union
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.points.additions import with_addition
from quizapp.points.earning import Code
from quizapp.points.facts import Fact, fact_of
from quizapp.points.models import Entry, TallyPlace, Unpaid
from quizapp.points.names import name_of, rule_in_words
from quizapp.points.queries.as_paid import as_paid
from quizapp.points.queries.tariff import tariff
from quizapp.points.reasons import Reason, why_not

_taking_back = aliased(Entry, name="taking_back")
_first = aliased(Entry, name="first_of_two")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, or one unpaid action (`at` None): its amount, and why it is that much."""

    code: Code
    amount: int
    wanted: int
    at: datetime | None
    object_key: str
    why: tuple[Message, ...]  # the rule it was paid by
    why_not: Message | None  # why it paid nothing, or less than wanted
    reason: Reason | None = None
    note: str | None = None  # what a person wrote beside it
    counts_on: date | None = None  # where it is another day than that of the posting
    taken_back: bool = False
    entry_id: int | None = None  # None: nothing was paid
    fact: Fact | None = None
    takes_back: Code | None = None  # what the entry was that this one takes back

    @property
    def name(self) -> Message:
        return name_of(self.code, self.takes_back)


@dataclass(frozen=True, slots=True)
class StatementDay:
    """A study day's lines: what was paid, newest first, then what was not."""

    day: date
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class About:
    """What a statement is narrowed to: one rule in a span of days; below a path, or of a member type, where one is given.

    What was taken back belongs to the rule it was paid by, and to the day it counts for.
    """

    code: Code
    first: date
    last: date
    path: str = ""
    kind: str = ""

    def entries(self) -> tuple[ColumnElement[bool], ...]:
        below = select(TallyPlace.organisation_id).where(
            func.substr(TallyPlace.path, 1, len(self.path)) == self.path
        )
        return (
            Entry.counts_on.between(self.first, self.last),
            func.coalesce(_first.code, Entry.code) == self.code,
            *([Entry.branch_id.in_(below)] if self.path else []),
            *([Entry.member_type == self.kind] if self.kind else []),
        )

    def unpaid(self) -> tuple[ColumnElement[bool], ...]:
        return Unpaid.day.between(self.first, self.last), Unpaid.code == self.code


def statement(
    member_id: int, *, before: date | None = None, limit: int = 7, about: About | None = None
) -> tuple[Sequence[StatementDay], date | None]:
    """The latest `limit` days with something on them, and the day to ask the next page with.

    `about`: of that alone. Three statements; one more where anything was ever added to the tariff.
    """
    days = _days(member_id, before, limit + 1, about)
    if not days:
        return [], None
    shown = days[:limit]
    reach = member_id, shown[-1], shown[0], about
    lines = _joined(_paid(*reach), _unpaid(*reach))
    lines.sort(key=lambda pair: pair[0], reverse=True)
    grouped = groupby(lines, key=lambda pair: pair[0])
    told = [StatementDay(day, tuple(line for _, line in pairs)) for day, pairs in grouped]
    return told, shown[-1] if len(days) > limit else None


def _joined(paid: list[tuple[date, Line]], unpaid: list[tuple[date, Line]]) -> list[tuple[date, Line]]:
    """All lines; what the cap cut short tells so in the line of what it let through."""
    cut = {
        (day, line.code, line.object_key): line for day, line in unpaid if line.reason is Reason.CAP_REACHED
    }
    told = []
    for day, line in paid:
        rest = cut.get((day, line.code, line.object_key))
        told.append((day, replace(line, wanted=rest.wanted, why_not=rest.why_not) if rest else line))
    parts = {(day, line.code, line.object_key) for day, line in paid} & set(cut)
    return told + [(day, line) for day, line in unpaid if (day, line.code, line.object_key) not in parts]


def unpaid(member_id: int, day: date) -> list[Line]:
    """What the member did on a study day that paid nothing or less than it might, each with its reason."""
    return [line for _, line in _unpaid(member_id, day, day, None)]


def _days(member_id: int, before: date | None, limit: int, about: About | None) -> Sequence[date]:
    """The latest days that carry an entry or an unpaid action."""
    last = before or date.max
    paid, unpaid = select(Entry.day), select(Unpaid.day)
    if about:
        paid = paid.outerjoin(_first, _first.id == Entry.reverses_id).where(*about.entries())
        unpaid = unpaid.where(*about.unpaid())
    each = [
        days.where(table.member_id == member_id, table.day < last)
        .distinct()
        .order_by(table.day.desc())
        .limit(limit)
        .subquery()
        for days, table in ((paid, Entry), (unpaid, Unpaid))
    ]
    both = union(*(select(days.c.day) for days in each)).subquery()
    return db.session.scalars(select(both.c.day).order_by(both.c.day.desc()).limit(limit)).all()


def _entries(member_id: int, first: date, last: date, about: About | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Entry.id,
            Entry.code,
            Entry.rule_version,
            Entry.addition_id,
            Entry.amount,
            Entry.day,
            Entry.counts_on,
            Entry.at,
            Entry.object_key,
            Entry.reason,
            _taking_back.id.label("taken_back"),
            _first.code.label("first_code"),
            _first.object_key.label("first_key"),
        )
        .outerjoin(_first, _first.id == Entry.reverses_id)
        .outerjoin(_taking_back, _taking_back.reverses_id == Entry.id)
        .where(Entry.member_id == member_id, Entry.day >= first, Entry.day <= last)
        .where(*(about.entries() if about else ()))
        .order_by(Entry.day.desc(), Entry.id.desc())
    )


def _paid(member_id: int, first: date, last: date, about: About | None) -> list[tuple[date, Line]]:
    rows = db.session.execute(_entries(member_id, first, last, about))
    rules = tariff()
    told = []
    for row in rows:
        rule = rules.version(row.code, row.rule_version)
        rule = with_addition(rule, rules.addition(row.addition_id)) if rule else None
        line = Line(
            code=row.code,
            amount=row.amount,
            wanted=row.amount,
            at=row.at,
            object_key=row.object_key,
            why=rule_in_words(rule) if rule else (),
            why_not=None,
            note=row.reason,
            counts_on=row.counts_on if row.counts_on != row.day else None,
            taken_back=row.taken_back is not None,
            entry_id=row.id,
            fact=fact_of(Fact(row.code, row.object_key, member_id, row.day), row.first_code, row.first_key),
            takes_back=row.first_code,
        )
        told.append((row.day, line))
    return told


def _unpaid(member_id: int, first: date, last: date, about: About | None) -> list[tuple[date, Line]]:
    rows = db.session.execute(
        select(Unpaid.code, Unpaid.day, Unpaid.object_key, Unpaid.wanted, Unpaid.reason)
        .where(Unpaid.member_id == member_id, Unpaid.day >= first, Unpaid.day <= last)
        .where(*(about.unpaid() if about else ()))
        .order_by(Unpaid.day.desc(), Unpaid.code, Unpaid.object_key)
    ).all()
    rule_on = as_paid(member_id) if rows else None
    told = []
    for row in rows:
        rule = rule_on(row.code, row.day) if rule_on else None
        line = Line(
            code=row.code,
            amount=0,
            wanted=row.wanted,
            at=None,
            object_key=row.object_key,
            why=rule_in_words(rule) if rule else (),
            why_not=why_not(Reason(row.reason), rule),
            reason=Reason(row.reason),
            fact=Fact(row.code, row.object_key, member_id, row.day),
        )
        told.append((row.day, line))
    return told
