"""What is told of a number is what it was paid by: refusals with what was added, sums that open to their entries, the command."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.details import Detail
from quizapp.people.operations import set_interface_language
from quizapp.points import operations as points
from quizapp.points import queries, worker
from quizapp.points.cli import points as commands
from quizapp.points.earning import Code
from quizapp.points.models import Entry
from quizapp.points.queries import explaining
from quizapp.points.reasons import Reason
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import another_than, finish_daily, payee, read_article
from tests.points.test_simulating_additions import already_adds
from tests.study.library import stock, write_library

TODAY, DAY = date(2026, 11, 21), timedelta(days=1)


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(text.replace("&#39;", "'").split())


def refusals(member, at=NOON) -> list[str]:
    day = at.date()
    return [str(line.why_not) for line in queries.unpaid(member.id, day)]


def move(member, branch, *, by, at):
    people.settle(member_id=member.id, detail=Detail.BRANCH, value=branch.code, by=by.id, at=at)
    db.session.refresh(member)


def read_articles(member, count, at=NOON):
    for number in range(count):
        read_article(member, f"article/{number}", at=at)


@pytest.fixture
def generous(house):
    """The third branch has two more points of the daily five in all, and four more articles, but none on a Sunday."""
    already_adds(house.third, Code.DAILY_QUIZ, 1, 2)
    already_adds(house.third, Code.ARTICLE_READ, 0, 4, weekdays=(1, 2, 3, 4, 5, 6))
    return house


def test_what_the_raised_cap_cut_short_says_the_raised_cap(generous):
    points.earn(to=payee(generous.li_mei), code=Code.DAILY_QUIZ, object_key="daily", count=5, at=NOON)

    [day], _ = queries.statement(generous.li_mei.id)
    [line] = day.lines

    assert (line.amount, line.wanted) == (7, 10)
    assert "At most 7 a day." in [str(sentence) for sentence in line.why]
    assert str(line.why_not) == "At most 7 a day, and that is reached"
    [unpaid] = explaining.not_paid(generous.li_mei.id, TODAY)
    assert unpaid.rule.cap == 7


def test_a_refusal_says_the_cap_of_its_day_and_of_its_place(generous):
    read_articles(generous.li_mei, 11)
    read_articles(generous.zhao_min, 7)
    read_articles(generous.wang_qiang, 7, at=NOON + DAY)

    assert refusals(generous.li_mei) == ["At most 10 a day, and that is reached"]
    assert refusals(generous.zhao_min) == ["At most 6 a day, and that is reached"]
    assert refusals(generous.wang_qiang, NOON + DAY) == ["At most 6 a day, and that is reached"]


def test_who_has_moved_since_reads_the_cap_of_where_they_were(generous, qian):
    read_articles(generous.li_mei, 11)
    move(generous.li_mei, generous.office, by=qian, at=NOON + DAY)
    read_articles(generous.li_mei, 18, at=NOON + 2 * DAY)

    assert refusals(generous.li_mei) == ["At most 10 a day, and that is reached"]
    assert set(refusals(generous.li_mei, NOON + 2 * DAY)) == {
        "You read this article before; the first full reading paid",
        "At most 6 a day, and that is reached",
    }


def test_where_nothing_was_ever_added_nothing_more_is_asked(house):
    read_articles(house.li_mei, 7)
    queries.tariff(fresh=True)
    member_id = house.li_mei.id

    with statements() as sent:
        queries.unpaid(member_id, TODAY)

    assert len(sent) == 1


def test_each_sum_of_the_statement_opens_its_own_entries_in_its_span(li_mei, client_of):
    set_interface_language(member_id=li_mei.id, language="en")
    read_article(li_mei, "old", at=NOON - 30 * DAY)
    read_articles(li_mei, 7)
    finish_daily(li_mei)
    client, address = client_of(li_mei), "/points?code=article_read&amp;span=month"

    everything = client.get("/points")
    narrowed = client.get(address.replace("&amp;", "&"))

    assert f'href="{address}"' in everything.text
    told = words(narrowed)
    assert "Article read · Earned this month +6" in told and "Show every entry" in told
    assert told.count("All about this entry") == 6 and "Daily five" not in told
    assert "At most 6 a day, and that is reached" in told, "what it did not pay stands there, too"
    assert "Daily five" in words(client.get("/points?code=nonsense")), "an address that means nothing"


def test_what_was_taken_back_stands_with_what_it_takes_back(li_mei, client_of):
    set_interface_language(member_id=li_mei.id, language="en")
    read_article(li_mei, "old", at=NOON - 30 * DAY)
    points.reverse(entry_id=first_entry(), actor_id=None, reason="Read by another", at=NOON)
    client = client_of(li_mei)

    this_month = words(client.get("/points?code=article_read&span=month"))
    in_all = words(client.get("/points?code=article_read&span=all"))

    assert "No entry of this rule in this span." in this_month
    assert "Read by another" in in_all and "Article read · Earned in all 0" in in_all


def test_earlier_days_of_a_narrowed_statement_stay_narrowed(li_mei, client_of):
    set_interface_language(member_id=li_mei.id, language="en")
    for days_ago in range(9):
        finish_daily(li_mei, at=NOON - days_ago * DAY)
        read_article(li_mei, f"a/{days_ago}", at=NOON - days_ago * DAY)
    client = client_of(li_mei)

    page = client.get("/points?code=daily_quiz&span=month")
    older = re.search(r'href="(/points\?before=[^"]+)"', page.text)[1].replace("&amp;", "&")

    rest = words(client.get(older))
    assert rest.count("All about this entry") == 2 and "Article read" not in rest


def test_the_sums_behind_a_place_open_what_was_earned_there(house, qian, client_of):
    set_interface_language(member_id=house.li_mei.id, language="en")
    finish_daily(house.li_mei, right=4, at=NOON - DAY)
    move(house.li_mei, house.office, by=qian, at=NOON)
    points.earn(to=payee(house.li_mei), code=Code.DAILY_QUIZ, object_key="daily", count=3, at=NOON)
    worker.catch_up(at=NOON)
    db.session.rollback()
    client = client_of(house.li_mei)

    links = {}
    for place in (house.office, house.works):
        why = client.get(f"/boards/{place.id}/why?span=month")
        link = re.search(r'href="(/points\?code=daily_quiz[^"]+)"', why.text)[1].replace("&amp;", "&")
        links[place.code] = words(client.get(link))

    assert "Daily five · Earned this month +3" in links["office"]
    assert links["office"].count("All about this entry") == 1
    assert "Daily five · Earned this month +7" in links["works"]
    assert links["works"].count("All about this entry") == 2


def first_entry() -> int:
    found = db.session.scalar(select(Entry.id).order_by(Entry.id).limit(1))
    assert found is not None
    return found


@pytest.fixture
def told(app, generous, tmp_path):
    """A day of 李梅: ten of eleven articles paid, one of them by title; an adjustment; and the command that tells it."""
    stock(write_library(tmp_path / "content", {"silk": "字" * 200}))
    read_article(generous.li_mei, "silk")
    read_articles(generous.li_mei, 10)
    points.adjust(
        to=payee(generous.li_mei),
        amount=3,
        actor_id=another_than(generous.li_mei),
        reason="补记一次",
        ticket="a-ticket-nobody-reads",
        at=NOON,
    )

    def run(*options, **env):
        answer = app.test_cli_runner().invoke(
            commands,
            ["explain", "limei", "2026-11-21", *options],
            env={"LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8"} | env,
        )
        assert answer.exit_code == 0, answer.output
        return answer.output

    return run


def test_the_command_tells_a_day_as_the_pages_do(told, generous, client_of):
    said = told()

    set_interface_language(member_id=generous.li_mei.id, language="en")
    page = client_of(generous.li_mei).get(f"/points/{first_entry()}")
    title = re.search(r'href="/read/silk">([^<]+)<', page.text)[1]
    assert f"+1 Article read · {title} · 2026-11-21 12:00" in said
    for words_of_page in (
        "The same article pays once, ever.",
        "Version 1, in force from 1 Jan 2026",
        "4 more at most on Monday, Tuesday, Wednesday, Thursday, Friday, Saturday.",
        "That day, with this entry",
    ):
        assert words_of_page in words(page) and words_of_page in said
    assert "That day, with this entry: 10/10" in said
    assert "0 Article read (article/9): At most 10 a day, and that is reached" in said
    assert "+3 Adjustment · 2026-11-21 12:00" in said and "Reason: 补记一次" in said
    assert "a-ticket-nobody-reads" not in said
    assert "Entries: 11. Unpaid: 1. Sum: 13." in said


def test_the_command_speaks_chinese_when_asked_or_where_the_terminal_does(told):
    asked, terminal = told("--language", "zh-Hans"), told(LANG="zh_CN.UTF-8")
    other = told("--language", "en", LANG="zh_CN.UTF-8")

    assert asked == terminal
    assert "阅读文章" in asked and "每天最多 10 分，已到上限" in asked
    english = re.findall(r"[A-Za-z]{3,}", re.sub(r"\(article/\d+\)|silk", "", asked))
    assert english == [], english
    assert "Article read" in other


def test_the_command_as_json_tells_the_same(told):
    found = json.loads(told("--json"))

    assert "silk" in [line["object"] for line in found["entries"]]
    assert found["entries"][0]["what"].startswith("Article read · ")
    assert "Version 1, in force from 1 Jan 2026" in found["entries"][0]["why"]
    [unpaid] = found["unpaid"]
    assert (unpaid["reason"], unpaid["cap"]) == (Reason.CAP_REACHED.value, 10)
    assert unpaid["why"][0] == "At most 10 a day, and that is reached"
