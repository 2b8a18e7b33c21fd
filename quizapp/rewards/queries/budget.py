"""The sums that the budget report is told from, and the redemptions behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, select

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Organisation
from quizapp.rewards.budget import Sum
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.queries.managed import within
from quizapp.rewards.queries.reserved import HELD_BY, Held

_month: ColumnElement[str] = func.substr(cast(Redemption.day, String), 1, 7)


@dataclass(frozen=True, slots=True)
class Behind:
    """Which redemptions stand behind some lines: of one reward, at one site or at all (0), in one month or ever (None)."""

    reward_id: int
    site_id: int = 0
    month: str | None = None  # "2026-11"

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Redemption.reward_id == self.reward_id]
        if self.site_id:
            found.append(Redemption.site_id == self.site_id)
        if self.month:
            found.append(_month == self.month)
        return found


def sums(tops: Sequence[str]) -> list[Sum]:
    """All redemptions of what organisations at and below some paths offer, summed; one statement."""
    return _sums(Reward.organisation_id.in_(within(tops)))


def sums_behind(behind: Behind) -> list[Sum]:
    """The sums of some lines alone; one statement."""
    return _sums(*behind.conditions)


def redemptions_behind(behind: Behind, *, before: int = 0, limit: int = 50) -> Page[Held]:
    """A page of the redemptions behind some lines, the latest first; one statement."""
    found = HELD_BY.where(*behind.conditions)
    if before:
        found = found.where(Redemption.id < before)
    rows = db.session.execute(found.order_by(Redemption.id.desc()).limit(limit + 1))
    return page_of([Held(*row) for row in rows], limit=limit, key=lambda one: str(one.redemption.id))


def _sums(*conditions: Any) -> list[Sum]:
    keys = _month, Redemption.reward_id, Redemption.site_id, Redemption.state
    rows = db.session.execute(
        select(*keys, func.count(), func.sum(Redemption.price))
        .join(Reward, Reward.id == Redemption.reward_id)
        .where(*conditions)
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
