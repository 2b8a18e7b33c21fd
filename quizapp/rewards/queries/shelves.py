"""What is offered to whom, and how much of it lies where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, or_, select

from quizapp.db import db
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.people.models import Organisation
from quizapp.people.reach import Me, covers, ids_on, paths_upward
from quizapp.people.store.tree import at_or_below
from quizapp.points.queries import Standing, balance
from quizapp.rewards import policy
from quizapp.rewards.models import Reward, Stock
from quizapp.rewards.queries.reserved import taken_on
from quizapp.uploads.models import Upload

FEW = 6  # places that are shown unfolded where none is on the member's own path


@dataclass(frozen=True, slots=True)
class Offered:
    """A reward with what all sites together have left, its picture's handle, and whose it is."""

    reward: Reward
    left: int
    picture: str | None
    organisation_name: str


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a reward is fetched, and how much of it is left and was ever there."""

    id: int
    code: str
    name: str
    path: str
    left: int
    total: int


_LEFT = (
    select(func.coalesce(func.sum(Stock.amount_left), 0))
    .where(Stock.reward_id == Reward.id)
    .correlate(Reward)
    .scalar_subquery()
)
OFFERED = (
    select(Reward, _LEFT.label("left"), Upload.handle, Organisation.name)
    .join(Organisation, Organisation.id == Reward.organisation_id)
    .outerjoin(Upload, Upload.id == Reward.picture_id)
)


def catalogue(me: Me, day: date) -> list[Offered]:
    """What is offered to a member's branch and type, now or soon; cheapest first. One statement."""
    still = or_(Reward.ends_on.is_(None), Reward.ends_on >= day)
    ahead = or_(Reward.happens_on.is_(None), Reward.happens_on >= day)
    seen = OFFERED.where(
        Reward.organisation_id.in_(ids_on(me.branch_path)), Reward.withdrawn_at.is_(None), still, ahead
    )
    rows = db.session.execute(seen.order_by(Reward.price, Reward.id))
    return [Offered(*row) for row in rows if row.Reward.terms.is_for(me.member_type)]


def reward_seen_by(me: Me, reward_id: int) -> Offered:
    """A reward that is offered to the member's branch; NoResultFound for any other."""
    mine = Reward.id == reward_id, Reward.organisation_id.in_(ids_on(me.branch_path))
    return Offered(*db.session.execute(OFFERED.where(*mine)).one())


def reward(reward_id: int, *, lock: bool = False) -> Reward:
    """The reward; with `lock` its terms stay as they are until the transaction ends. NoResultFound for none."""
    wanted = select(Reward).where(Reward.id == reward_id)
    if lock:
        wanted = wanted.with_for_update(read=True).execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


_SITES = select(
    Organisation.id,
    Organisation.code,
    Organisation.name,
    Organisation.path,
    Stock.amount_left,
    Stock.amount_total,
).join(Stock, Stock.site_id == Organisation.id)


def sites(reward_id: int) -> Sequence[Site]:
    """Where a reward is fetched, the places that have some first."""
    has_some = (Stock.amount_left > 0).desc()
    rows = db.session.execute(
        _SITES.where(Stock.reward_id == reward_id).order_by(has_some, Organisation.path)
    )
    return [Site(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a member may fetch a reward, nearest first; `first` is chosen beforehand, None where none has any left."""

    near: Sequence[
        Site
    ]  # their own branch and what stands above it; where there is none, the next in the tree
    elsewhere: Sequence[Site]
    are_all: bool

    @property
    def first(self) -> Site | None:
        return next((site for site in (*self.near, *self.elsewhere) if site.left), None)


def places_for(me: Me, reward_id: int, *, limit: int = 100) -> Places:
    """The places nearest to a member's branch that have a reward, and those on its path that had some; one statement."""
    upward = paths_upward(me.branch_path)
    on_path = Organisation.path.in_(upward)
    steps_up = case(*((at_or_below(path), steps) for steps, path in enumerate(upward)), else_=len(upward))
    rows = db.session.execute(
        _SITES.where(Stock.reward_id == reward_id, or_(on_path, Stock.amount_left > 0))
        .order_by(on_path.desc(), steps_up, Organisation.path)
        .limit(limit + 1)
    )
    found = [Site(*row) for row in rows]
    near = [site for site in found if covers(site.path, me.branch_path)] or found[:FEW]
    return Places(near, found[len(near) : limit], are_all=len(found) <= limit)


def left_at(reward_id: int, site_id: int) -> int:
    """What a site has left of a reward; NoResultFound where it never had any."""
    here = Stock.reward_id == reward_id, Stock.site_id == site_id
    return int(db.session.execute(select(Stock.amount_left).where(*here)).scalar_one())


@dataclass(frozen=True, slots=True)
class Shown:
    """A reward on the shelf of one member, with every reason why they cannot have it now; none: they can."""

    offered: Offered
    reasons: list[Message]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a member may spend, what they can have for it now, and the rest: what is nearest first."""

    available: int
    owed: int
    now: list[Shown]
    later: list[Shown]


def shelf(me: Me, at: datetime) -> Shelf:
    """The catalogue as one member sees it. Three statements."""
    day, has = local_day(at, me.zone), balance(me.id)
    taken = taken_on(me.id)
    shown = [_shown(me, one, has, taken, day) for one in catalogue(me, day)]
    now, later = [one for one in shown if not one.reasons], [one for one in shown if one.reasons]
    return Shelf(has.available, has.owed, now, later)


def _shown(me: Me, one: Offered, has: Standing, taken: Mapping[int, list[date]], day: date) -> Shown:
    reward = one.reward
    count = reward.terms.taken_of(taken.get(reward.id, ()), day)
    facts = policy.Facts(left=one.left, available=has.available, owed=has.owed, taken=count, day=day)
    return Shown(one, policy.reasons_against(me, reward, facts))


def shown_to(me: Me, reward_id: int, at: datetime) -> tuple[Shown, int]:
    """One reward as a member sees it, and what they may spend; NoResultFound when it is not offered to them."""
    day, has = local_day(at, me.zone), balance(me.id)
    return _shown(me, reward_seen_by(me, reward_id), has, taken_on(me.id), day), has.available
