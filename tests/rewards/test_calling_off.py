"""Who comes, and calling off: a list to print and to carry out, and everyone's points back, once, with a reason."""

import csv
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.inbox.models import Notice
from quizapp.kernel.verdict import Refused
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries, worker
from quizapp.rewards.states import State
from tests.conftest import NOON
from tests.points.test_races import at_once
from tests.rewards.conftest import (
    a_trip,
    available,
    everything_adds_up,
    give,
    hand_over,
    me,
    notices_of,
    offer,
    redeem,
)
from tests.rewards.test_pages import browser
from tests.rewards.test_races import tried

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def outing(house, rich, organiser, chief):
    """A trip that 李梅 holds, 赵敏 waits for, and 王强 was handed; another of 王强's is cancelled."""
    for member in (house.zhao_min, house.wang_qiang):
        give(member, 20)
    trip = a_trip(house, 9, needs_approval=True)
    waits = redeem(house.zhao_min, trip, house.third)
    held, handed, gone = (
        redeem(member, trip, house.third) for member in (rich, house.wang_qiang, house.wang_qiang)
    )
    for redemption_id in (held, handed):
        rewards.approve(redemption_id=redemption_id, by=chief.id, at=NOON)
    hand_over(handed, by=organiser)
    rewards.cancel_own(me=me(house.wang_qiang), redemption_id=gone, at=NOON)
    return trip, held, waits, handed


def call_off(trip, chief, *, reason="台风", at=LATER):
    rewards.call_off(reward_id=trip, reason=reason, by=chief.id, at=at)
    while worker.finish_calling_off(at=at):
        pass


def states(*redemption_ids):
    return [queries.redemption(one).state for one in redemption_ids]


def test_the_list_names_who_comes_with_branch_and_state(client_of, house, chief, outing):
    page = browser(client_of, chief).get(f"/desk/rewards/{outing[0]}/people").text
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).split()
        for row in re.findall(r'<tr><th scope="row">.*?</tr>', page)
    ]

    assert rows == [
        ["李梅", "第三支部", "第三支部", "已预留"],
        ["王强", "第三支部", "第三支部", "已领取"],
        ["赵敏", "机关支部", "第三支部", "等待审批"],
    ]
    assert "目前有 2 份预留" in page and "共退回 20 分" in page and "2026年11月30日" in page


def test_the_list_is_a_file_too_and_the_audit_trail_says_that_it_was_saved(client_of, chief, outing):
    answer = browser(client_of, chief).post(f"/desk/rewards/{outing[0]}/people/file")
    rows = list(csv.reader(answer.text.lstrip("\ufeff").splitlines()))

    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    assert rows[0] == ["成员", "支部", "领取点", "状态"]
    assert rows[1] == ["李梅", "第三支部", "第三支部", "已预留"] and len(rows) == 4
    assert db.session.scalars(select(AuditRow).filter_by(verb="export_comers")).one().actor_id == chief.id


def test_the_list_is_not_there_for_who_does_not_manage_the_reward(client_of, organiser, outing):
    assert browser(client_of, organiser).get(f"/desk/rewards/{outing[0]}/people").status_code == 403


def test_calling_off_gives_everyone_who_holds_one_the_points_back_with_a_notice_and_the_reason(
    house, rich, chief, outing
):
    trip, held, waits, handed = outing

    call_off(trip, chief)

    assert states(held, waits, handed) == [State.CANCELLED, State.CANCELLED, State.HANDED_OVER]
    assert (available(rich), available(house.zhao_min), available(house.wang_qiang)) == (30, 20, 10)
    assert queries.redemption(held).reason == "台风"
    assert notices_of(rich)[-1] == "reward_called_off" == notices_of(house.zhao_min)[-1]
    noted = db.session.scalars(select(AuditRow).filter_by(verb="call_off_reward")).one()
    assert noted.changes == {"held": [2, 0], "reason": [None, "台风"]}
    assert everything_adds_up()


def test_what_is_called_off_is_neither_redeemed_nor_approved_nor_handed_over_nor_offered_again(
    house, rich, chief, organiser, outing
):
    trip, held, waits, _ = outing
    rewards.call_off(reward_id=trip, reason="台风", by=chief.id, at=LATER)

    for act in (
        lambda: redeem(rich, trip, house.third, at=LATER),
        lambda: rewards.approve(redemption_id=waits, by=chief.id, at=LATER),
        lambda: hand_over(held, by=organiser, at=LATER),
        lambda: rewards.offer_again(reward_id=trip, by=chief.id, at=LATER),
        lambda: rewards.call_off(reward_id=trip, reason="台风", by=chief.id, at=LATER),
    ):
        with pytest.raises(Refused, match="called off"):
            act()


