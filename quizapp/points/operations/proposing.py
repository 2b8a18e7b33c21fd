"""Points changed from the desk: posted at once where one person may, and otherwise proposed to a second one."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, unless
from quizapp.people import queries as people
from quizapp.people.models import Member
from quizapp.people.reach import Me
from quizapp.points import by_hand, policy, queries
from quizapp.points.earning import Code
from quizapp.points.models import Proposal, ProposalState
from quizapp.points.operations.by_hand import adjust, reverse
from quizapp.points.payee import Payee
from quizapp.points.store import deciding


@operation
def change_points(*, member_id: int, amount: int, reason: str, ticket: str, by: int, at: datetime) -> bool:
    """Add or take a member's points; True when it is posted, False when it waits for a second person.

    The same ticket sent twice is the same change.
    """
    person, me = _locked(member_id, by, at)
    policy.may_change(me, person).enforce()
    by_hand.complaint(amount).enforce()
    if queries.is_posted(by_hand.key_of(Code.ADJUST, member_id, ticket)):
        return True
    if _is_small(person, me, amount, at):
        adjust(to=Payee.of(person), amount=amount, actor_id=by, reason=reason, ticket=ticket, at=at)
        return True
    _propose(person, amount, None, reason, ticket, by, at)
    return False


@operation
def take_back(*, entry_id: int, reason: str, ticket: str, by: int, at: datetime) -> bool:
    """Take an entry of a member back; True when that is posted, False when it waits for a second person."""
    entry = queries.entry(entry_id)
    person, me = _locked(entry.member_id, by, at)
    policy.may_change(me, person).enforce()
    if queries.proposal_sent(ticket):
        return False
    if _again(entry_id, by):
        return True
    taken, waiting = queries.reversal_of(entry_id) is not None, bool(queries.waiting_for([entry_id]))
    policy.may_take_back(me, person, entry.code, taken_back=taken, waiting=waiting).enforce()
    if _is_small(person, me, entry.amount, at):
        reverse(entry_id=entry_id, actor_id=by, reason=reason, at=at)
        return True
    _propose(person, -entry.amount, entry_id, reason, ticket, by, at)
    return False


@operation
def approve(*, proposal_id: int, by: int, at: datetime) -> None:
    """Post what another proposed, with both names on the entry. By the same person twice is once."""
    found = queries.proposal(proposal_id)
    person, me = _locked(found.member_id, by, at)
    if not _decide(proposal_id, person, me, ProposalState.APPROVED, None, at):
        return
    if found.reverses_id is None:
        adjust(
            to=Payee.of(person),
            amount=found.amount,
            actor_id=found.actor_id,
            reason=found.reason,
            ticket=found.ticket,
            at=at,
            approver_id=by,
        )
    else:
        _reverse(found, by, at)
    _note(
        "points_approve", person, {"amount": [None, found.amount], "object": [None, str(proposal_id)]}, by, at
    )


@operation
def decline(*, proposal_id: int, answer: str, by: int, at: datetime) -> None:
    """Turn down what another proposed; nothing moves, and the proposer reads why."""
    unless(bool(answer.strip()), Message("Say why: who proposed it reads the reason.")).enforce()
    found = queries.proposal(proposal_id)
    person, me = _locked(found.member_id, by, at)
    if _decide(proposal_id, person, me, ProposalState.DECLINED, answer.strip(), at):
        said = {"amount": [found.amount, None], "object": [None, str(proposal_id)]}
        _note("points_decline", person, said, by, at)


@operation
def withdraw(*, proposal_id: int, by: int, at: datetime) -> None:
    """Take back what one proposed oneself, while it waits; nothing moves. Twice is once."""
    found = queries.proposal(proposal_id)
    person, me = _locked(found.member_id, by, at)
    if _decide(proposal_id, person, me, ProposalState.WITHDRAWN, None, at):
        said = {"amount": [found.amount, None], "object": [None, str(proposal_id)]}
        _note("points_withdraw", person, said, by, at)


def _reverse(found: queries.Proposed, by: int, at: datetime) -> None:
    assert found.reverses_id is not None
    taken = queries.reversal_of(found.reverses_id) is not None
    unless(not taken, Message("It has been taken back already.")).enforce()
    reverse(entry_id=found.reverses_id, actor_id=found.actor_id, reason=found.reason, at=at, approver_id=by)


def _decide(
    proposal_id: int, person: Me, me: Me, state: ProposalState, answer: str | None, at: datetime
) -> bool:
    """Whether it was decided now; False when the same person decided the same before."""
    found = queries.proposal(proposal_id)
    if found.decided_by == me.id and found.state is state:
        return False
    _may_decide(me, person, found, state).enforce()
    once = deciding.settle(proposal_id, state, by=me.id, at=at, answer=answer)
    unless(once, Message("It has been decided already.")).enforce()
    return True


def _may_decide(me: Me, person: Me, found: queries.Proposed, state: ProposalState) -> Verdict:
    if state is ProposalState.WITHDRAWN:
        return policy.may_withdraw_change(me, person, found.actor_id, found.state)
    return policy.may_decide(me, person, found.actor_id, found.state)


def _propose(
    person: Me, amount: int, reverses_id: int | None, reason: str, ticket: str, by: int, at: datetime
) -> None:
    unless(bool(reason.strip()), Message("Say why: the member reads the reason.")).enforce()
    if queries.proposal_sent(ticket):
        return
    waiting = Proposal(
        ticket=ticket,
        member_id=person.id,
        amount=amount,
        reverses_id=reverses_id,
        reason=reason.strip(),
        actor_id=by,
        at=at,
        state=ProposalState.WAITING,
    )
    db.session.add(waiting)
    db.session.flush()
    _note("points_propose", person, {"amount": [None, amount], "object": [None, str(waiting.id)]}, by, at)


def _locked(member_id: int, by: int, at: datetime) -> tuple[Me, Me]:
    """The member, and who acts: the member's row and the actor's roles stay as they are until the end."""
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    return people.standing(member_id, at=at), people.standing(by, at=at, lock=True)


def _is_small(person: Me, me: Me, amount: int, at: datetime) -> bool:
    moved = queries.moved_alone(actor_id=me.id, member_id=person.id, day=local_day(at, person.zone))
    return not by_hand.needs_second(amount, moved=moved, most=queries.limit_at(at))


def _again(entry_id: int, by: int) -> bool:
    """Whether the entry was taken back by the same person: a form sent twice is no news."""
    return queries.taken_back_by(entry_id) == by


def _note(verb: str, person: Me, changes: dict[str, Any], by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=person.branch_id,
        verb=verb,
        subject=f"member:{person.id}",
        changes=changes,
        at=at,
    )
