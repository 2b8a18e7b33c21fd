"""Many at once, against the real database: nothing is sold twice, nothing stays unsold, nothing is given back twice."""

import pytest
from sqlalchemy import func, select

from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Member
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Redemption, VoucherCode
from quizapp.rewards.states import State
from quizapp.rewards.terms import Per
from tests.cast import make_member
from tests.conftest import NOON
from tests.points.test_races import at_once
from tests.rewards.conftest import (
    add_codes,
    available,
    everything_adds_up,
    give,
    me,
    offer,
    redeem,
    tickets,
)

BUYERS = 16


@pytest.fixture
def buyers(house):
    """Sixteen members with points for one cup each."""
    made = [make_member(f"买家{number}", f"buyer{number}", house.third) for number in range(BUYERS)]
    for member in made:
        give(member, 10)
    return [member.id for member in made]


def tried(act):
    """What an act gives; None when it was refused."""
    try:
        return act()
    except Refused:
        return None


def race(app, buyers, reward_id, site_id, *, ticket=None):
    whose = [me(db.session.get_one(Member, buyer)) for buyer in buyers]
    keys = [ticket or next(tickets) for _ in buyers]

    def buy(device):
        return tried(
            lambda: (
                rewards.redeem(
                    me=whose[device], reward_id=reward_id, site_id=site_id, ticket=keys[device], at=NOON
                ).id
            )
        )

    return [made for made in at_once(app, buy, devices=len(buyers)) if made]


@pytest.mark.parametrize("stock", [1, 7])
def test_sixteen_buyers_get_exactly_what_there_is(app, house, buyers, stock):
    cup = offer(house, stock=stock)

    sold = race(app, buyers, cup, house.third.id)

    db.session.rollback()
    assert len(set(sold)) == stock
    assert queries.left_at(cup, house.third.id) == 0
    assert everything_adds_up()


def test_each_code_goes_to_one_of_sixteen(app, house, buyers):
    voucher = offer(house, kind=Kind.VOUCHER)
    add_codes(voucher, house.third, [f"CODE-{number}" for number in range(7)])

    sold = race(app, buyers, voucher, house.third.id)

    db.session.rollback()
    given = db.session.scalars(select(VoucherCode.redemption_id)).all()
    assert sorted(given) == sorted(set(sold)) and len(sold) == 7
    assert everything_adds_up()


def test_one_members_many_devices_spend_what_there_is_and_keep_to_the_limit(app, house, rich):
    cup = offer(house, stock=10, limit_count=2, limit_per=Per.DAY)

    sold = race(app, [rich.id] * 8, cup, house.third.id)

    db.session.rollback()
    assert (len(set(sold)), available(rich)) == (2, 10)
    assert everything_adds_up()


def test_one_ticket_on_many_devices_is_one_redemption(app, house, rich):
    cup = offer(house, stock=10)

    made = race(app, [rich.id] * 8, cup, house.third.id, ticket="the-same-on-all-devices")

    db.session.rollback()
    assert len(made) == 8 and len(set(made)) == 1
    assert available(rich) == 20


def test_cancelled_handed_over_and_expired_at_once_is_one_of_the_three(app, house, rich, organiser, chief):
    give(rich, 100)
    cup = offer(house, stock=10, reserve_days=1)
    made = [redeem(rich, cup, house.third) for _ in range(5)]
    whose, over = me(rich), queries.redemption(made[0]).expires_at
    before, by, chief_id = available(rich), organiser.id, chief.id

    for redemption_id in made:
        code = queries.redemption(redemption_id).code
        acts = (
            lambda one=redemption_id: rewards.cancel_own(me=whose, redemption_id=one, at=NOON),
            lambda one=redemption_id, code=code: rewards.hand_over(
                redemption_id=one, code=code, by=by, at=NOON
            ),
            lambda one=redemption_id: rewards.expire(redemption_id=one, at=over),
            lambda one=redemption_id: rewards.cancel(redemption_id=one, reason="r", by=chief_id, at=NOON),
        )
        done = at_once(app, lambda device, acts=acts: tried(acts[device % 4]), devices=8)
        assert done.count(True) == 1

    db.session.rollback()
    kept = db.session.scalar(select(func.count()).select_from(Redemption).filter_by(state=State.HANDED_OVER))
    assert available(rich) == before + 10 * (5 - kept)
    assert queries.left_at(cup, house.third.id) == 10 - kept
    assert everything_adds_up()


def test_a_piece_that_comes_back_during_the_run_is_sold_too(app, house, rich, buyers):
    """Two are left and one is given back while sixteen buy: two or three are sold, and what is left is to be had."""
    cup = offer(house, stock=3)
    held, whose = redeem(rich, cup, house.third), me(rich)
    standing = [me(db.session.get_one(Member, buyer)) for buyer in buyers]
    keys = [next(tickets) for _ in buyers]

    def act(device):
        if device == BUYERS:
            return not rewards.cancel_own(me=whose, redemption_id=held, at=NOON)
        return tried(
            lambda: (
                rewards.redeem(
                    me=standing[device], reward_id=cup, site_id=house.third.id, ticket=keys[device], at=NOON
                )
                is not None
            )
        )

    sold = sum(bool(done) for done in at_once(app, act, devices=BUYERS + 1))

    db.session.rollback()
    assert sold + queries.left_at(cup, house.third.id) == 3 and sold >= 2
    assert everything_adds_up()
