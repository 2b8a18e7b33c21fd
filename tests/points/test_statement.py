import re
from datetime import timedelta

from sqlalchemy import select

from quizapp.db import db
from quizapp.people.operations import set_interface_language
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.models import Entry
from quizapp.points.queries import statement
from quizapp.points.reasons import Reason
from tests.conftest import NOON
from tests.points.conftest import another_than, finish_daily, payee, read_article

DAY = timedelta(days=1)


def read(client_of, member, url="/points") -> str:
    set_interface_language(member_id=member.id, language="en")
    page = client_of(member).get(url)
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_every_entry_and_every_unpaid_action_has_a_line(li_mei, client_of):
    finish_daily(li_mei, right=4)
    points.note_unpaid(
        to=payee(li_mei), code=Code.ARTICLE_READ, object_key="a", wanted=1, reason=Reason.TOO_FAST, at=NOON
    )

    page = read(client_of, li_mei)

    assert "Daily five" in page and "+4" in page
    assert "Article read" in page and "Too fast to have been read with attention" in page


def test_a_line_says_the_rule_it_was_paid_by(li_mei, client_of):
    finish_daily(li_mei)

    page = read(client_of, li_mei)

    assert (
        "Each right answer of the day&#39;s five pays 1" in page
        or "Each right answer of the day's five pays 1" in page
    )
    assert "At most 5 a day." in page


def test_what_the_cap_cut_short_is_one_line_that_says_so(li_mei):
    finish_daily(li_mei, right=6)

    [day], _ = statement(li_mei.id)

    assert [(line.amount, line.wanted, str(line.why_not)) for line in day.lines] == [
        (5, 6, "At most 5 a day, and that is reached")
    ]


def test_what_was_taken_back_is_marked_and_its_reason_told(li_mei, client_of):
    read_article(li_mei, at=NOON - DAY)
    entry_id = db.session.scalar(select(Entry.id))
    points.reverse(entry_id=entry_id, actor_id=None, reason="Read by another", at=NOON)

    page = read(client_of, li_mei)

    assert "Taken back" in page and "−1" in page and "Read by another" in page
    assert "taken back since" in page


def test_debts_are_shown(li_mei, client_of):
    points.adjust(
        to=payee(li_mei),
        amount=-7,
        actor_id=another_than(li_mei),
        reason="Paid in error",
        ticket="ticket-1",
        at=NOON,
    )

    assert "Owed 7" in read(client_of, li_mei)


def test_the_statement_goes_back_day_by_day(li_mei):
    for days_ago in range(10):
        finish_daily(li_mei, at=NOON - days_ago * DAY)

    first, key = statement(li_mei.id)
    rest, end = statement(li_mei.id, before=key)

    assert [day.day.day for day in (*first, *rest)] == [21, 20, 19, 18, 17, 16, 15, 14, 13, 12]
    assert end is None


def test_one_sees_ones_own_alone(li_mei, house, client_of):
    finish_daily(house.wang_qiang)

    assert "Daily five" not in read(client_of, li_mei)


def test_an_address_that_is_no_day_shows_the_newest(li_mei, client_of):
    finish_daily(li_mei)

    assert "Daily five" in read(client_of, li_mei, "/points?before=2026-13-01")
