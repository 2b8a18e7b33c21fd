"""The facts of some members in a span of days, as a simulation reads them, a piece of the members at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from quizapp.db import db
from quizapp.kernel.clock import week_start
from quizapp.people.models import Member
from quizapp.points.additions import Addition
from quizapp.points.earning import Code, Rule
from quizapp.points.models import Entry, Simulation, TariffProposal, TariffState, Unpaid
from quizapp.points.queries.tariff import tariff
from quizapp.points.reasons import Reason
from quizapp.points.simulating import BY_HAND, REVIVED, Fact, Found

Place = tuple[int, date, Code, str]  # member, day, code, object


def waiting(limit: int = 1) -> list[int]:
    """Proposals whose simulation is not at its end, the oldest first; those decided meanwhile are left as they are."""
    unfinished = select(TariffProposal.id).join(Simulation, Simulation.proposal_id == TariffProposal.id)
    unfinished = unfinished.where(Simulation.done_at.is_(None), TariffProposal.state == TariffState.OPEN)
    return list(db.session.scalars(unfinished.order_by(TariffProposal.id).limit(limit)))


def piece(rules: Mapping[Code, Rule], *, first: date, last: date, after: int, upto: int) -> Found:
    """What the members with ids above `after` and up to `upto` come to; four statements."""
    found = Found()
    some = Entry.member_id > after, Entry.member_id <= upto, Entry.day >= first, Entry.day <= last
    sums = select(func.coalesce(func.sum(Entry.amount), 0)).where(
        *some, Entry.code.not_in([*rules, *BY_HAND])
    )
    heads = select(func.count(Entry.member_id.distinct())).where(*some, Entry.code.not_in(BY_HAND))
    found.unchanged, found.heads = int(db.session.scalar(sums) or 0), db.session.scalar(heads) or 0
    for _, facts in groupby(_facts(list(rules), first, last, after, upto), key=itemgetter(0)):
        found.add_member((fact for _, fact in facts), rules, first=first)
    return found


def _facts(
    codes: Collection[Code], first: date, last: date, after: int, upto: int
) -> Iterator[tuple[int, Fact]]:
    """Member by member in the order of the days; what was cut short is one fact, and what was not paid comes last."""
    since = week_start(first)  # a week's cap may have been filled before the month began
    span = since, last, after, upto
    entries, unpaid = _entries(codes, *span), _unpaid(codes, *span)
    kept, added = tariff(), {_place(row)[:3]: tariff().addition(row.addition_id) for row in entries}
    cut = {_place(row): row.wanted for row in unpaid if row.reason == Reason.CAP_REACHED}
    found: list[tuple[int, Fact]] = []
    for row in entries:
        rule = kept.version(row.code, row.rule_version)
        wanted = cut.pop(_place(row), row.amount)
        found.append((row.member_id, _fact(row, rule, kept.addition(row.addition_id), wanted, row.amount)))
    paid = {_place(row) for row in entries}
    for row in unpaid:
        if _place(row) not in paid:
            rule = kept.in_force(row.day).get(row.code)
            found.append((row.member_id, _fact(row, rule, added.get(_place(row)[:3]), row.wanted, 0)))
    return iter(sorted(found, key=lambda pair: (pair[0], pair[1].day, not pair[1].paid)))


def _entries(codes: Collection[Code], since: date, last: date, after: int, upto: int) -> Sequence[Row[Any]]:
    columns = (*_columns(Entry), Entry.member_type, Entry.amount, Entry.rule_version, Entry.addition_id)
    some = select(*columns).where(*_among(Entry, codes, since, last, after, upto))
    return db.session.execute(some.order_by(Entry.id)).all()


def _unpaid(codes: Collection[Code], since: date, last: date, after: int, upto: int) -> Sequence[Row[Any]]:
    columns = (*_columns(Unpaid), Member.member_type, Unpaid.wanted, Unpaid.reason)
    some = select(*columns).join(Member, Member.id == Unpaid.member_id)
    revived = Unpaid.reason.in_([reason.value for reason in REVIVED])
    return db.session.execute(some.where(*_among(Unpaid, codes, since, last, after, upto), revived)).all()


def _columns(table: type[Entry] | type[Unpaid]) -> tuple[Any, ...]:
    return table.member_id, table.day, table.code, table.object_key


def _among(
    table: type[Entry] | type[Unpaid],
    codes: Collection[Code],
    since: date,
    last: date,
    after: int,
    upto: int,
) -> tuple[ColumnElement[bool], ...]:
    members = table.member_id > after, table.member_id <= upto
    return (*members, table.day >= since, table.day <= last, table.code.in_(codes))


def _fact(row: Row[Any], rule: Rule | None, addition: Addition | None, wanted: int, paid: int) -> Fact:
    return Fact(row.code, row.object_key, row.day, row.member_type, rule, addition, wanted, paid)


def _place(row: Row[Any]) -> Place:
    return row.member_id, row.day, row.code, row.object_key
