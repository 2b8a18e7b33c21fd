"""How a redemption comes into its member's hands: approved, handed over, or its code shown."""

import hmac
from datetime import datetime, timedelta

from quizapp.audit.operations import record
from quizapp.db import operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.people.reach import Me
from quizapp.rewards import policy, queries
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Redemption
from quizapp.rewards.operations.giving_back import tell
from quizapp.rewards.states import WHY_NOT, State, Step
from quizapp.rewards.store import steps as store

SHOWN_AGAIN = timedelta(minutes=10)  # an answer may be lost on the way
NOT_ITS_CODE = Message(
    "This is not the code of the redemption. Scan or type the code that the member shows you."
)


@operation
def approve(*, redemption_id: int, by: int, at: datetime) -> bool:
    """Let a member have what they asked for; kept for them from now on, by their own days.

    False when it was approved before. Refused when nobody had decided in time. Audited.
    """
    me = people.standing(by, at=at, lock=True)
    held = queries.held(redemption_id)
    policy.may_manage(me, held.offered_at).enforce()
    if held.redemption.state is State.RESERVED:
        return False
    reward = queries.reward(held.reward.id, lock=True)  # its day is not moved meanwhile
    policy.may_approve(me, held.redemption, reward, held.offered_at, at).enforce()
    zone = people.standing(held.redemption.member_id, at=at).zone
    until = reward.terms.kept_until(local_day(at, zone), zone)
    decided = {"approver_id": by, "approved_at": at, "expires_at": until, "warned_at": None}
    if not store.take_step(redemption_id, Step.APPROVE, Redemption.expires_at > at, **decided):
        return _was_faster(redemption_id, Step.APPROVE)
    queries.redemption(redemption_id)
    tell(held=held, template="reward_approved", by=by, at=at)
    _note(held, "approve_redemption", State.WAITING, State.RESERVED, by, at)
    return True


@operation
def hand_over(*, redemption_id: int, code: str, by: int, at: datetime) -> bool:
    """Note that a reward is in the hands of the member who showed its code. Refused for another code. Audited.

    False when it was handed over before: nothing is given twice.
    """
    me = people.standing(by, at=at, lock=True)
    held = queries.held(redemption_id)
    policy.may_hand_over_at(me, held.site_path).enforce()
    if not hmac.compare_digest(code.encode(), held.redemption.code.encode()):
        raise Refused(NOT_ITS_CODE)
    if held.redemption.state is State.HANDED_OVER:
        return False
    policy.may_hand_over(me, held.redemption, held.reward, held.site_path, at).enforce()
    in_time = Redemption.expires_at > at
    if not store.take_step(redemption_id, Step.HAND_OVER, in_time, handed_at=at, handed_by=by):
        return _was_faster(redemption_id, Step.HAND_OVER)
    _note(held, "hand_over", State.RESERVED, State.HANDED_OVER, by, at)
    return True


@operation
def reveal(*, me: Me, redemption_id: int, at: datetime) -> bytes:
    """The sealed code of one's own voucher, which counts as handed over from now on.

    Shown once: asked again within ten minutes it is given again, for an answer may have been lost; afterwards Refused.
    """
    held = queries.held(redemption_id, member_id=me.id)
    if held.reward.kind is not Kind.VOUCHER:
        raise Refused(Message("There is no code to show: fetch this where it is kept for you."))
    in_time = Redemption.expires_at > at
    if not store.take_step(redemption_id, Step.HAND_OVER, in_time, handed_at=at, handed_by=me.id):
        now = queries.redemption(redemption_id)
        if now.state is not State.HANDED_OVER:
            policy.stands_for(now.state, Step.HAND_OVER).enforce()
            raise Refused(WHY_NOT[State.EXPIRED])
        if now.handed_at is None or at - now.handed_at > SHOWN_AGAIN:
            raise Refused(Message("Your code was shown to you before. A code is shown once."))
    return queries.sealed_code(redemption_id)


def _was_faster(redemption_id: int, step: Step) -> bool:
    """Someone else took a step in between: the same one is fine, any other says why this one may not be taken."""
    policy.stands_for(queries.redemption(redemption_id).state, step).enforce()
    return False


def _note(held: queries.Held, verb: str, before: State, after: State, by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=held.reward.organisation_id,
        verb=verb,
        subject=f"redemption:{held.redemption.id}",
        changes={"state": [before.value, after.value]},
        at=at,
    )
