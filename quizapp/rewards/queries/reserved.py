"""Redemptions: a member's own, one by its id or code, and those whose time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Member, Organisation
from quizapp.rewards.models import Redemption, Reward, VoucherCode
from quizapp.rewards.states import GIVEN_BACK, HELD, State
from quizapp.rewards.terms import WARN_BEFORE
from quizapp.uploads.models import Upload

_offering = aliased(Organisation, name="offering")


@dataclass(frozen=True, slots=True)
class Held:
    """A redemption with what its pages say: the reward, its picture, the site, and whose it is."""

    redemption: Redemption
    reward: Reward
    picture: str | None
    site_name: str
    site_path: str
    offered_at: str  # the path of the organisation that offers it
    member_name: str


HELD_BY = (
    select(
        Redemption,
        Reward,
        Upload.handle,
        Organisation.name,
        Organisation.path,
        _offering.path.label("offered_at"),
        Member.name.label("member_name"),
    )
    .join(Reward, Reward.id == Redemption.reward_id)
    .join(Organisation, Organisation.id == Redemption.site_id)
    .join(_offering, _offering.id == Reward.organisation_id)
    .join(Member, Member.id == Redemption.member_id)
    .outerjoin(Upload, Upload.id == Reward.picture_id)
)


def held(redemption_id: int, *, member_id: int | None = None) -> Held:
    """A redemption with all about it, one's own where a member is named; NoResultFound for any other."""
    return _one(HELD_BY.where(Redemption.id == redemption_id), member_id)


def _one(found: Select[*tuple[Any, ...]], member_id: int | None) -> Held:
    if member_id is not None:
        found = found.where(Redemption.member_id == member_id)
    return Held(*db.session.execute(found).one())


def code_of(code: str) -> Held | None:
    """The redemption that a code stands for; None for a code that stands for none."""
    row = db.session.execute(HELD_BY.where(Redemption.code == code)).first()
    return Held(*row) if row else None


def mine(member_id: int, *, before: int = 0, limit: int = 20) -> Page[Held]:
    """A page of a member's redemptions, the latest first."""
    found = HELD_BY.where(Redemption.member_id == member_id)
    if before:
        found = found.where(Redemption.id < before)
    rows = db.session.execute(found.order_by(Redemption.id.desc()).limit(limit + 1))
    return page_of([Held(*row) for row in rows], limit=limit, key=lambda one: str(one.redemption.id))


def redemption(redemption_id: int) -> Redemption:
    """The redemption as it stands, read anew; NoResultFound when there is none."""
    wanted = select(Redemption).where(Redemption.id == redemption_id)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one()


def redemption_of(member_id: int, ticket: str) -> Redemption | None:
    """What a member redeemed with a ticket before."""
    return db.session.scalar(
        select(Redemption).where(Redemption.member_id == member_id, Redemption.ticket == ticket)
    )


def taken_on(member_id: int, *, since: date = date.min) -> dict[int, list[date]]:
    """The study days of what a member has redeemed and not given back, by reward."""
    rows = db.session.execute(
        select(Redemption.reward_id, Redemption.day).where(
            Redemption.member_id == member_id, Redemption.state.not_in(GIVEN_BACK), Redemption.day >= since
        )
    )
    taken: dict[int, list[date]] = {}
    for reward_id, day in rows:
        taken.setdefault(reward_id, []).append(day)
    return taken


def sealed_code(redemption_id: int) -> bytes:
    """The voucher code of a redemption as it is kept; NoResultFound where there is none."""
    mine = select(VoucherCode.code_sealed).where(VoucherCode.redemption_id == redemption_id)
    return bytes(db.session.execute(mine).scalar_one())


def due(at: datetime, *, limit: int) -> Sequence[int]:
    """The ids of some redemptions whose time is over and that nobody has ended yet."""
    over = Redemption.state.in_(HELD), Redemption.expires_at <= at
    return db.session.scalars(
        select(Redemption.id).where(*over).order_by(Redemption.expires_at, Redemption.id).limit(limit)
    ).all()


def due_soon(at: datetime, *, after: int = 0, limit: int) -> Sequence[int]:
    """The ids of some reservations that run out before long, and whose members have not been told; by rising id."""
    soon = (
        Redemption.state == State.RESERVED,
        Redemption.expires_at > at,
        Redemption.expires_at <= at + WARN_BEFORE,
        Redemption.warned_at.is_(None),
        Redemption.id > after,
    )
    return db.session.scalars(select(Redemption.id).where(*soon).order_by(Redemption.id).limit(limit)).all()


def held_of(reward_id: int) -> Sequence[tuple[int, State, date, str]]:
    """What is held of a reward: each with its state, the study day it was made on, and its member's zone."""
    rows = db.session.execute(
        select(Redemption.id, Redemption.state, Redemption.day, Organisation.zone)
        .join(Member, Member.id == Redemption.member_id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(Redemption.reward_id == reward_id, Redemption.state.in_(HELD))
        .order_by(Redemption.id)
    )
    return [(row.id, row.state, row.day, row.zone) for row in rows]


def of_called_off(*, reward_id: int = 0, limit: int) -> Sequence[int]:
    """The ids of some redemptions that are held of rewards that were called off; of one of them where it is named."""
    off = select(Reward.id).where(Reward.called_off_at.is_not(None))
    named = [Redemption.reward_id == reward_id] if reward_id else []
    over = Redemption.reward_id.in_(off), Redemption.state.in_(HELD), *named
    return db.session.scalars(select(Redemption.id).where(*over).order_by(Redemption.id).limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Coming:
    """How many of a reward are held, at what price in all, and how many are handed over."""

    held: int
    points: int
    handed_over: int


def coming(reward_id: int) -> Coming:
    """What calling a reward off would give back; one statement."""
    rows = db.session.execute(
        select(Redemption.state, func.count(), func.sum(Redemption.price))
        .where(Redemption.reward_id == reward_id, Redemption.state.not_in(GIVEN_BACK))
        .group_by(Redemption.state)
    ).all()
    held = [(count, points) for state, count, points in rows if state in HELD]
    return Coming(
        held=sum(count for count, _ in held),
        points=sum(int(points) for _, points in held),
        handed_over=sum(count for state, count, _ in rows if state is State.HANDED_OVER),
    )
