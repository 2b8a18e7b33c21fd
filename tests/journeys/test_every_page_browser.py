"""Every page on a phone: fit for screen readers in light and dark, no wider than the phone, and all from our own house."""

import pytest

from tests.journeys.looking import grave_in_light_and_dark, sticking_out
from tests.journeys.visitor import in_both_languages, leaves_files_open, walk

pytestmark = [pytest.mark.browser, leaves_files_open]


@in_both_languages
def test_every_page_suits_every_reader(window, sun_wei, every_kind, language):
    """By axe, in light and dark; and in large type, or twice as large. Axe is a script that the policy would stop."""
    visitor, found = window(bypass_csp=True, reduced_motion="reduce"), {}

    for name in walk(visitor, language, "[name=large_type]"):
        found[f"{name}: axe"] = grave_in_light_and_dark(visitor.page)
        found[f"{name}: large type"] = sticking_out(visitor.page)
        found[f"{name}: twice as large"] = sticking_out(visitor.page, root="200%")

    assert len(found) > 80
    assert {place: elements for place, elements in found.items() if elements} == {}


def test_every_page_keeps_the_content_policy_and_asks_nobody_else_for_anything(visitor, every_kind):
    pages = list(walk(visitor, "en"))

    assert len(visitor.asked_for) > len(pages)
    assert visitor.troubles == []


def test_large_type_is_one_tap_away_and_larger(visitor):
    visitor.sign_in()
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    before = visitor.page.evaluate(size)

    visitor.open("/me")
    visitor.press(".large button")
    visitor.see(".flash-success")
    visitor.open("/")

    assert visitor.page.evaluate(size) > before * 1.1


def test_a_script_put_into_the_page_is_stopped_and_noticed(window):
    visitor = window()
    visitor.open("/sign-in")
    visitor.foresee("Content Security Policy")

    visitor.page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'here = 1'}))"
    )

    assert visitor.page.evaluate("typeof here") == "undefined"
    assert "Content Security Policy" in visitor.complaints[0]


def test_a_fetch_from_elsewhere_is_stopped_and_noticed(window):
    visitor = window()
    visitor.open("/sign-in")
    visitor.foresee("127.0.0.2")

    visitor.page.evaluate("fetch('http://127.0.0.2/').catch(() => 0)")

    assert "Content Security Policy" in visitor.complaints[0]
