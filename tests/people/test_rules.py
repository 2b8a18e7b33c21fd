"""The rules of the organisation tree, of phones, of passwords and of waiting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.people import passwords, sealing, throttle
from quizapp.people.reach import Grant, covers, path_of
from quizapp.people.roles import Role

KEY = b"k" * 32


@st.composite
def trees(draw):
    """parent of each node by id; ids 1, 10, 100 are always there, to lay the prefix trap."""
    ids = [
        1,
        10,
        100,
        *draw(st.lists(st.integers(2, 999).filter(lambda n: n not in {10, 100}), unique=True, max_size=20)),
    ]
    return {node: draw(st.sampled_from([None, *ids[:place]])) for place, node in enumerate(ids)}


def path(tree, node):
    return path_of(path(tree, tree[node]), node) if node is not None else ""


def ancestors(tree, node):
    return {node} | (ancestors(tree, tree[node]) if tree[node] is not None else set())


@given(trees())
def test_reach_is_what_walking_up_the_tree_says(tree):
    for upper in tree:
        for lower in tree:
            assert covers(path(tree, upper), path(tree, lower)) == (upper in ancestors(tree, lower))


def test_a_grant_holds_on_its_days_only():
    grant = Grant(Role.EDITOR, "1/", date(2026, 11, 1), date(2026, 11, 30))

    assert [grant.holds_on(date(2026, month, 15)) for month in (10, 11, 12)] == [False, True, False]


@pytest.mark.parametrize("typed", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "0086 13800138000"])
def test_one_phone_is_one_phone_however_it_is_typed(typed):
    assert sealing.normal(typed) == "+8613800138000"


@pytest.mark.parametrize("typed", ["", "hello", "123", "1" * 40])
def test_what_is_no_phone_is_none(typed):
    assert sealing.normal(typed) is None


def test_a_sealed_phone_opens_with_its_key_and_looks_different_each_time():
    first, second = sealing.seal("+8613800138000", KEY), sealing.seal("+8613800138000", KEY)

    assert sealing.unseal(first, KEY) == "+8613800138000"
    assert first != second and b"138" not in first


def test_a_phone_is_shown_masked():
    assert sealing.masked("+8613800138000") == "138****8000"


@pytest.mark.parametrize(
    "password", ["short", "11111111", "12345678", "87654321", "Password123", "limei李梅", "x" * 129]
)
def test_passwords_that_everyone_guesses_are_refused(password):
    assert not passwords.acceptable(password, sign_in_name="limei李梅", name="李梅")


def test_a_sentence_of_ones_own_is_a_password():
    assert passwords.acceptable("a bowl of noodles", sign_in_name="limei", name="李梅")


def test_a_member_without_a_password_matches_nothing():
    assert not passwords.matches("anything", None)


def test_the_wait_doubles_and_never_passes_a_quarter_of_an_hour():
    waits = [throttle.wait_after(failures).total_seconds() for failures in range(4, 9)]

    assert waits == [0, 2, 4, 8, 16]
    assert throttle.wait_after(10_000) == timedelta(minutes=15)
