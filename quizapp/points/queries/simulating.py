"""The facts of some members in a span of days, as a simulation reads them, a piece of the members at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from quizapp.db import db
from quizapp.kernel.clock import week_start
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import ids_on
from quizapp.points.additions import Addition
from quizapp.points.earning import Code, Rule
from quizapp.points.models import Entry, Score, Simulation, TariffProposal, TariffState, Unpaid
from quizapp.points.queries.tariff import tariff
from quizapp.points.reasons import Reason
from quizapp.points.simulating import BY_HAND, REVIVED, Fact, Found, Terms
from quizapp.points.spans import Span

Place = tuple[int, date, Code, str]  # member, day, code, object


def waiting(limit: int = 1) -> list[int]:
    """Proposals whose simulation is not at its end, the oldest first; those decided meanwhile are left as they are."""
    unfinished = select(TariffProposal.id).join(Simulation, Simulation.proposal_id == TariffProposal.id)
    undecided = TariffProposal.state.in_([TariffState.OPEN, TariffState.DRAFT])
    unfinished = unfinished.where(Simulation.done_at.is_(None), undecided)
    return list(db.session.scalars(unfinished.order_by(TariffProposal.id).limit(limit)))


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose facts a piece reads: of members above an id and up to another; of a place, what was earned at and below it."""

    after: int
    upto: int
    place: str = ""  # a path; "": the whole house
    ids: tuple[int, ...] | None = None  # the members, where they are known: a place's are few among many

    def of(self, column: Any) -> tuple[ColumnElement[bool], ...]:
        """The conditions on a column that says whose a row is."""
        known = () if self.ids is None else (column.in_(self.ids),)
        return column > self.after, column <= self.upto, *known

    def at(self, column: Any) -> tuple[ColumnElement[bool], ...]:
        """The condition on a column that says in which branch a row stands."""
        return (column.in_(_inside(self.place)),) if self.place else ()


def whom(place: str, *, first: date, after: int, until: int, most: int) -> Whom:
    """The next members of a simulation, `most` of them at most: of the whole house, or whom a month at a place concerns.

    Those are who belong there, and who earned there in the month and have left since. A whole tree is read by ids alone.
    """
    if len(ids_on(place)) < 2:
        return Whom(after, after + most, place)
    belong = select(Member.id).where(Member.branch_id.in_(_inside(place)), Member.id > after)
    there = Score.branch_id.in_(_inside(place)), Score.period == Span.MONTH.value, Score.starts_on == first
    earned = select(Score.member_id).distinct().where(*there, Score.member_id > after)
    found = {
        *db.session.scalars(belong.order_by(Member.id).limit(most)),
        *db.session.scalars(earned.order_by(Score.member_id).limit(most)),
    }
    ids = tuple(sorted(found)[:most])
    return Whom(after, ids[-1] if len(ids) == most else max(until, *ids, after), place, ids)


def _inside(place: str) -> Select[int]:
    return select(Organisation.id).where(Organisation.path.startswith(place, autoescape=True))


def piece(codes: Collection[Code], terms: Terms, whom: Whom, *, first: date, last: date) -> Found:
    """What some members come to by other terms for some codes; four statements, five of a place."""
    found = Found()
    some = *whom.of(Entry.member_id), *whom.at(Entry.branch_id), Entry.day >= first, Entry.day <= last
    sums = select(func.coalesce(func.sum(Entry.amount), 0)).where(
        *some, Entry.code.not_in([*codes, *BY_HAND])
    )
    heads = select(func.count(Entry.member_id.distinct())).where(*some, Entry.code.not_in(BY_HAND))
    found.unchanged, found.heads = int(db.session.scalar(sums) or 0), db.session.scalar(heads) or 0
    for _, facts in groupby(_facts(codes, first, last, whom), key=itemgetter(0)):
        found.add_member((fact for _, fact in facts), terms, first=first)
    return found


def _facts(codes: Collection[Code], first: date, last: date, whom: Whom) -> Iterator[tuple[int, Fact]]:
    """Member by member in the order of the days; what was cut short is one fact, and what was not paid comes last."""
    since = week_start(first)  # a week's cap may have been filled before the month began
    entries, unpaid = _entries(codes, since, last, whom), _unpaid(codes, since, last, whom)
    kept, added = tariff(), {_place(row)[:3]: tariff().addition(row.addition_id) for row in entries}
    cut = {_place(row): row.wanted for row in unpaid if row.reason == Reason.CAP_REACHED}
    paths = _paths(whom.place)
    found: list[tuple[int, Fact]] = []
    for row in entries:
        rule = kept.version(row.code, row.rule_version)
        wanted = cut.pop(_place(row), row.amount)
        found.append(
            (row.member_id, _fact(row, rule, kept.addition(row.addition_id), wanted, row.amount, paths))
        )
    paid = {_place(row) for row in entries}
    for row in unpaid:
        if _place(row) not in paid:
            rule = kept.in_force(row.day).get(row.code)
            found.append((row.member_id, _fact(row, rule, added.get(_place(row)[:3]), row.wanted, 0, paths)))
    return iter(sorted(found, key=lambda pair: (pair[0], pair[1].day, not pair[1].paid)))


def _paths(place: str) -> Mapping[int, str]:
    """The path of every organisation at and below a place; of the whole house none is asked for."""
    if not place:
        return {}
    named = select(Organisation.id, Organisation.path).where(Organisation.id.in_(_inside(place)))
    return {row.id: row.path for row in db.session.execute(named)}


def _entries(codes: Collection[Code], since: date, last: date, whom: Whom) -> Sequence[Row[Any]]:
    columns = (
        *_columns(Entry),
        Entry.member_type,
        Entry.branch_id,
        Entry.amount,
        Entry.rule_version,
        Entry.addition_id,
    )
    theirs = *whom.of(Entry.member_id), *whom.at(Entry.branch_id), *_in(Entry, codes, since, last)
    return db.session.execute(select(*columns).where(*theirs).order_by(Entry.id)).all()


def _unpaid(codes: Collection[Code], since: date, last: date, whom: Whom) -> Sequence[Row[Any]]:
    """With the branch and the type that a member has today: those of the day are not kept here."""
    columns = (*_columns(Unpaid), Member.member_type, Member.branch_id, Unpaid.wanted, Unpaid.reason)
    revived = Unpaid.reason.in_([reason.value for reason in REVIVED])
    theirs = *whom.of(Unpaid.member_id), *whom.at(Member.branch_id), *_in(Unpaid, codes, since, last)
    some = select(*columns).join(Member, Member.id == Unpaid.member_id)
    return db.session.execute(some.where(*theirs, revived)).all()


def _columns(table: type[Entry] | type[Unpaid]) -> tuple[Any, ...]:
    return table.member_id, table.day, table.code, table.object_key


def _in(
    table: type[Entry] | type[Unpaid], codes: Collection[Code], since: date, last: date
) -> tuple[ColumnElement[bool], ...]:
    return table.day >= since, table.day <= last, table.code.in_(codes)


def _fact(
    row: Row[Any],
    rule: Rule | None,
    addition: Addition | None,
    wanted: int,
    paid: int,
    paths: Mapping[int, str],
) -> Fact:
    path = paths.get(row.branch_id, "")
    return Fact(row.code, row.object_key, row.day, row.member_type, rule, addition, wanted, paid, path)


def _place(row: Row[Any]) -> Place:
    return row.member_id, row.day, row.code, row.object_key
