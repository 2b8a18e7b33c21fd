"""Members whom the rows of a staged roster lead to: those who hold roles, and those without a number of their own."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import ask
from quizapp.kernel.clock import local_day
from quizapp.people.models import GrantRow, Member, MemberState, Organisation, RosterRow
from quizapp.people.reach import Grant, Holder
from quizapp.people.roster_plan import Change, Unnumbered, is_same_person
from quizapp.people.store.rosters import of_import
from quizapp.people.store.tree import at_or_below

_AT_ONCE = 10_000  # rows read before any of them is changed


def holders(import_id: int, *, besides: int, at: datetime) -> list[tuple[int, Holder]]:
    """The members a roster changes who hold a role now, and one member besides: each with the number of the row."""
    granted = aliased(Organisation)
    found: Select[*tuple[Any, ...]] = (
        select(
            RosterRow.number,
            Member.id,
            Member.name,
            Organisation.zone,
            GrantRow.role,
            granted.path,
            GrantRow.starts_on,
            GrantRow.ends_on,
        )
        .join(Member, Member.id == RosterRow.member_id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .outerjoin(GrantRow, GrantRow.member_id == Member.id)
        .outerjoin(granted, granted.id == GrantRow.organisation_id)
        .where(of_import(import_id, Change.CHANGED), or_(GrantRow.id.is_not(None), Member.id == besides))
        .order_by(RosterRow.number)
    )
    return [
        (number, _holder(list(rows), at)) for number, rows in groupby(ask(found), key=lambda row: row.number)
    ]


def _holder(rows: list[Any], at: datetime) -> Holder:
    first = rows[0]
    today = local_day(at, first.zone)
    grants = (Grant(row.role, row.path, row.starts_on, row.ends_on) for row in rows if row.role is not None)
    return Holder(first.id, first.name, tuple(grant for grant in grants if grant.holds_on(today)))


def without_number(import_id: int, path: str, change: Change) -> Iterator[list[Unnumbered]]:
    """Rows that give the phone of a member at or below a path who has no number, some at a time.

    Of new rows any such member; of rows about someone, only that one.
    """
    found = (
        select(
            RosterRow.number,
            RosterRow.name,
            RosterRow.branch_id,
            Member.id,
            Member.name,
            Member.branch_id,
            Member.state == MemberState.LEFT,
        )
        .join(Member, Member.phone_index == RosterRow.phone_index)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(of_import(import_id, change), Member.roster_key.is_(None), at_or_below(path))
        .where(or_(RosterRow.member_id.is_(None), RosterRow.member_id == Member.id))
        .order_by(RosterRow.number)
        .limit(_AT_ONCE)
    )
    last = 0
    while some := [Unnumbered(*row) for row in ask(found.where(RosterRow.number > last))]:
        yield some
        last = some[-1].row


def tied(import_id: int, path: str) -> int:
    """How many rows give their number to a member at or below a path who has none."""
    return sum(sum(map(is_same_person, some)) for some in without_number(import_id, path, Change.CHANGED))
