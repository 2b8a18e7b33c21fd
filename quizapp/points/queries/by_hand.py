"""What was changed by hand, what waits for a second person, and how much one may move alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.people.models import Member, Organisation
from quizapp.points.by_hand import most_alone
from quizapp.points.earning import Code
from quizapp.points.models import Entry, Limit, Proposal, ProposalState

BY_HAND = (Code.ADJUST, Code.REVERSAL)
_first = aliased(Entry, name="taken_back")
_actor, _decider = aliased(Member, name="actor"), aliased(Member, name="decider")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the names a page tells it by."""

    id: int
    member_id: int
    member_name: str
    branch_name: str
    branch_path: str
    amount: int
    reverses_id: int | None
    reversed_code: Code | None
    reason: str
    actor_id: int
    actor_name: str
    at: datetime
    state: ProposalState
    decided_by: int | None
    decider_name: str | None
    answer: str | None
    ticket: str


def limit_at(at: datetime) -> int:
    """How many points one person may move alone for one member in a day."""
    held = select(Limit.from_at, Limit.most).order_by(Limit.from_at, Limit.id)
    return most_alone([(row.from_at, row.most) for row in db.session.execute(held)], at)


def moved_alone(*, actor_id: int, member_id: int, day: date) -> int:
    """How many points someone moved alone for a member on a day, whichever way.

    What an exchange paid is given back by its own rules, and does not count.
    """
    mine = (
        Entry.member_id == member_id,
        Entry.day == day,
        Entry.actor_id == actor_id,
        Entry.approver_id.is_(None),
        Entry.code.in_(BY_HAND),
        or_(_first.id.is_(None), _first.code != Code.REDEMPTION),
    )
    summed = select(func.coalesce(func.sum(func.abs(Entry.amount)), 0)).select_from(Entry)
    return int(db.session.scalar(summed.outerjoin(_first, _first.id == Entry.reverses_id).where(*mine)) or 0)


def is_posted(key: str) -> bool:
    """Whether there is an entry under this key."""
    return db.session.scalar(select(Entry.id).where(Entry.key == key)) is not None


def reversal_of(entry_id: int) -> int | None:
    """The entry that took this one back, if one did."""
    return db.session.scalar(select(Entry.id).where(Entry.reverses_id == entry_id))


def taken_back_by(entry_id: int) -> int | None:
    """Who took this entry back, if a person did."""
    return db.session.scalar(select(Entry.actor_id).where(Entry.reverses_id == entry_id))


def proposal(proposal_id: int) -> Proposed:
    """One proposal; NoResultFound when there is none."""
    return Proposed(*db.session.execute(_proposals().where(Proposal.id == proposal_id)).one())


def proposal_sent(ticket: str) -> int | None:
    """The proposal that was sent with this ticket, if one was."""
    return db.session.scalar(select(Proposal.id).where(Proposal.ticket == ticket))


def proposals_of(member_id: int) -> Sequence[Proposed]:
    """The latest proposals about one member."""
    mine = _proposals().where(Proposal.member_id == member_id)
    return [Proposed(*row) for row in db.session.execute(mine.order_by(Proposal.id.desc()).limit(10))]


def proposals_within(tops: Sequence[str], *, waiting: bool, limit: int = 50) -> Sequence[Proposed]:
    """Those about members at and below some places: what waits, the oldest first; or what was decided, latest first."""
    inside = or_(*(Organisation.path.startswith(top, autoescape=True) for top in tops))
    state = Proposal.state == ProposalState.WAITING
    found = _proposals().where(inside, state if waiting else ~state)
    order = Proposal.id if waiting else Proposal.id.desc()
    return [Proposed(*row) for row in db.session.execute(found.order_by(order).limit(limit))]


def waiting_for(entry_ids: Sequence[int]) -> set[int]:
    """Those entries that a proposal to take them back waits for."""
    mine = Proposal.reverses_id.in_(entry_ids), Proposal.state == ProposalState.WAITING
    return {one for one in db.session.scalars(select(Proposal.reverses_id).where(*mine)) if one}


def _proposals() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Proposal.id,
            Proposal.member_id,
            Member.name,
            Organisation.name,
            Organisation.path,
            Proposal.amount,
            Proposal.reverses_id,
            _first.code,
            Proposal.reason,
            Proposal.actor_id,
            _actor.name,
            Proposal.at,
            Proposal.state,
            Proposal.decided_by,
            _decider.name,
            Proposal.answer,
            Proposal.ticket,
        )
        .join(Member, Member.id == Proposal.member_id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .join(_actor, _actor.id == Proposal.actor_id)
        .outerjoin(_first, _first.id == Proposal.reverses_id)
        .outerjoin(_decider, _decider.id == Proposal.decided_by)
    )
