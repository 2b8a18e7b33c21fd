"""Exchanging points for one reward: the points, the stock and the code go in one transaction, or none of them goes."""

import logging
from datetime import datetime

from sqlalchemy import select

from quizapp.db import db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import codes
from quizapp.people import queries as people
from quizapp.people.models import Member
from quizapp.people.reach import Me
from quizapp.points import operations as points
from quizapp.points.payee import Payee
from quizapp.points.queries import balance
from quizapp.rewards import policy, queries
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Redemption, Reward
from quizapp.rewards.states import State
from quizapp.rewards.store import steps as store

log = logging.getLogger(__name__)
SOLD_OUT = Message("Somebody else took the last one a moment ago. You have lost no points.")


@operation
def redeem(
    *, me: Me, reward_id: int, site_id: int, ticket: str, at: datetime, seen_price: int | None = None
) -> Redemption:
    """Exchange points for one reward, to be fetched at a site. The same ticket sent twice is the same redemption.

    `seen_price` is what the page said it costs: Refused, and nothing is taken, when it is another one by now. Locks in the order member, reward, balance, stock, code. NoResultFound for a reward or a site that is none of theirs.
    """
    db.session.execute(select(Member.id).where(Member.id == me.id).with_for_update(key_share=True))
    if earlier := queries.redemption_of(me.id, ticket):
        return earlier
    now = people.standing(me.id, at=at)
    reward = queries.reward_seen_by(now, reward_id).reward
    reward = queries.reward(reward.id, lock=True)
    policy.at_seen_price(reward, seen_price).enforce()
    policy.may_redeem(now, reward, _facts(now, reward, site_id, at)).enforce()

    made = _reserved(now, reward, site_id, ticket, at)
    points.spend(
        to=Payee.of(now), amount=reward.price, object_key=made.object_key, reason=reward.title_zh, at=at
    )
    if not store.take_one(reward.id, site_id):
        raise Refused(SOLD_OUT)
    if reward.kind is Kind.VOUCHER and not store.take_code(made):
        raise Refused(SOLD_OUT)
    log.info("member %d redeems reward %d as redemption %d", now.id, reward.id, made.id)
    return made


def _facts(me: Me, reward: Reward, site_id: int, at: datetime) -> policy.Facts:
    day, standing = local_day(at, me.zone), balance(me.id)
    return policy.Facts(
        left=queries.left_at(reward.id, site_id),
        available=standing.available,
        owed=standing.owed,
        taken=reward.terms.taken_of(queries.taken_on(me.id).get(reward.id, ()), day),
        day=day,
    )


def _reserved(me: Me, reward: Reward, site_id: int, ticket: str, at: datetime) -> Redemption:
    day = local_day(at, me.zone)
    made = Redemption(
        member_id=me.id,
        ticket=ticket,
        reward_id=reward.id,
        site_id=site_id,
        state=State.WAITING if reward.needs_approval else State.RESERVED,
        price=reward.price,
        code=codes.link(),
        day=day,
        made_at=at,
        expires_at=reward.terms.held_until(day, me.zone),
    )
    db.session.add(made)
    db.session.flush()  # its id names the exchange in the ledger
    return made
