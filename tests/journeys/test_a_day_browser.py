"""A member's whole day in a real browser, with scripts and without: read, answer, be paid, see one's place."""

import re

import pytest
from playwright.sync_api import expect

from quizapp.points.queries import balance
from tests.journeys.hands import WithoutScript
from tests.journeys.visitor import in_both_languages, leaves_files_open

pytestmark = [pytest.mark.browser, leaves_files_open]


@in_both_languages
def test_a_whole_day(visitor, sun_wei, every_kind, wall, language):
    visitor.sign_in(language)
    visitor.prefer(f"[name=content_language][value={language}]")

    visitor.press(".tab[href='/']")
    visitor.press("main a[href^='/read/']")
    read_until_paid(visitor, wall)
    visitor.press(".tab[href='/']")
    visitor.start_five()
    visitor.answer_five()

    assert visitor.see(".result-figure").inner_text().split()[-3:] == ["5", "/", "5"]
    assert amounts(visitor) == ["+1", "+1", "+5"]
    assert own_line(visitor) == ["孙伟", str(balance(sun_wei.id).available)]


def test_a_whole_day_without_scripts(window, sun_wei, every_kind, wall):
    visitor = window(hand=WithoutScript(), java_script_enabled=False)
    visitor.sign_in()

    visitor.press("main a[href^='/read/']")
    wall.forward(seconds=90)
    visitor.press("#reading-finished button")
    visitor.see(".flash-success")
    visitor.press(".tab[href='/']")
    visitor.start_five()
    visitor.answer_five()

    assert amounts(visitor) == ["+1", "+1", "+5"]
    assert own_line(visitor) == ["孙伟", str(balance(sun_wei.id).available)]


def read_until_paid(visitor, wall):
    """Scroll on, and let time pass on both clocks, until the server has paid and the page says so."""
    visitor.page.clock.install()
    visitor.page.reload()
    for step in range(30):
        visitor.page.mouse.move(200, 300 + step)
        visitor.page.mouse.wheel(0, 700)
        wall.forward(seconds=15)
        with visitor.page.expect_response("**/beat*") as beat:
            visitor.page.clock.fast_forward(15_000)
        if beat.value.status == 200:
            break
    visitor.see("#reading-told .chip-gold")


def amounts(visitor):
    """What the statement says was paid, smallest first."""
    visitor.press("main a.button[href='/']")
    visitor.press("main a[href='/points']")
    return sorted(visitor.see(".statement-amount").all_inner_texts())


def own_line(visitor):
    """The name and the points on one's own line of the day's board."""
    visitor.press(".tab[href^='/boards']")
    visitor.press(".segments a[href*='span=day']")
    expect(visitor.page).to_have_url(re.compile(rf"{visitor.base}/boards/\d+\?span=day$"))
    name, points = visitor.see("tr.board-mine").locator(".board-name, .board-score").all_inner_texts()
    return [name.split()[0], points]
