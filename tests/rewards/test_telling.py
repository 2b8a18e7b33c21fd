"""Notices about one's own points: never lost behind reminders, and only noted as sent where they are."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.inbox import operations as inbox
from quizapp.inbox.operations import Sent
from quizapp.inbox.templates import A_DAY, TEMPLATES, body
from quizapp.people.models import Member
from quizapp.people.operations import set_interface_language
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries, worker
from quizapp.rewards.operations import ending
from tests.conftest import NOON
from tests.rewards.conftest import DAY, give, notices_of, offer, redeem


def remind(member, key):
    return inbox.send(
        to=select(Member.id).where(Member.id == member.id),
        template="study_today",
        key=key,
        told={"organisation": "青港集团"},
        sender_id=None,
        day=NOON.date(),
        at=NOON,
    )


def test_every_decision_is_told_however_many_there_are_on_a_day(house, rich, chief):
    give(rich, 100)
    cup = offer(house, stock=9, price=5, needs_approval=True)

    for _ in range(A_DAY + 2):
        waits = redeem(rich, cup, house.third)
        rewards.decline(redemption_id=waits, reason="没货", by=chief.id, at=NOON)

    assert notices_of(rich) == ["reward_refunded"] * (A_DAY + 2)


def test_reminders_and_what_became_of_points_do_not_take_each_others_place(house, rich, chief):
    for number in range(A_DAY):
        remind(rich, f"before-{number}")
    redemption_id = redeem(rich, offer(house, needs_approval=True), house.third)
    rewards.approve(redemption_id=redemption_id, by=chief.id, at=NOON)
    assert notices_of(rich) == ["study_today"] * A_DAY + ["reward_approved"]

    give(house.wang_qiang, 100)
    for _ in range(A_DAY):
        waits = redeem(house.wang_qiang, offer(house, needs_approval=True), house.third)
        rewards.decline(redemption_id=waits, reason="没货", by=chief.id, at=NOON)
    assert remind(house.wang_qiang, "after") == Sent(sent=1)


def test_every_notice_about_rewards_is_sent_whatever_came_before_and_no_reminder_is():
    capped = {code for code, one in TEMPLATES.items() if one.capped}

    assert not any(code.startswith("reward_") for code in capped)
    assert {"study_today", "study_this_week", "study_this_month"} <= capped


def test_a_warning_counts_as_given_only_where_a_notice_was_written(monkeypatch, house, rich):
    redemption_id = redeem(rich, offer(house, reserve_days=3), house.third)
    soon = queries.redemption(redemption_id).expires_at - DAY
    with monkeypatch.context() as lost:
        lost.setattr(ending, "tell", lambda **_: False)
        worker.catch_up(at=soon)
    assert queries.redemption(redemption_id).warned_at is None

    worker.catch_up(at=soon + timedelta(minutes=1))
    worker.catch_up(at=soon + timedelta(minutes=2))

    assert queries.redemption(redemption_id).warned_at == soon + timedelta(minutes=1)
    assert notices_of(rich) == ["reward_expires"]


@pytest.mark.parametrize(
    ("language", "words"), [("zh-Hans", "到 2026年11月24日"), ("en", "until 24 Nov 2026")]
)
def test_a_notice_writes_its_days_out(client_of, house, rich, language, words):
    set_interface_language(member_id=rich.id, language=language)
    redemption_id = redeem(rich, offer(house, reserve_days=3), house.third)
    worker.catch_up(at=queries.redemption(redemption_id).expires_at - DAY)
    db.session.rollback()

    assert words in client_of(rich).get("/notices").text.replace("至", "到").replace("到2026", "到 2026")


def test_what_only_looks_like_a_day_is_told_as_it_stands():
    told = {"reward": "2026-13-45", "site": "2026-11-24 ", "price": 3, "until": "2026-11-24"}

    assert str(body("reward_expires", told)).startswith("2026-13-45 is kept at 2026-11-24  until 2026-11-24")
