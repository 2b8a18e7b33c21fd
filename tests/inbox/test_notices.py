"""Notices: made from fixed words, each once, never too many a day, and read by whoever they are for."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.inbox import operations as inbox
from quizapp.inbox import queries
from quizapp.inbox.models import Notice
from quizapp.inbox.operations import Sent
from quizapp.inbox.templates import A_DAY, TEMPLATES
from quizapp.people.models import Member
from quizapp.points import operations as points
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements

TODAY = date(2026, 11, 21)


def send(*members, key="one", day=TODAY, at=NOON) -> Sent:
    ids = [member if isinstance(member, int) else member.id for member in members]
    return inbox.send(
        to=select(Member.id).where(Member.id.in_(ids)),
        template="study_this_week",
        key=key,
        told={"organisation": "青港集团"},
        sender_id=None,
        day=day,
        at=at,
    )


def test_a_notice_stands_on_today_and_on_its_own_page(house, client_of, li_mei):
    points.load_tariff(at=NOON)
    send(li_mei)
    phone = client_of(li_mei)

    assert "你本周还没有学习" in phone.get("/").text
    page = phone.get("/notices").text
    assert "青港集团提醒你" in page and "1 条新通知" in page


def test_following_a_notice_marks_it_as_read(house, client_of, li_mei):
    points.load_tariff(at=NOON)
    send(li_mei)
    phone = client_of(li_mei)
    phone.get("/notices")

    answer = phone.post(f"/notices/{db.session.scalar(select(Notice.id))}/open")

    assert answer.location == "/"
    db.session.rollback()
    assert queries.waiting(li_mei.id).count == 0
    assert "你本周还没有学习" not in phone.get("/").text


def test_all_can_be_marked_as_read_at_once(house, client_of, li_mei):
    for key in ("one", "two"):
        send(li_mei, key=key)
    phone = client_of(li_mei)
    phone.get("/notices")

    phone.post("/notices/read")

    db.session.rollback()
    assert queries.waiting(li_mei.id).count == 0


def test_anothers_notice_is_not_there(house, client_of, li_mei):
    send(li_mei)
    other = client_of(house.wang_qiang)
    other.get("/me")

    assert other.post(f"/notices/{db.session.scalar(select(Notice.id))}/open").status_code == 404
    assert queries.waiting(li_mei.id).count == 1


def test_the_same_is_not_sent_twice(house, li_mei):
    assert send(li_mei) == Sent(sent=1)
    assert send(li_mei, house.wang_qiang) == Sent(sent=1, had=1)


def test_nobody_gets_more_than_a_few_a_day(house, li_mei):
    came = [send(li_mei, key=f"{number}") for number in range(A_DAY + 1)]

    assert came == [Sent(sent=1)] * A_DAY + [Sent(enough=1)]
    assert send(li_mei, key="tomorrow", day=TODAY + timedelta(days=1)) == Sent(sent=1)


def test_sending_to_many_takes_the_same_statements_as_to_one(house, li_mei):
    def cost(*members, key) -> int:
        with statements() as sent:
            send(*members, key=key)
        return len(sent)

    crowd = [make_member(f"某{number}", f"m{number}", house.third).id for number in range(30)]

    assert cost(crowd[0], key="one") == cost(*crowd, key="many") == 3


def test_many_senders_at_once_keep_to_the_limit(app, house, li_mei):
    member_id = li_mei.id  # the threads share no session
    db.session.rollback()

    def run(number):
        with app.app_context():
            send(member_id, key=f"{number}")
            db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 <= db.session.query(Notice).count() <= A_DAY


def test_a_long_list_of_notices_goes_on(house, client_of, li_mei):
    for number in range(32):
        send(li_mei, key=f"{number}", day=TODAY - timedelta(days=number))
    phone = client_of(li_mei)

    first = phone.get("/notices").text
    page = queries.received(li_mei.id)

    assert first.count("青港集团提醒你") == 30
    assert phone.get(f"/notices?before={page.next_key}").text.count("青港集团提醒你") == 2


def test_old_notices_are_dropped(house, li_mei):
    send(li_mei, day=TODAY - timedelta(days=181))
    send(li_mei, key="two", day=TODAY - timedelta(days=180))

    assert inbox.forget_old(today=TODAY) == 1


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_template_leads_to_a_page_there_is(app, code):
    assert TEMPLATES[code].endpoint in app.view_functions
