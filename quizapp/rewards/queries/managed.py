"""What staff see: rewards in their hands, redemptions that wait for them, and who may be offered what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Member, Organisation
from quizapp.people.store.tree import at_or_below, place
from quizapp.rewards.models import Redemption, Reward, Stock
from quizapp.rewards.queries.reserved import HELD_BY, Held
from quizapp.rewards.queries.shelves import OFFERED, Offered
from quizapp.rewards.states import GIVEN_BACK, State


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


def waiting(tops: Sequence[str], *, reward_id: int = 0, after: int = 0, limit: int = 50) -> Page[Held]:
    """A page of what waits for approval at and below some paths, of one reward or of all; the longest waiting first."""
    return _in_state(State.WAITING, tops, reward_id, after, limit)


def reserved(tops: Sequence[str], *, reward_id: int = 0, after: int = 0, limit: int = 50) -> Page[Held]:
    """A page of what is kept for members, of rewards offered at and below some paths, of one reward or of all."""
    return _in_state(State.RESERVED, tops, reward_id, after, limit)


def _in_state(state: State, tops: Sequence[str], reward_id: int, after: int, limit: int) -> Page[Held]:
    theirs = Reward.organisation_id.in_(within(tops))
    found = HELD_BY.where(Redemption.state == state, theirs, Redemption.id > after)
    if reward_id:
        found = found.where(Redemption.reward_id == reward_id)
    rows = db.session.execute(found.order_by(Redemption.id).limit(limit + 1))
    return page_of([Held(*row) for row in rows], limit=limit, key=lambda one: str(one.redemption.id))


@dataclass(frozen=True, slots=True)
class Comer:
    """Who has one of a reward: their name, their branch, where they fetch it, and how it stands."""

    name: str
    branch: str
    site: str
    state: State


_branch = aliased(Organisation, name="branch")


def comers(reward_id: int, *, limit: int) -> Sequence[Comer]:
    """Who holds one of a reward or was handed one, by branch and name."""
    found = (
        select(Member.name, _branch.name, Organisation.name, Redemption.state)
        .select_from(Redemption)
        .join(Member, Member.id == Redemption.member_id)
        .join(_branch, _branch.id == Member.branch_id)
        .join(Organisation, Organisation.id == Redemption.site_id)
        .where(Redemption.reward_id == reward_id, Redemption.state.not_in(GIVEN_BACK))
    )
    rows = db.session.execute(found.order_by(_branch.path, Member.name, Redemption.id).limit(limit))
    return [Comer(*row) for row in rows]


def places_without_stock(
    reward_id: int, offered_at: str, tops: Sequence[str], *, limit: int
) -> Sequence[Organisation]:
    """Where stock of a reward may be put that has none yet: below who offers it, and in one's reach; in tree order."""
    has_some = select(Stock.site_id).where(Stock.reward_id == reward_id)
    reach = at_or_below(offered_at), or_(*(at_or_below(top) for top in tops))
    free = select(Organisation).where(*reach, Organisation.id.not_in(has_some))
    return db.session.scalars(free.order_by(place()).limit(limit)).all()


def code_at(path: str) -> str:
    """The code of the organisation at a path."""
    return str(db.session.execute(select(Organisation.code).where(Organisation.path == path)).scalar_one())
