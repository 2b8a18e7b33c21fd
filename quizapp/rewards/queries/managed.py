"""What staff see: rewards in their hands, redemptions that wait for them, and who may be offered what."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Organisation
from quizapp.people.store.tree import at_or_below
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.queries.reserved import HELD_BY, Held
from quizapp.rewards.queries.shelves import OFFERED, Offered
from quizapp.rewards.states import State


def within(tops: Sequence[str]) -> Select[int]:
    """The ids of the organisations at and below some paths."""
    inside = or_(*(at_or_below(top) for top in tops))
    return select(Organisation.id).where(inside).correlate(None)


def offered_within(tops: Sequence[str], *, before: int = 0, limit: int = 50) -> Page[Offered]:
    """A page of the rewards that organisations at and below some paths offer, the latest first."""
    found = OFFERED.where(Reward.organisation_id.in_(within(tops)))
    if before:
        found = found.where(Reward.id < before)
    rows = db.session.execute(found.order_by(Reward.id.desc()).limit(limit + 1))
    return page_of([Offered(*row) for row in rows], limit=limit, key=lambda one: str(one.reward.id))


def offered(reward_id: int) -> tuple[Offered, str]:
    """A reward with its picture, and the path of who offers it; NoResultFound when there is none."""
    row = db.session.execute(
        OFFERED.add_columns(Organisation.path.label("place")).where(Reward.id == reward_id)
    ).one()
    return Offered(*row[:-1]), row.place


def waiting(tops: Sequence[str], *, after: int = 0, limit: int = 50) -> Page[Held]:
    """A page of what waits for approval at and below some paths, the longest waiting first."""
    return _in_state(State.WAITING, tops, after, limit)


def reserved(tops: Sequence[str], *, after: int = 0, limit: int = 50) -> Page[Held]:
    """A page of what is kept for members, of rewards offered at and below some paths."""
    return _in_state(State.RESERVED, tops, after, limit)


def _in_state(state: State, tops: Sequence[str], after: int, limit: int) -> Page[Held]:
    theirs = Reward.organisation_id.in_(within(tops))
    found = HELD_BY.where(Redemption.state == state, theirs, Redemption.id > after)
    rows = db.session.execute(found.order_by(Redemption.id).limit(limit + 1))
    return page_of([Held(*row) for row in rows], limit=limit, key=lambda one: str(one.redemption.id))


def code_at(path: str) -> str:
    """The code of the organisation at a path."""
    return str(db.session.execute(select(Organisation.code).where(Organisation.path == path)).scalar_one())
