"""What can be done with someone's membership: keeping them out, letting them go and in again, and who hosts them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import policy, queries
from quizapp.people.membership import VERBS, Step
from quizapp.people.models import HostBranch, Invitation, Member, MemberState, Organisation
from quizapp.people.operations.grants import drop_every_grant
from quizapp.people.operations.sign_ins import end_every_sign_in
from quizapp.people.store import belonging
from quizapp.people.store.invitations import unspent


@operation
def take_step(*, member_id: int, step: Step, reason: str, by: int, at: datetime) -> None:
    """Suspend a member, take them up again, note that they have left or that they return; holds from this instant.

    Who leaves is signed out everywhere and loses every role, every code and the host branch.
    """
    member = _locked(member_id)
    home = queries.organisation(member.branch_id, lock=True)
    person, me = queries.standing(member_id, at=at), queries.standing(by, at=at, lock=True)
    policy.may_take_step(me, person, member.state, step).enforce()
    unless(member.erased_at is None, Message("Nothing says any more who this was.")).enforce()
    before, today = member.state, local_day(at, home.zone)
    if step is Step.SUSPEND:
        member.state = MemberState.SUSPENDED
    elif step is Step.LEAVE:
        let_go(member=member, home=home, by=by, at=at)
    else:
        unless(home.closed_on is None, Message("%(name)s is closed.", name=home.name)).enforce()
        member.state = _state_within(member)
        if step is Step.RETURN:
            belonging.begin(member, today)
    changes = {"state": [before.value, member.state.value], "reason": [None, reason]}
    _note(VERBS[step], member, changes, by, at)


@operation
def let_go(*, member: Member, home: Organisation, by: int, at: datetime) -> None:
    """What becomes of someone who leaves; `member` is locked by the operation that calls."""
    today = local_day(at, home.zone)
    member.state = MemberState.LEFT
    belonging.end(member, today, home.zone)
    belonging.end_hosting(member.id, today)
    end_every_sign_in(member_id=member.id, at=at)
    db.session.execute(
        update(Invitation).where(Invitation.member_id == member.id, unspent()).values(voided_at=at)
    )
    drop_every_grant(member_id=member.id, by=by, at=at)


@operation
def host(*, member_id: int, branch_id: int, from_on: date, by: int, at: datetime) -> None:
    """Have a branch host a floating member from a day on, beside the home branch. The branch before hosts until then."""
    member, branch = _locked(member_id), queries.organisation(branch_id)
    me = queries.standing(by, at=at, lock=True)
    policy.may_be_hosted(me, queries.standing(member_id, at=at), member.state).enforce()
    policy.may_manage(me, branch.path).enforce()
    unless(
        branch.is_branch and branch.closed_on is None, Message("Only an open branch takes guests in.")
    ).enforce()
    unless(branch.id != member.branch_id, Message("This is the home branch already.")).enforce()
    last = db.session.scalar(
        select(db.func.max(HostBranch.until_on)).where(HostBranch.member_id == member_id)
    )
    unless(
        last is None or from_on >= last,
        Message("Until %(day)s another branch hosted them. Choose that day or a later one.", day=str(last)),
    ).enforce()
    before = belonging.end_hosting(member_id, from_on)
    db.session.add(HostBranch(member_id=member_id, branch_id=branch_id, from_on=from_on))
    changes = {"host": [before and before.branch_id, branch_id], "on": [None, str(from_on)]}
    _note("host_member", member, changes, by, at)


@operation
def end_hosting(*, member_id: int, until_on: date, by: int, at: datetime) -> None:
    """No branch hosts the member from the day `until_on` on."""
    member = _locked(member_id)
    me = queries.standing(by, at=at, lock=True)
    policy.may_manage(me, queries.standing(member_id, at=at).branch_path).enforce()
    before = belonging.end_hosting(member_id, until_on)
    unless(before is not None, Message("No branch hosts them.")).enforce()
    changes = {"host": [before and before.branch_id, None], "on": [None, str(until_on)]}
    _note("end_hosting", member, changes, by, at)


def _state_within(member: Member) -> MemberState:
    """How far someone had come before they were kept out or left."""
    if member.activated_at:
        return MemberState.ACTIVATED
    return MemberState.REGISTERED if member.password_hash else MemberState.INVITED


def _locked(member_id: int) -> Member:
    return db.session.get_one(Member, member_id, with_for_update=True, populate_existing=True)


def _note(verb: str, member: Member, changes: dict[str, Any], by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=member.branch_id,
        verb=verb,
        subject=f"member:{member.id}",
        changes=changes,
        at=at,
    )
