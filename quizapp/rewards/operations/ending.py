"""How a redemption ends without being handed over: by its member, by its time, by staff."""

from datetime import datetime

from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.people.reach import Me
from quizapp.rewards import policy, queries
from quizapp.rewards.models import Redemption
from quizapp.rewards.operations.giving_back import LONGEST_REASON, SAY_WHY, give_back, tell
from quizapp.rewards.states import State, Step
from quizapp.rewards.store import steps as store

OVER = {Step.EXPIRE: "reward_expired", Step.LAPSE: "reward_undecided"}


@operation
def cancel_own(*, me: Me, redemption_id: int, at: datetime) -> bool:
    """Give one's own redemption back; False, and nothing is done, when that was done before.

    NoResultFound for another's; Refused once it is handed over or has run out, and to a suspended member.
    """
    held = queries.held(redemption_id, member_id=me.id)
    if held.redemption.state is State.CANCELLED:
        return False
    policy.may_cancel(people.standing(me.id, at=at), held.redemption).enforce()
    if store.take_step(redemption_id, Step.CANCEL, ended_at=at, ended_by=me.id):
        give_back(held=held, by=None, at=at)
        return True
    now = queries.redemption(redemption_id)
    if now.state is not State.CANCELLED:
        policy.may_cancel(me, now).enforce()
    return False


@operation
def expire(*, redemption_id: int, at: datetime) -> bool:
    """End a redemption whose time is over, and give back what it cost; False when it is not over, or was ended before."""
    for step, template in OVER.items():
        if store.take_step(redemption_id, step, Redemption.expires_at <= at, ended_at=at):
            held = queries.held(redemption_id)
            give_back(held=held, by=None, at=at)
            tell(held=held, template=template, by=None, at=at)
            return True
    return False


@operation
def warn(*, redemption_id: int, at: datetime) -> bool:
    """Tell a member, once, that a reservation runs out before long; False when it need not be, or no notice was written."""
    mine = Redemption.id == redemption_id, Redemption.state == State.RESERVED, Redemption.warned_at.is_(None)
    if db.session.scalar(select(Redemption.id).where(*mine).with_for_update()) is None:
        return False
    if not tell(held=queries.held(redemption_id), template="reward_expires", by=None, at=at):
        return False
    return changed(update(Redemption).where(*mine).values(warned_at=at)) == 1


@operation
def decline(*, redemption_id: int, reason: str, by: int, at: datetime) -> bool:
    """Do not let a member have what they asked for; the points are given back. False when that was done before. Audited."""
    return _end(redemption_id, Step.DECLINE, "decline_redemption", reason, by, at)


@operation
def cancel(*, redemption_id: int, reason: str, by: int, at: datetime) -> bool:
    """Cancel a member's reservation, for a reason they read; the points are given back. False when it was. Audited."""
    return _end(redemption_id, Step.CANCEL, "cancel_redemption", reason, by, at)


def _end(redemption_id: int, step: Step, verb: str, reason: str, by: int, at: datetime) -> bool:
    me = people.standing(by, at=at, lock=True)
    held = queries.held(redemption_id)
    before, why = held.redemption.state, reason.strip()[:LONGEST_REASON]
    policy.may_manage(me, held.offered_at).enforce()
    if before is State.CANCELLED:
        return False
    policy.may_decide(me, held.redemption, held.offered_at, step).enforce()
    if not why:
        raise Refused(SAY_WHY)
    if not store.take_step(redemption_id, step, ended_at=at, ended_by=by, reason=why):
        policy.stands_for(queries.redemption(redemption_id).state, step).enforce()
        return False
    give_back(held=held, by=by, at=at)
    tell(held=held, template="reward_refunded", by=by, at=at)
    record(
        actor_id=by,
        organisation_id=held.reward.organisation_id,
        verb=verb,
        subject=f"redemption:{redemption_id}",
        changes={"state": [before.value, State.CANCELLED.value], "reason": [None, why]},
        at=at,
    )
    return True
