"""What Today shows, and how little it asks of the database."""

import pytest

from quizapp.db import db
from quizapp.kernel.clock import local_day
from quizapp.people.models import Member, MemberState
from quizapp.points.queries import balance
from tests.conftest import NOON
from tests.counting import statements
from tests.journeys.answers import answer_to_next


@pytest.fixture
def phone(client_of, stocked):
    return client_of(stocked.li_mei)


@pytest.fixture
def li_mei(stocked):
    return stocked.li_mei


def finish_the_five(phone):
    phone.get("/challenge")
    handle = phone.post("/quiz/daily").location.split("/")[2]
    for _ in range(5):
        phone.post(f"/quiz/{handle}/answer", data=answer_to_next(handle))


def test_the_first_visit_of_the_day_asks_at_most_sixteen_statements(phone):
    phone.get("/me")
    with statements() as sent:
        phone.get("/")

    assert len(sent) <= 16, "\n".join(sent)


def test_a_later_visit_asks_at_most_eight(phone):
    phone.get("/")
    with statements() as sent:
        phone.get("/")

    assert len(sent) <= 8, "\n".join(sent)


def test_a_look_ahead_by_the_browser_pays_nothing(phone, li_mei):
    phone.head("/")

    assert balance(li_mei.id).available == 0


def test_opening_today_activates_a_registered_member(client_of, stocked):
    member = db.session.get_one(Member, stocked.li_mei.id)
    member.state = MemberState.REGISTERED
    db.session.commit()

    client_of(stocked.li_mei).get("/")

    db.session.expire_all()
    assert db.session.get_one(Member, stocked.li_mei.id).state is MemberState.ACTIVATED


def test_the_next_step_is_the_five_and_then_reading(phone):
    before = phone.get("/").text
    finish_the_five(phone)
    after = phone.get("/").text

    assert "开始今日五题" in before and "开始今日五题" not in after
    assert "/read/" in after


def test_the_day_turns_at_midnight_in_shanghai(phone, li_mei, wall):
    phone.get("/")
    wall.forward(hours=12, minutes=1)

    phone.get("/")

    assert local_day(wall.at, "Asia/Shanghai") > local_day(NOON, "Asia/Shanghai")
    assert balance(li_mei.id).available == 2


def test_a_start_on_the_streak_is_shown(phone, wall):
    finish_the_five(phone)
    wall.forward(days=1)
    finish_the_five(phone)

    assert "连续 2 天" in phone.get("/").text
