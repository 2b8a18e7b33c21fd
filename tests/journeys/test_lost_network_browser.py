"""The network goes away in the middle of a quiz: the member is told, and nothing they answered is lost."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import leaves_files_open

pytestmark = [pytest.mark.browser, leaves_files_open]
UNSAVED = "#saved.unsaved"


@pytest.fixture
def asked(visitor, every_kind):
    """孙伟, in front of the day's first question."""
    visitor.sign_in()
    visitor.start_five()
    visitor.foresee("/answer")  # the browser itself complains of what cannot be sent
    return visitor


def test_an_answer_given_without_network_is_sent_once_it_is_back(asked):
    asked.context.set_offline(True)
    asked.give()
    expect(asked.see(UNSAVED)).to_contain_text("未保存")
    assert asked.page.locator("#sheet").is_visible()

    asked.context.set_offline(False)

    asked.see(".outcome-right")
    asked.go_on()
    assert number_asked(asked) == "2"


def test_an_answer_outlives_the_tab_it_was_given_in(asked):
    where = asked.path
    asked.context.set_offline(True)
    asked.give()
    asked.see(UNSAVED)

    asked.new_tab()
    asked.context.set_offline(False)
    asked.open(where)

    asked.see(".outcome-right")


def test_a_quiz_goes_on_where_it_was_after_signing_in_anew(asked):
    asked.answer()
    asked.context.clear_cookies()

    asked.sign_in()
    asked.press("main a[href^='/quiz/']")

    asked.see("#sheet")
    assert number_asked(asked) == "2"


def number_asked(asked):
    return asked.page.locator("#sheet [name=n]").get_attribute("value")
