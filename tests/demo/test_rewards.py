"""The demo's rewards: each a draft the rules would keep, drawn by itself, and wished for by the same people again."""

from datetime import date, timedelta

import pytest

from quizapp.demo.cast import BRANCHES, HEROINE, PEOPLE
from quizapp.demo.pictures import DRAWINGS
from quizapp.demo.rewards import HEROINES, offers, wish_of
from quizapp.rewards.kinds import Kind
from quizapp.uploads.pictures import made_anew

END = date(2026, 11, 20)


def test_every_kind_is_offered_and_nothing_contradicts_itself():
    shelf = offers(END)

    assert {offer.draft.kind for offer in shelf} == set(Kind)
    assert [offer.draft.complaint() for offer in shelf] == [None] * len(shelf)
    assert {code for offer in shelf for code in offer.stock} <= {branch.code for branch in BRANCHES}
    assert {offer.picture for offer in shelf} - {None} == set(DRAWINGS)


@pytest.mark.parametrize("name", DRAWINGS)
def test_each_drawing_is_taken_in_like_any_picture(name):
    assert made_anew(DRAWINGS[name]()).width == 960


def test_the_heroine_has_something_to_fetch_and_others_wish_now_and_then():
    wishes = [
        wish_of(person.sign_in_name, END - timedelta(days=back), heroine=HEROINE, first_end=END)
        for person in PEOPLE
        for back in range(35)
    ]

    hers = wish_of(HEROINE, END - timedelta(days=2), heroine=HEROINE, first_end=END)
    assert (hers.key, hers.fetches) == (HEROINES, False)
    assert 0.1 < sum(wish.key is not None for wish in wishes) / len(wishes) < 0.3
