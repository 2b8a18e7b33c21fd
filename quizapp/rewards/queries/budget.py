"""The sums that the budget report is told from."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import String, cast, func, select

from quizapp.db import db
from quizapp.people.models import Organisation
from quizapp.rewards.budget import Sum
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.queries.managed import within


def sums(tops: Sequence[str]) -> list[Sum]:
    """All redemptions of what organisations at and below some paths offer, summed; one statement."""
    month = func.substr(cast(Redemption.day, String), 1, 7)
    keys = month, Redemption.reward_id, Redemption.site_id, Redemption.state
    rows = db.session.execute(
        select(*keys, func.count(), func.sum(Redemption.price))
        .join(Reward, Reward.id == Redemption.reward_id)
        .where(Reward.organisation_id.in_(within(tops)))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Sum(month, reward_id, site_id, state, count, int(points))
        for month, reward_id, site_id, state, count, points in rows
    ]


def titles(reward_ids: Iterable[int]) -> Mapping[int, Reward]:
    found = db.session.scalars(select(Reward).where(Reward.id.in_(set(reward_ids))))
    return {reward.id: reward for reward in found}


def names(site_ids: Iterable[int]) -> Mapping[int, str]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(set(site_ids)))
    )
    return {row.id: row.name for row in rows}
