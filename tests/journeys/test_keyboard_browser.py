"""The keyboard alone: past the menu, to the button, and through a whole quiz."""

import pytest

from tests.journeys.hands import Keyboard
from tests.journeys.visitor import leaves_files_open

pytestmark = [pytest.mark.browser, leaves_files_open]
FOCUS = "document.activeElement"


@pytest.fixture
def typist(window, sun_wei):
    visitor = window(hand=Keyboard(), is_mobile=False, has_touch=False)
    visitor.sign_in()
    return visitor


def test_the_first_stop_skips_to_the_content(typist):
    typist.open("/")

    typist.page.keyboard.press("Tab")
    assert typist.page.evaluate(f"{FOCUS}.className") == "skip"
    assert typist.page.locator(".skip").bounding_box()["y"] >= 0
    typist.page.keyboard.press("Enter")
    typist.page.keyboard.press("Tab")

    assert typist.page.evaluate(f"{FOCUS}.closest('main') !== null")


def test_the_focus_is_seen_wherever_it_is(typist):
    typist.open("/")

    for _ in range(12):
        typist.page.keyboard.press("Tab")
        outline = typist.page.evaluate(f"getComputedStyle({FOCUS}).outline")
        assert "solid 3px" in outline, typist.page.evaluate(f"{FOCUS}.outerHTML")


def test_a_whole_quiz_is_answered_without_a_mouse(typist, every_kind):
    typist.start_five()

    typist.answer_five()

    assert typist.see(".result-figure").inner_text().split()[-3:] == ["5", "/", "5"]
