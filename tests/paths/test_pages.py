"""The pages through the library: all of it, one module, one package."""

from datetime import date, timedelta

import pytest

from quizapp.paths import queries
from quizapp.people.operations import set_preferences
from quizapp.people.reach import Audience
from quizapp.points.payee import Payee
from quizapp.study import operations
from tests.conftest import NOON
from tests.counting import statements
from tests.study.library import SHIPPED, stock, write_library


@pytest.fixture
def to(li_mei):
    return Payee(li_mei.id, li_mei.branch_id, li_mei.member_type, "Asia/Shanghai")


@pytest.fixture
def browser(app, client_of, li_mei):
    stock()
    speak(li_mei)
    return client_of(li_mei)


def speak(member, content="zh-Hans"):
    set_preferences(
        member_id=member.id, interface_language="en", content_language=content, large_type=False, theme="auto"
    )


def read(to, key):
    at = NOON - timedelta(days=1)
    operations.finish(to=to, article_key=key, lang="zh-Hans", opened_at=at, at=at + timedelta(minutes=5))


def test_the_library_stands_under_its_columns_in_their_order(browser):
    page = browser.get("/learn").text

    places = [page.index(name) for name in ("Culture", "Law", "Science", "Health")]
    assert places == sorted(places)


def test_progress_and_the_way_on_are_shown(browser, to):
    read(to, "first-aid-golden-minutes")

    page = browser.get("/learn").text

    assert "1/5" in page and "Continue · First aid" in page and "2 of 5" in page
    assert "/read/first-aid-choking" in page


def test_the_package_of_the_month_is_shown_with_its_day(browser, to):
    read(to, "first-aid-golden-minutes")

    page = browser.get("/learn").text

    assert "November: know the rules, help yourself" in page
    assert "1/12" in page and "To be read by 30 Nov" in page


def test_between_packages_the_next_one_is_announced(app, client_of, li_mei, wall):
    stock()
    speak(li_mei)
    wall.forward(days=-30)

    assert "Begins on 1 Nov" in client_of(li_mei).get("/learn").text


def test_an_empty_library_says_who_fills_it(app, client_of, li_mei):
    speak(li_mei)

    assert "There is nothing to read yet" in client_of(li_mei).get("/learn").text


def test_a_module_lists_its_articles_with_what_was_read(browser, to):
    read(to, "oracle-bones-weather")

    page = browser.get("/learn/oracle-bones").text

    assert page.count('class="row-link"') == 5 and page.count("row-mark-read") == 1
    assert "Read next: 文字从哪里来" in page


def test_a_module_shows_the_language_the_member_reads(browser, li_mei):
    speak(li_mei, content="en")

    assert "The four golden minutes" in browser.get("/learn/first-aid").text
    assert "一片龟甲上的天气" in browser.get("/learn/oracle-bones").text


def test_a_package_lists_modules_then_single_articles(browser):
    page = browser.get("/learn/packages/2026-11").text

    places = [
        page.index(f"/read/{key}") for key in ("everyday-law-iou", "first-aid-burns", "oracle-bones-weather")
    ]
    assert places == sorted(places)
    assert "What you read" not in page and "will you tell your family" in page


def test_a_package_to_come_can_be_looked_at(browser):
    assert "Begins on 1 Dec" in browser.get("/learn/packages/2026-12").text


@pytest.mark.parametrize("address", ["/learn/no-such-module", "/learn/packages/2020-01"])
def test_what_is_not_there_is_not_found(browser, address):
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/learn", "/learn/oracle-bones", "/learn/packages/2026-11"])
def test_the_pages_cost_few_statements_and_change_nothing(browser, address):
    with statements() as sent:
        browser.get(address)

    assert len(sent) <= 6 and all(text.startswith("SELECT") for text in sent)


def test_each_day_has_its_package(app):
    stock()

    assert queries.current_package(date(2026, 11, 30)).key == "2026-11"
    assert queries.current_package(date(2027, 1, 1)) is None
    assert queries.next_package(date(2026, 11, 30)).key == "2026-12"


def test_a_module_without_articles_is_not_on_the_shelves(app, to, tmp_path):
    stock(SHIPPED)
    stock(write_library(tmp_path / "content"))

    assert [card.key for card in queries.module_cards(to.member_id, Audience(to.member_type))] == ["rivers"]
