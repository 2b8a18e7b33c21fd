"""The note that says since when a page has been open."""

from datetime import timedelta

import pytest

from quizapp.study.opened import KEPT_FOR, mint, opened_at
from tests.conftest import NOON

SECRET = b"s" * 32
LATER = NOON + timedelta(minutes=3)


def note(**changes):
    return mint(SECRET, **{"member_id": 7, "article_key": "river", "at": NOON} | changes)


def read(text, *, secret=SECRET, **changes):
    return opened_at(secret, text, **{"member_id": 7, "article_key": "river", "at": LATER} | changes)


def test_it_tells_when_the_page_was_opened():
    assert read(note()) == NOON


@pytest.mark.parametrize(
    "changes",
    [
        {"member_id": 8},
        {"article_key": "lake"},
        {"secret": b"t" * 32},
        {"at": NOON - timedelta(seconds=1)},
        {"at": NOON + KEPT_FOR + timedelta(seconds=1)},
    ],
)
def test_it_is_worth_nothing_to_others_elsewhere_or_too_late(changes):
    assert read(note(), **changes) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "a.b",
        "9" * 20,
        "٣.٣",
        note()[:-1] + "!",
        note()[1:],
        "0" + note(),
        "3." + note().split(".")[-1],
    ],
)
def test_a_note_that_was_changed_is_worth_nothing(text):
    assert read(text) is None
