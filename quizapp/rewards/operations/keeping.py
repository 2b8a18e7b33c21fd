"""What every act on a reward begins and ends with: is it in these hands, and what the audit trail says of it."""

from datetime import datetime
from typing import Any

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.people.reach import covers
from quizapp.rewards import policy
from quizapp.rewards.models import Reward


@operation
def locked(*, reward_id: int, by: int | None, at: datetime) -> Reward:
    """The reward, as it stays until the transaction ends; Refused when it is not in the hands of `by`."""
    wanted = db.select(Reward).where(Reward.id == reward_id).with_for_update()
    reward: Reward = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    in_hand(node=people.organisation(reward.organisation_id), by=by, at=at)
    return reward


@operation
def in_hand(*, node: Organisation, by: int | None, at: datetime) -> Organisation:
    """The organisation; Refused when what it offers is not in the hands of `by`. None: a command of the house."""
    if by is not None:
        policy.may_manage(people.standing(by, at=at, lock=True), node.path).enforce()
    return node


@operation
def site_of(*, reward: Reward, site_id: int) -> Organisation:
    """A place where the reward may be fetched; Refused for any other."""
    site, offering = people.organisation(site_id), people.organisation(reward.organisation_id)
    unless(
        covers(offering.path, site.path),
        Message("A reward is fetched at the organisation that offers it, or below it."),
    ).enforce()
    return site


@operation
def note(*, verb: str, reward: Reward, changes: dict[str, Any], by: int | None, at: datetime) -> None:
    """One act on a reward, in the audit trail of who offers it."""
    record(
        actor_id=by,
        organisation_id=reward.organisation_id,
        verb=verb,
        subject=f"reward:{reward.id}",
        changes=changes,
        at=at,
    )