def test_only_a_ticket_or_a_trip_is_called_off_by_who_manages_it_and_for_a_reason(
    house, chief, organiser, outing
):
    with pytest.raises(Refused, match="Only a ticket or a trip"):
        call_off(offer(house), chief)
    with pytest.raises(Refused, match="administrator"):
        call_off(outing[0], organiser)
    with pytest.raises(Refused, match="Say why"):
        call_off(outing[0], chief, reason="  ")


def test_the_worker_ends_what_one_request_did_not(monkeypatch, house, rich, chief):
    give(rich, 100)
    trip = a_trip(house, 9, stock=9)
    made = [redeem(rich, trip, house.third) for _ in range(5)]
    monkeypatch.setattr(worker, "BATCH", 2)
    rewards.call_off(reward_id=trip, reason="台风", by=chief.id, at=LATER)

    assert worker.finish_calling_off(reward_id=trip, at=LATER) == 2
    assert states(*made).count(State.CANCELLED) == 2
    assert worker.catch_up(at=LATER) == 3 and worker.catch_up(at=LATER) == 0

    assert states(*made) == [State.CANCELLED] * 5 and available(rich) == 130
    assert notices_of(rich).count("reward_called_off") == 5


def test_it_is_called_off_on_its_page_and_says_so_to_those_who_held_one(
    client_of, house, rich, chief, outing
):
    trip, held, *_ = outing
    desk = browser(client_of, chief)

    page = desk.post(f"/desk/rewards/{trip}/call-off", data={"reason": "台风"}, follow_redirects=True).text

    assert "活动已取消，已通知所有持有人" in page and "台风" in page
    assert "活动已取消" in desk.get(f"/desk/rewards/{trip}").text
    mine = browser(client_of, rich).get(f"/rewards/mine/{held}").text
    assert "台风" in mine and "10 分" in mine
    assert "一日游已取消" in browser(client_of, rich).get("/notices").text


def test_the_queue_is_narrowed_to_one_reward_and_stays_so(client_of, house, rich, chief, outing):
    cup = offer(house, needs_approval=True)
    waits = redeem(rich, cup, house.third)
    desk = browser(client_of, chief)

    every, one = desk.get("/desk/rewards/queue").text, desk.get(f"/desk/rewards/queue?reward={cup}").text

    assert "赵敏" in every and "赵敏" not in one and "李梅" in one
    answer = desk.post(f"/desk/rewards/redemptions/{waits}/approve?reward={cup}")
    assert answer.location == f"/desk/rewards/queue?reward={cup}"
    assert desk.get("/desk/rewards/queue?reward=999999").status_code == 404


def test_calling_off_handing_over_cancelling_and_redeeming_at_once_loses_and_doubles_nothing(
    app, house, rich, chief, organiser
):
    give(rich, 100)
    trip = a_trip(house, 9, stock=12)
    made = [redeem(rich, trip, house.third) for _ in range(6)]
    codes = {one: queries.redemption(one).code for one in made}
    whose, by, chief_id, site_id = me(rich), organiser.id, chief.id, house.third.id

    def act(device):
        if device == 0:
            rewards.call_off(reward_id=trip, reason="台风", by=chief_id, at=NOON)
            return worker.finish_calling_off(at=NOON)
        if device in (1, 2):
            return worker.finish_calling_off(at=NOON)
        if device == 3:
            ticket = "a-ticket-of-one-too-late"
            return tried(
                lambda: rewards.redeem(me=whose, reward_id=trip, site_id=site_id, ticket=ticket, at=NOON)
            )
        one = made[device - 4]
        tried(lambda: rewards.cancel_own(me=whose, redemption_id=one, at=NOON))
        return tried(lambda: rewards.hand_over(redemption_id=made[-1], code=codes[made[-1]], by=by, at=NOON))

    at_once(app, act, devices=7)
    worker.catch_up(at=NOON)

    db.session.rollback()
    found = states(*made)
    assert set(found) <= {State.CANCELLED, State.HANDED_OVER}
    assert available(rich) == 130 - 10 * found.count(State.HANDED_OVER)
    assert queries.left_at(trip, site_id) == 12 - found.count(State.HANDED_OVER)
    told = db.session.scalars(select(Notice.key).filter_by(template="reward_called_off")).all()
    assert len(told) == len(set(told))
    assert everything_adds_up()
