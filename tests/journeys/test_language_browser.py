"""The language of the pages: switched with one press, and remembered."""

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import leaves_files_open

pytestmark = [pytest.mark.browser, leaves_files_open]


def test_the_language_chosen_at_the_door_stays_after_signing_in(visitor):
    visitor.sign_in("en")

    visitor.open("/challenge")

    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    expect(visitor.page.locator("h1")).to_have_text("Challenge")


def test_the_language_goes_with_the_member_to_another_device(visitor, window):
    visitor.sign_in()
    visitor.speak("en")
    other = window()

    other.sign_in("zh-Hans")
    other.open("/")

    expect(other.page.locator("html")).to_have_attribute("lang", "en")


def test_the_switch_stays_on_the_page_it_is_pressed_on(visitor):
    visitor.sign_in()
    visitor.open("/boards?span=day")

    visitor.speak("en")

    assert visitor.path == "/boards?span=day"
