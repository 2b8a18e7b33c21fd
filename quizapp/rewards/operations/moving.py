"""Another day or place for a ticket or a trip: what members hold is kept until then, and they are told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update

from quizapp.db import changed, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import queries as people
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.operations.giving_back import tell_all
from quizapp.rewards.queries import held_of
from quizapp.rewards.states import HELD, State

AT_ONCE = 500  # ids in one statement


@operation
def move_day(*, reward: Reward, by: int | None, at: datetime) -> None:
    """Keep what is held of a reward until its day as it is now, and tell those who hold it; nothing where nobody does.

    The reward is locked by the caller, so that nothing is redeemed or approved by its old day meanwhile.
    """
    until = _held_until(reward)
    if reward.terms.held_to is None or not until:
        return
    day = local_day(at, people.organisation(reward.organisation_id).zone)
    unless(
        reward.terms.held_to >= day,
        Message("That day is over, and members hold this. Name a day to come, or call it off."),
    ).enforce()
    for instant, ids in until.items():
        for first in range(0, len(ids), AT_ONCE):
            some = Redemption.id.in_(ids[first : first + AT_ONCE]), Redemption.state.in_(HELD)
            changed(update(Redemption).where(*some).values(expires_at=instant, warned_at=None))
    told = {"day": str(reward.terms.held_to), "place": reward.place or ""}
    tell_all(reward=reward, template="reward_moved", told=told, day=day, by=by, at=at)


def _held_until(reward: Reward) -> Mapping[datetime, Sequence[int]]:
    """When what is held runs out by the terms as they are now, each by its member's clock."""
    found: dict[datetime, list[int]] = defaultdict(list)
    for redemption_id, state, day, zone in held_of(reward.id):
        ends = reward.terms.waits_until if state is State.WAITING else reward.terms.kept_until
        found[ends(day, zone)].append(redemption_id)
    return found
