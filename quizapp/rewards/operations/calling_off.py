"""Calling a ticket or a trip off: first nobody gets it any more, then each who holds it gets their points back."""

from datetime import datetime

from quizapp.db import operation
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.rewards import policy, queries
from quizapp.rewards.operations.giving_back import LONGEST_REASON, SAY_WHY, give_back, tell
from quizapp.rewards.operations.keeping import locked, note
from quizapp.rewards.states import Step
from quizapp.rewards.store import steps as store


@operation
def call_off(*, reward_id: int, reason: str, by: int, at: datetime) -> None:
    """Call a ticket or a trip off, for a reason that those who hold it read. From now on nobody redeems it, and nothing
    of it is approved or handed over; what is held ends piece by piece (`end_called_off`). Audited.
    """
    reward, why = locked(reward_id=reward_id, by=by, at=at), reason.strip()[:LONGEST_REASON]
    offering = people.organisation(reward.organisation_id)
    policy.may_call_off(people.standing(by, at=at), reward, offering.path).enforce()
    if not why:
        raise Refused(SAY_WHY)
    held = queries.coming(reward_id).held
    reward.called_off_at, reward.called_off_because = at, why
    reward.withdrawn_at = reward.withdrawn_at or at
    note(
        verb="call_off_reward",
        reward=reward,
        changes={"held": [held, 0], "reason": [None, why]},
        by=by,
        at=at,
    )


@operation
def end_called_off(*, redemption_id: int, at: datetime) -> bool:
    """End what is held of something that was called off, and give back what it cost; False when it was ended before."""
    held = queries.held(redemption_id)
    if held.reward.called_off_at is None:
        return False
    why = held.reward.called_off_because
    if not store.take_step(redemption_id, Step.CANCEL, ended_at=at, reason=why):
        return False
    give_back(held=held, by=None, at=at)
    tell(held=held, template="reward_called_off", by=None, at=at)
    return True


@operation
def note_comers_file(*, reward_id: int, by: int, at: datetime) -> None:
    """Note that the list of those who have one of a reward was written to a file."""
    reward = locked(reward_id=reward_id, by=by, at=at)
    note(verb="export_comers", reward=reward, changes={}, by=by, at=at)
