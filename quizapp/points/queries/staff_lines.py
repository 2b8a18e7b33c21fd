"""A member's entries as staff see them: each with who answers for it, and whether it was taken back or is to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.people.models import Member
from quizapp.points.earning import Code
from quizapp.points.models import Entry, Proposal, ProposalState

A_PAGE = 40
_back = aliased(Entry, name="taking_back")
_actor, _approver = aliased(Member, name="actor"), aliased(Member, name="approver")


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One entry."""

    id: int
    code: Code
    amount: int
    day: date
    counts_on: date
    at: datetime
    object_key: str
    reason: str | None
    actor_name: str | None
    approver_name: str | None
    taken_back: bool
    waiting: bool


def entries_of(member_id: int, *, before: int = 0) -> tuple[Sequence[StaffLine], int | None]:
    """A page of a member's entries, the latest first, and the id to ask the next page with."""
    mine = _lines().where(Entry.member_id == member_id)
    if before:
        mine = mine.where(Entry.id < before)
    found = [_line(row) for row in db.session.execute(mine.order_by(Entry.id.desc()).limit(A_PAGE + 1))]
    return found[:A_PAGE], found[A_PAGE - 1].id if len(found) > A_PAGE else None


def staff_line(entry_id: int) -> StaffLine:
    """One entry; NoResultFound when there is none."""
    return _line(db.session.execute(_lines().where(Entry.id == entry_id)).one())


def _line(row: Any) -> StaffLine:
    told: list[Any] = [*row[:-2], row[-2] is not None, row[-1] is not None]
    return StaffLine(*told)


def _lines() -> Select[*tuple[Any, ...]]:
    waits = (Proposal.reverses_id == Entry.id) & (Proposal.state == ProposalState.WAITING)
    return (
        select(
            Entry.id,
            Entry.code,
            Entry.amount,
            Entry.day,
            Entry.counts_on,
            Entry.at,
            Entry.object_key,
            Entry.reason,
            _actor.name,
            _approver.name,
            _back.id,
            Proposal.id,
        )
        .outerjoin(_actor, _actor.id == Entry.actor_id)
        .outerjoin(_approver, _approver.id == Entry.approver_id)
        .outerjoin(_back, _back.reverses_id == Entry.id)
        .outerjoin(Proposal, waits)
    )
