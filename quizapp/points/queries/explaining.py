"""One entry with everything that made it what it is: its rule, what was added, its cap that day, and who entered it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.people.models import Member, Organisation
from quizapp.points.additions import Addition, with_addition
from quizapp.points.earning import Code, Rule, earned
from quizapp.points.facts import Fact, fact_of
from quizapp.points.models import Entry, Unpaid
from quizapp.points.queries.as_paid import as_paid
from quizapp.points.queries.tariff import tariff
from quizapp.points.reasons import Reason
from quizapp.points.spans import Span

_actor = aliased(Member, name="actor")
_taking_back = aliased(Entry, name="taking_back")
_first = aliased(Entry, name="first_of_two")


@dataclass(frozen=True, slots=True)
class Explained:
    """An entry and its reasons. `used`: of the cap, up to and with this entry; None where nothing caps the rule."""

    id: int
    member_id: int
    member: str
    branch: str  # where it was earned
    member_path: str  # where the member stands today
    code: Code
    amount: int
    day: date
    counts_on: date
    at: datetime
    object_key: str
    version: int
    note: str | None
    actor: str | None
    reverses_id: int | None
    taken_back_by: int | None
    rule: Rule | None  # as it paid, with what was added
    plain: Rule | None  # without
    addition: Addition | None
    used: int | None
    wanted: int  # more than the amount where the cap cut it short
    takes_back: Code | None  # what the entry was that this one takes back
    fact: Fact


@dataclass(frozen=True, slots=True)
class NotPaid:
    """An action of a day that paid nothing, and the rule of that day, with what was added for this member."""

    code: Code
    object_key: str
    wanted: int
    reason: Reason
    rule: Rule | None
    fact: Fact


def explained(entry_id: int) -> Explained:
    """One entry; NoResultFound when there is none. Three statements."""
    (found,) = _explained(Entry.id == entry_id, one=True)
    return found


def explained_day(member_id: int, day: date) -> list[Explained]:
    """Every entry posted to a member on a study day, in the order they came."""
    return _explained((Entry.member_id == member_id) & (Entry.day == day), one=False)


def not_paid(member_id: int, day: date) -> list[NotPaid]:
    """Every action of a day that paid nothing, or was cut short."""
    rows = db.session.scalars(
        select(Unpaid)
        .where(Unpaid.member_id == member_id, Unpaid.day == day)
        .order_by(Unpaid.code, Unpaid.object_key)
    )
    rule = as_paid(member_id)
    return [
        NotPaid(
            row.code,
            row.object_key,
            row.wanted,
            Reason(row.reason),
            rule(row.code, day),
            Fact(row.code, row.object_key, member_id, day),
        )
        for row in rows
    ]


def _explained(which: ColumnElement[bool], *, one: bool) -> list[Explained]:
    home = aliased(Organisation, name="home")
    rows = db.session.execute(
        select(
            Entry,
            Member.name.label("member"),
            Organisation.name.label("branch"),
            home.path.label("member_path"),
            _actor.name.label("actor"),
            _taking_back.id.label("taken_back_by"),
            _first.code.label("first_code"),
            _first.object_key.label("first_key"),
        )
        .join(Member, Member.id == Entry.member_id)
        .join(Organisation, Organisation.id == Entry.branch_id)
        .join(home, home.id == Member.branch_id)
        .outerjoin(_actor, _actor.id == Entry.actor_id)
        .outerjoin(_first, _first.id == Entry.reverses_id)
        .outerjoin(_taking_back, _taking_back.reverses_id == Entry.id)
        .where(which)
        .order_by(Entry.id)
    )
    found = [rows.one()] if one else rows.all()
    return [_with_reasons(*row) for row in found]


def _with_reasons(
    entry: Entry,
    member: str,
    branch: str,
    member_path: str,
    actor: str | None,
    taken_back_by: int | None,
    first_code: Code | None,
    first_key: str | None,
) -> Explained:
    kept = tariff()
    plain, addition = kept.version(entry.code, entry.rule_version), kept.addition(entry.addition_id)
    rule = with_addition(plain, addition) if plain else None
    return Explained(
        id=entry.id,
        member_id=entry.member_id,
        member=member,
        branch=branch,
        member_path=member_path,
        code=entry.code,
        amount=entry.amount,
        day=entry.day,
        counts_on=entry.counts_on,
        at=entry.at,
        object_key=entry.object_key,
        version=entry.rule_version,
        note=entry.reason,
        actor=actor,
        reverses_id=entry.reverses_id,
        taken_back_by=taken_back_by,
        rule=rule,
        plain=plain,
        addition=addition,
        used=_used(entry, rule),
        wanted=_wanted(entry),
        takes_back=first_code,
        fact=fact_of(Fact(entry.code, entry.object_key, entry.member_id, entry.day), first_code, first_key),
    )


def _used(entry: Entry, rule: Rule | None) -> int | None:
    start = rule.cap_start(entry.day) if rule else None
    if start is None:
        return None
    same = (
        Entry.member_id == entry.member_id,
        Entry.code == entry.code,
        Entry.day >= start,
        Entry.day <= entry.day,
        Entry.id <= entry.id,
    )
    return int(db.session.scalar(select(func.coalesce(func.sum(Entry.amount), 0)).where(*same)) or 0)


def _wanted(entry: Entry) -> int:
    cut = (
        Unpaid.member_id == entry.member_id,
        Unpaid.day == entry.day,
        Unpaid.code == entry.code,
        Unpaid.object_key == entry.object_key,
        Unpaid.reason == Reason.CAP_REACHED.value,
    )
    return db.session.scalar(select(Unpaid.wanted).where(*cut)) or entry.amount


def parts_of(member_id: int, span: Span, day: date) -> list[tuple[Code, int]]:
    """What a member's score of a span is made of: the sum of each code, what was taken back with what it takes back.

    One statement over their entries; the sums add up to the score.
    """
    start = span.start(day)
    up = func.sum(case((Entry.amount > 0, Entry.amount), else_=0))
    down = func.sum(case((Entry.amount < 0, Entry.amount), else_=0))
    rows = db.session.execute(
        select(Entry.code, _first.code.label("first"), up.label("up"), down.label("down"))
        .outerjoin(_first, _first.id == Entry.reverses_id)
        .where(Entry.member_id == member_id, Entry.counts_on >= start, Entry.counts_on <= span.last(start))
        .group_by(Entry.code, _first.code)
    )
    sums: Counter[Code] = Counter()
    for row in rows:
        sums[row.first or row.code] += _moved(
            row.first or row.code, row.up, row.down, back=row.first is not None
        )
    return [(code, sums[code]) for code in Code if sums[code]]


def _moved(code: Code, up: int, down: int, *, back: bool) -> int:
    """By how much entries of a code move the score; `back`: they take entries of it back."""
    sign = -1 if back else 1
    return sign * (earned(code, sign * up) + earned(code, sign * down))


def member_called(name: str) -> int:
    """The id of a member by their sign-in name; NoResultFound when there is none."""
    return db.session.scalars(select(Member.id).where(Member.sign_in_name == name)).one()
