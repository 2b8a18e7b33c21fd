"""The search page: hits with what was found marked, filters in the address, misses counted."""

import pytest
from sqlalchemy import select

from quizapp import config
from quizapp.db import db
from quizapp.people.operations import set_interface_language
from quizapp.search.models import Miss
from quizapp.search.worker import rebuild
from quizapp.study.queries import documents
from tests.counting import statements
from tests.study.library import stock


@pytest.fixture
def browser(app, client_of, li_mei):
    stock()
    rebuild(config.current().index_folder, documents())
    set_interface_language(member_id=li_mei.id, language="en")
    return client_of(li_mei)


def misses() -> list[tuple[str, int]]:
    db.session.rollback()
    return [(row.text, row.count) for row in db.session.scalars(select(Miss))]


def test_what_was_looked_for_is_marked(browser):
    page = browser.get("/search?q=甲骨").text

    assert "<mark>甲骨</mark>" in page and "articles found" in page


def test_a_hit_leads_to_the_article_in_its_language(browser):
    assert "/read/first-aid-choking?lang=en" in browser.get("/search?q=choking").text


def test_filters_stand_in_the_address(browser):
    page = browser.get("/search?q=水&module=grand-canal&lang=zh-Hans").text

    assert "/read/grand-canal-" in page and "/read/kitchen-science-" not in page
    assert 'name="module" value="grand-canal"' in page


def test_a_filter_that_names_nothing_does_not_narrow(browser):
    assert "/read/" in browser.get("/search?q=水&module=nothing&lang=fr").text


def test_a_long_list_goes_on_by_address(browser):
    page = browser.get("/search?q=的").text

    assert "after=" in page


def test_nothing_found_is_said_and_counted(browser):
    page = browser.get("/search?q=量子计算机").text

    assert "Nothing holds all of these words" in page
    assert misses() == [("量子计算机", 1)]


def test_looking_without_opening_counts_nothing(browser):
    browser.head("/search?q=量子计算机")

    assert misses() == []


def test_an_empty_page_teaches(browser):
    assert "Every article is searched whole" in browser.get("/search").text


def test_an_index_that_is_missing_is_said_and_not_counted(app, client_of, li_mei):
    stock()
    set_interface_language(member_id=li_mei.id, language="en")

    page = client_of(li_mei).get("/search?q=量子计算机").text

    assert "search index is being mended" in page and "Nothing holds" not in page
    assert misses() == []


@pytest.mark.parametrize(
    "text", ["%", "'", '"', "<script>alert(1)</script>", "a" * 5000, "%00", "*:*", "（", "AND OR NOT"]
)
def test_any_text_is_only_a_text(browser, text):
    page = browser.get("/search", query_string={"q": text})

    assert page.status_code == 200 and "<script>alert" not in page.text


def test_it_costs_at_most_three_statements(browser):
    with statements() as sent:
        browser.get("/search?q=量子计算机")

    assert len(sent) <= 3
