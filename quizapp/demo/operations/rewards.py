"""Offering the demo's rewards, and playing what members and staff do about them on a day, by the pages' own operations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from quizapp.config import Secrets
from quizapp.db import db, operation
from quizapp.demo.cast import HEROINE, WORKS, ZONE
from quizapp.demo.history import Visit
from quizapp.demo.queries import OFFER as TICKET
from quizapp.demo.rewards import VOUCHERS, Offer, Wish, wish_of
from quizapp.kernel.clock import day_begins
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.people.codes import invitation
from quizapp.people.models import Organisation
from quizapp.points.payee import Payee
from quizapp.rewards import operations as rewards
from quizapp.rewards import vouchers
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Redemption, Reward, Stock
from quizapp.rewards.states import HELD, State

AFTER = timedelta(minutes=40)  # of coming: when everything else of the day is done
DECIDES = "fengjun"  # the administrator of the works


@operation
def offer_reward(*, offer: Offer, upload_id: int | None, secrets: Secrets, at: datetime) -> None:
    """Offer one of the demo's rewards with its stock; nothing when it is there already."""
    if db.session.scalar(select(Reward.id).where(Reward.ticket == TICKET + offer.key)):
        return
    works = people.organisation_by_code(WORKS[0])
    assert works is not None
    reward_id = rewards.offer(
        organisation_id=works.id, draft=offer.draft, ticket=TICKET + offer.key, by=None, at=at
    )
    if upload_id is not None:
        rewards.show_picture(reward_id=reward_id, upload_id=upload_id, by=None, at=at)
    for code, pieces in offer.stock.items():
        site_id = db.session.execute(select(Organisation.id).where(Organisation.code == code)).scalar_one()
        rewards.change_stock(
            reward_id=reward_id, site_id=site_id, by_pieces=pieces, seen_total=0, by=None, at=at
        )
    if offer.draft.kind is Kind.VOUCHER:
        codes = [invitation() for _ in range(VOUCHERS)]
        sealed = [vouchers.sealed(code, secrets) for code in codes]
        rewards.add_codes(reward_id=reward_id, site_id=works.id, sealed=sealed, by=None, at=at)


@operation
def play_rewards(
    *, day: date, visits: Sequence[Visit], payees: Mapping[str, Payee], first_end: date, spared: set[int]
) -> None:
    """What those who come on a day do about rewards; the administrator decides in the evening. `spared` are left alone."""
    offered = {
        ticket.removeprefix(TICKET): reward_id
        for ticket, reward_id in db.session.execute(
            select(Reward.ticket, Reward.id).where(Reward.ticket.startswith(TICKET))
        )
    }
    decides = payees[DECIDES].member_id
    for visit in visits:
        to = payees[visit.who]
        if to.member_id not in spared:
            wish = wish_of(visit.who, day, heroine=HEROINE, first_end=first_end)
            _come(to, wish, offered, decides, f"{visit.who}-on-{day}", visit.at + AFTER)
    evening = day_begins(day, ZONE) + timedelta(hours=23)
    for redemption_id in _waiting(decides, day):
        rewards.approve(redemption_id=redemption_id, by=decides, at=evening)


def _come(to: Payee, wish: Wish, offered: Mapping[str, int], decides: int, ticket: str, at: datetime) -> None:
    for redemption_id, state, kind, code in _held(to.member_id):
        if wish.changes_mind:
            rewards.cancel_own(me=people.standing(to.member_id, at=at), redemption_id=redemption_id, at=at)
        elif wish.fetches and state is State.RESERVED:
            _fetch(to, redemption_id, kind, code, decides, at)
    if wish.key is not None and wish.key in offered:
        _redeem(to, offered[wish.key], ticket, at)


def _fetch(to: Payee, redemption_id: int, kind: Kind, code: str, decides: int, at: datetime) -> None:
    if kind is Kind.VOUCHER:
        rewards.reveal(me=people.standing(to.member_id, at=at), redemption_id=redemption_id, at=at)
    elif kind is Kind.GOODS and to.member_id != decides:
        rewards.hand_over(redemption_id=redemption_id, code=code, by=decides, at=at)


def _redeem(to: Payee, reward_id: int, ticket: str, at: datetime) -> None:
    """Who wishes for more than they have is refused, and goes on as before."""
    own_branch_first = (Stock.site_id == to.branch_id).desc(), Stock.amount_left.desc()
    site_id = db.session.scalar(
        select(Stock.site_id).where(Stock.reward_id == reward_id).order_by(*own_branch_first).limit(1)
    )
    if site_id is None:
        return
    try:
        with db.session.begin_nested():
            rewards.redeem(
                me=people.standing(to.member_id, at=at),
                reward_id=reward_id,
                site_id=site_id,
                ticket=ticket,
                at=at,
            )
    except Refused:
        return


def _held(member_id: int) -> Sequence[tuple[int, State, Kind, str]]:
    rows = db.session.execute(
        select(Redemption.id, Redemption.state, Reward.kind, Redemption.code)
        .join(Reward, Reward.id == Redemption.reward_id)
        .where(Redemption.member_id == member_id, Redemption.state.in_(HELD))
    )
    return [(row.id, row.state, row.kind, row.code) for row in rows]


def _waiting(decides: int, day: date) -> Sequence[int]:
    """What has waited since the day before or longer, but the administrator's own."""
    waits = select(Redemption.id).where(
        Redemption.state == State.WAITING, Redemption.member_id != decides, Redemption.day < day
    )
    return db.session.scalars(waits.order_by(Redemption.id)).all()
