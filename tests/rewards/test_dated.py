"""Tickets and trips are kept until their day, also when it is moved; approvals are waited for until a day of their own."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from quizapp.db import atomic, db
from quizapp.inbox.models import Notice
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Organisation
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries, worker
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.states import State
from tests.conftest import NOON
from tests.points.test_races import at_once
from tests.rewards.conftest import (
    DAY,
    a_trip,
    available,
    everything_adds_up,
    give,
    hand_over,
    me,
    notices_of,
    offer,
    redeem,
    the_trip,
)
from tests.rewards.test_races import tried

TODAY = NOON.date()
SHANGHAI, NEW_YORK = 16, 5  # the hour at which a day is over, in UTC


def over(days, hour=SHANGHAI):
    """The midnight that ends the day so many days ahead."""
    last = TODAY + timedelta(days=days + (hour < 12))
    return datetime(last.year, last.month, last.day, hour, tzinfo=UTC)


def until(redemption_id):
    return queries.redemption(redemption_id).expires_at


def state_of(redemption_id):
    return queries.redemption(redemption_id).state


def move(trip, days, *, place="东门", by=None, at=NOON):
    rewards.change(reward_id=trip, draft=Draft(**the_trip(days, place=place)), by=by and by.id, at=at)


def in_new_york(branch):
    with atomic():
        db.session.get_one(Organisation, branch.id).zone = "America/New_York"


@pytest.mark.parametrize("kind", [Kind.TRIP, Kind.TICKET])
def test_what_is_sixty_days_ahead_is_kept_until_its_day_is_over(house, rich, organiser, kind):
    redemption_id = redeem(rich, a_trip(house, 60, kind=kind, reserve_days=14), house.third)

    worker.catch_up(at=NOON + 59 * DAY)
    assert state_of(redemption_id) is State.RESERVED
    assert until(redemption_id) == over(60)

    assert hand_over(redemption_id, by=organiser, at=over(60) - timedelta(seconds=1))


def test_who_does_not_come_has_the_points_back_when_the_day_is_over(house, rich):
    redemption_id = redeem(rich, a_trip(house, 60), house.third)

    assert worker.catch_up(at=over(60)) == 1

    assert (state_of(redemption_id), available(rich)) == (State.EXPIRED, 30)


def test_a_moved_day_is_the_day_until_which_it_is_kept_and_those_who_hold_one_are_told(house, rich, chief):
    trip = a_trip(house, 3)
    redemption_id = redeem(rich, trip, house.third)
    worker.catch_up(at=over(2))
    assert notices_of(rich) == ["reward_expires"]

    move(trip, 20, by=chief)

    assert until(redemption_id) == over(20)
    told = db.session.scalars(select(Notice).filter_by(member_id=rich.id, template="reward_moved")).one()
    assert told.told == {"reward": "一日游", "day": str(TODAY + 20 * DAY), "place": "东门"}
    worker.catch_up(at=over(19))
    assert notices_of(rich) == ["reward_expires", "reward_moved", "reward_expires"]
    assert state_of(redemption_id) is State.RESERVED


def test_a_day_moved_to_and_fro_is_told_each_time_and_other_changes_are_not(house, rich):
    trip = a_trip(house, 3)
    redeem(rich, trip, house.third)

    for number, days in enumerate([3, 9, 9, 3, 9]):
        move(trip, days, at=NOON + timedelta(minutes=number))
    move(trip, 9, place="西门", at=NOON + timedelta(hours=1))

    assert notices_of(rich) == ["reward_moved"] * 4


def test_a_moved_day_moves_nothing_that_is_given_back_or_of_another_reward(house, rich):
    trip, other = a_trip(house, 3), a_trip(house, 3)
    kept = redeem(rich, other, house.third)
    gone = redeem(rich, trip, house.third)
    rewards.cancel_own(me=me(rich), redemption_id=gone, at=NOON)
    redeem(rich, trip, house.third)

    move(trip, 9)

    assert (until(kept), until(gone)) == (over(3), over(3))


def test_a_day_is_not_moved_to_one_that_is_over_while_somebody_holds_it(house, rich):
    trip, nobodys = a_trip(house, 3), a_trip(house, 3)
    redemption_id = redeem(rich, trip, house.third)

    move(nobodys, -1)
    with pytest.raises(Refused, match="day is over"):
        move(trip, -1)

    assert until(redemption_id) == over(3)


def test_a_moved_day_ends_at_each_members_own_midnight(house, rich):
    in_new_york(house.office)
    give(house.zhao_min, 10)
    trip = a_trip(house, 3, needs_approval=True)
    here, there = redeem(rich, trip, house.third), redeem(house.zhao_min, trip, house.third)

    move(trip, 9)

    assert (until(here), until(there)) == (over(9), over(9, NEW_YORK))


def test_an_approval_is_waited_for_two_weeks_however_short_it_is_kept(house, rich, chief):
    redemption_id = redeem(rich, offer(house, needs_approval=True, reserve_days=2), house.third)
    assert until(redemption_id) == over(14)

    rewards.approve(redemption_id=redemption_id, by=chief.id, at=NOON + 13 * DAY)

    assert until(redemption_id) == over(15)


def test_what_waits_for_a_trip_that_is_moved_waits_two_weeks_at_most(house, rich):
    trip = a_trip(house, 3, needs_approval=True)
    redemption_id = redeem(rich, trip, house.third)
    assert until(redemption_id) == over(3)

    move(trip, 60)

    assert until(redemption_id) == over(14)


def test_nothing_is_approved_once_the_time_for_it_is_over(house, rich, chief):
    redemption_id = redeem(rich, a_trip(house, 1, needs_approval=True), house.third)

    with pytest.raises(Refused, match="Nobody decided"):
        rewards.approve(redemption_id=redemption_id, by=chief.id, at=over(1))

    assert rewards.approve(redemption_id=redemption_id, by=chief.id, at=over(1) - timedelta(seconds=1))
    assert until(redemption_id) == over(1)


def test_what_is_approved_is_kept_by_the_members_clock_and_not_by_the_approvers(house, chief):
    in_new_york(house.third)
    give(house.li_mei, 10)
    redemption_id = redeem(house.li_mei, offer(house, needs_approval=True, reserve_days=2), house.third)

    rewards.approve(redemption_id=redemption_id, by=chief.id, at=NOON)

    assert until(redemption_id) == over(1, NEW_YORK)  # it is the day before there


def test_what_nobody_decided_says_so_in_its_notice_and_on_its_page(client_of, house, rich):
    redemption_id = redeem(rich, offer(house, needs_approval=True), house.third)
    assert worker.catch_up(at=over(14)) == 1

    page = client_of(rich).get(f"/rewards/mine/{redemption_id}").text

    assert (state_of(redemption_id), available(rich)) == (State.UNDECIDED, 30)
    assert notices_of(rich) == ["reward_undecided"]
    assert "未按时审批" in page and "未能按时审批。" in page and "逾期" not in page
    assert "未能按时审批，10 分已退回" in client_of(rich).get("/notices").text
    assert everything_adds_up()


def test_pages_and_rules_say_until_when(client_of, house, rich):
    trip, cup = a_trip(house, 60), offer(house, needs_approval=True, member_types=["office"])
    member = client_of(rich)

    assert "保留到 2027年1月20日结束" in member.get(f"/rewards/{trip}").text
    assert "到 2026年12月5日结束仍未批准" in member.get(f"/rewards/{cup}").text
    mine = member.get(f"/rewards/mine/{redeem(rich, trip, house.third)}").text
    assert "为你保留到 2027年1月20日结束" in mine and "2027年1月20日 · 星期三" in mine
    assert (
        "到 2026年12月5日结束仍未审批" in member.get(f"/rewards/mine/{redeem(rich, cup, house.third)}").text
    )
    rules = member.get("/rules").text
    assert "一日游：10 分；2027年1月20日举行，地点：东门，保留到当天结束。" in rules
    assert "仅限机关成员，须在 14 天内审批，批准后预留 14 天" in rules


def test_a_day_that_is_moved_while_others_redeem_and_approve_is_the_day_of_all_of_them(
    app, house, rich, chief
):
    trip = a_trip(house, 3, stock=20)
    asked = a_trip(house, 3, needs_approval=True)
    waits, by, whose = redeem(rich, asked, house.third), chief.id, me(rich)
    site_id = house.third.id

    def act(device):
        if device == 0:
            move(trip, 40)
            return move(asked, 40)
        if device == 1:
            return rewards.approve(redemption_id=waits, by=by, at=NOON)
        ticket = f"a-ticket-of-device-{device}"
        return tried(
            lambda: rewards.redeem(me=whose, reward_id=trip, site_id=site_id, ticket=ticket, at=NOON).id
        )

    made = at_once(app, act, devices=4)[2:]

    db.session.rollback()
    assert len([one for one in made if one]) == 2
    assert {until(one) for one in (*made, waits)} == {over(40)}
    assert everything_adds_up()
