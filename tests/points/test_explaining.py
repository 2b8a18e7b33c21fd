"""From a number to its reason: the entry's page, the statement's titles, and the command that prints a day."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.operations import set_interface_language
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.cli import points as commands
from quizapp.points.earning import Code
from quizapp.points.models import Entry
from quizapp.points.queries import explaining
from quizapp.points.reasons import Reason
from quizapp.points.spans import Span
from tests.conftest import NOON
from tests.points.conftest import finish_daily, payee, read_article
from tests.study.library import stock, write_library

DAY, TODAY = timedelta(days=1), date(2026, 11, 21)


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(text.replace("&#39;", "'").split())


def ids() -> list[int]:
    return list(db.session.scalars(select(Entry.id).order_by(Entry.id)))


@pytest.fixture
def reader(li_mei, client_of):
    set_interface_language(member_id=li_mei.id, language="en")
    return client_of(li_mei)


def test_a_score_is_the_sum_of_its_parts_whatever_was_entered_and_taken_back(li_mei, reader):
    to = payee(li_mei)
    finish_daily(li_mei, at=NOON - 40 * DAY)
    finish_daily(li_mei)
    read_article(li_mei)
    for number, amount in enumerate((7, -3, 4, -2)):
        points.adjust(to=to, amount=amount, actor_id=None, reason="补记", ticket=f"ticket-{number}", at=NOON)
    points.spend(to=to, amount=5, object_key="redemption:1", reason=None, at=NOON)
    mine = ids()
    for entry_id in (mine[0], mine[2], mine[3], mine[4]):
        points.reverse(entry_id=entry_id, actor_id=None, reason="有误", at=NOON)
    points.refund(member_id=li_mei.id, object_key="redemption:1", actor_id=None, reason="缺货", at=NOON)

    for span in Span:
        parts = dict(explaining.parts_of(li_mei.id, span, TODAY))
        assert sum(parts.values()) == queries.score(li_mei.id, span, TODAY) == 9, span
    assert parts == {Code.DAILY_QUIZ: 5, Code.ADJUST: 4}
    assert "Earned this week why 9" in words(reader.get("/points?span=week"))


def test_an_entry_opens_with_its_rule_its_cap_and_the_article_it_was_paid_for(li_mei, reader, tmp_path):
    stock(write_library(tmp_path / "content", {"silk": "字" * 200}))
    for number in range(5):
        read_article(li_mei, f"other/{number}")
    read_article(li_mei, "silk")

    page = reader.get(f"/points/{ids()[-1]}")

    said = words(page)
    assert (
        "The first full reading of an article pays 1. At most 6 a day. The same article pays once, ever."
        in said
    )
    assert "Version 1, in force from 1 Jan 2026" in said
    assert "6/6" in said and "第三支部" in said
    title = re.search(r'href="/read/silk">([^<]+)<', page.text).group(1)
    assert title in words(reader.get("/points")), "the statement shows the article's title, too"


def test_what_was_entered_by_hand_says_who_and_why_and_a_reversal_leads_both_ways(li_mei, house, reader):
    finish_daily(li_mei)
    points.reverse(entry_id=ids()[0], actor_id=house.zhao_min.id, reason="由他人作答", at=NOON)

    taken, back = (reader.get(f"/points/{entry_id}") for entry_id in ids())

    assert f'href="/points/{ids()[1]}"' in taken.text and "This was taken back since" in words(taken)
    assert f'href="/points/{ids()[0]}"' in back.text
    assert "赵敏" in words(back) and "由他人作答" in words(back)


def test_what_the_cap_cut_short_says_what_it_was_worth(li_mei, reader):
    points.earn(to=payee(li_mei), code=Code.CHALLENGE_QUIZ, object_key="run", count=11, at=NOON)

    assert "It was worth 11; the 8 that still fitted were paid." in words(reader.get(f"/points/{ids()[0]}"))


def test_an_entry_is_there_for_its_member_and_for_administrators_above_alone(house, client_of):
    finish_daily(house.li_mei)
    people.grant(
        member_id=house.zhao_min.id,
        role=Role.ADMINISTRATOR,
        organisation_id=house.office.id,
        by=None,
        at=NOON,
    )
    address = f"/points/{ids()[0]}"

    assert [client_of(one).get(address).status_code for one in (house.wang_qiang, house.zhao_min)] == [
        404,
        404,
    ]
    people.grant(
        member_id=house.wang_qiang.id,
        role=Role.ADMINISTRATOR,
        organisation_id=house.works.id,
        by=None,
        at=NOON,
    )
    assert client_of(house.wang_qiang).get(address).status_code == 200
    assert client_of(house.li_mei).get("/points/999999").status_code == 404


def test_the_command_prints_every_entry_and_every_unpaid_fact_of_a_day(app, li_mei):
    finish_daily(li_mei, right=4)
    points.note_unpaid(
        to=payee(li_mei), code=Code.ARTICLE_READ, object_key="silk", wanted=1, reason=Reason.TOO_FAST, at=NOON
    )
    run = app.test_cli_runner().invoke

    told = json.loads(run(commands, ["explain", "limei", "2026-11-21", "--json"]).output)
    said = run(commands, ["explain", "limei", "2026-11-21"]).output

    assert [(line["code"], line["amount"], line["version"]) for line in told["entries"]] == [
        ("daily_quiz", 4, 1)
    ]
    assert [(line["code"], line["object"], line["reason"]) for line in told["unpaid"]] == [
        ("article_read", "silk", "too_fast")
    ]
    assert "+4 Daily five" in said and "Each right answer of the day's five pays 1" in said
    assert "Too fast to have been read with attention" in said
