"""A shelf of rewards, members with points to spend, and those who look after both."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from quizapp.config import current
from quizapp.db import db
from quizapp.inbox.models import Notice
from quizapp.people import operations as people
from quizapp.people import queries
from quizapp.people.models import Member
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points.queries import balance
from quizapp.points.queries.verifying import Proof, differences
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries as rewards_queries
from quizapp.rewards import vouchers
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.queries import proving
from tests.cast import make_member
from tests.conftest import NOON
from tests.points.conftest import payee

DAY = timedelta(days=1)
tickets = (f"a-ticket-of-the-tests-{number}" for number in count())


def me(member, at=NOON):
    return queries.standing(member.id, at=at)


def give(member, amount):
    """Points from one person, confirmed by a second."""
    others = select(Member.id).where(Member.id != member.id).order_by(Member.id).limit(2)
    actor_id, approver_id = db.session.scalars(others)
    points.adjust(
        to=payee(member),
        amount=amount,
        actor_id=actor_id,
        approver_id=approver_id,
        reason="测试",
        ticket=next(tickets),
        at=NOON,
    )


def available(member):
    return balance(member.id).available


def offer(house, *, stock=3, site=None, at=NOON, **draft):
    """A reward of the works with some stock at one site, the third branch unless told."""
    told = {"kind": Kind.GOODS, "title_zh": "搪瓷杯", "title_en": "Enamel cup", "price": 10, **draft}
    reward_id = rewards.offer(
        organisation_id=house.works.id, draft=Draft(**told), ticket=next(tickets), by=None, at=at
    )
    if stock and told["kind"] is not Kind.VOUCHER:
        rewards.change_stock(
            reward_id=reward_id,
            site_id=(site or house.third).id,
            by_pieces=stock,
            seen_total=0,
            by=None,
            at=at,
        )
    return reward_id


def the_trip(days, *, place="东门", kind=Kind.TRIP, price=10, **draft):
    """What is written about a trip so many days ahead."""
    told = {"title_zh": "一日游", "title_en": "Day trip", "place": place, "price": price}
    return {"kind": kind, "happens_on": NOON.date() + days * DAY, **told, **draft}


def a_trip(house, days, *, stock=5, **draft):
    return offer(house, stock=stock, **the_trip(days, **draft))


def add_codes(reward_id, site, codes, *, by=None, at=NOON):
    """How many of these codes were new."""
    sealed = [vouchers.sealed(code, current().secrets) for code in codes]
    return rewards.add_codes(reward_id=reward_id, site_id=site.id, sealed=sealed, by=by, at=at).count


def take_out(reward_id, codes, *, by=None, at=NOON):
    """How many of these codes were taken out."""
    indexes = [vouchers.index(code, current().secrets) for code in codes]
    return rewards.take_out_codes(reward_id=reward_id, indexes=indexes, by=by, at=at).count


def redeem(member, reward_id, site, *, ticket=None, at=NOON):
    """The id of what was redeemed."""
    made = rewards.redeem(
        me=me(member, at), reward_id=reward_id, site_id=site.id, ticket=ticket or next(tickets), at=at
    )
    return made.id


def hand_over(redemption_id, *, by, at=NOON):
    """By who has seen its code."""
    code = rewards_queries.redemption(redemption_id).code
    return rewards.hand_over(redemption_id=redemption_id, code=code, by=by.id, at=at)


def notices_of(member):
    """The templates of a member's notices, in the order they came."""
    mine = select(Notice.template).filter_by(member_id=member.id)
    return list(db.session.scalars(mine.order_by(Notice.id)))


def everything_adds_up():
    return list(differences(Proof(), (proving.differences,))) == []


@pytest.fixture
def rich(house):
    """李梅, with thirty points."""
    give(house.li_mei, 30)
    return house.li_mei


def an_administrator(house, name, sign_in_name):
    """Of the works; they belong to the office."""
    member = make_member(name, sign_in_name, house.office)
    people.grant(
        member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
    )
    return member


@pytest.fixture
def chief(house):
    """周岚 of the office, administrator of the works."""
    return an_administrator(house, "周岚", "zhoulan")


@pytest.fixture
def organiser(house):
    """陈刚, organiser of the third branch."""
    member = make_member("陈刚", "chengang", house.third)
    people.grant(member_id=member.id, role=Role.ORGANISER, organisation_id=house.third.id, by=None, at=NOON)
    return member
