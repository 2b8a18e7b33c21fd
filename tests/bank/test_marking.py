from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.kinds import kind_of
from quizapp.bank.marking import EXPLAINED, Policy, share

EXACT, PART, PENALTY = "exact", "proportional", "proportional_with_penalty"
policies = st.sampled_from(list(Policy))


@st.composite
def parts(draw):
    """How many were to be found, how many were found, how many were chosen wrongly."""
    total = draw(st.integers(1, 10))
    return {"total": total, "hits": draw(st.integers(0, total)), "wrong": draw(st.integers(0, 10))}


@given(policies, parts())
def test_a_share_lies_between_nothing_and_everything(policy, found):
    assert 0 <= share(policy, **found) <= 1


@given(policies, parts())
def test_full_marks_come_only_from_everything_right_and_nothing_wrong(policy, found):
    perfect = found["hits"] == found["total"] and found["wrong"] == 0

    assert (share(policy, **found) == 1) == perfect


@given(parts())
def test_a_stricter_policy_never_gives_more(found):
    assert share(EXACT, **found) <= share(PENALTY, **found) <= share(PART, **found)


@given(policies, parts())
def test_a_wrong_part_more_never_helps(policy, found):
    worse = {**found, "wrong": found["wrong"] + 1}

    assert share(policy, **worse) <= share(policy, **found)


def multiple(options: list[bool]) -> dict:
    return {"options": [{"text": str(n), "right": right, "lock": False} for n, right in enumerate(options)]}


@given(policies, st.lists(st.booleans(), min_size=3, max_size=8).filter(lambda o: 2 <= sum(o) < len(o)))
def test_choosing_every_option_is_never_fully_right(policy, options):
    body = multiple(options)

    assert not kind_of("multiple").mark(body, policy, list(range(len(options)))).right


@pytest.mark.parametrize(
    ("policy", "chosen", "expected"),
    [
        (EXACT, [0, 1, 2], 1),
        (EXACT, [0, 1], 0),
        (PART, [0, 1], Fraction(2, 3)),
        (PART, [0, 1, 3], Fraction(2, 3)),
        (PART, [0, 1, 2, 3, 4], Fraction(3, 5)),
        (PENALTY, [0, 1, 3], Fraction(1, 3)),
        (PENALTY, [0, 3, 4], 0),
    ],
)
def test_three_right_options_of_five(policy, chosen, expected):
    body = multiple([True, True, True, False, False])

    assert kind_of("multiple").mark(body, policy, chosen).share == expected


def test_each_thing_in_its_place_counts_when_parts_count():
    body = {"order": ["a", "b", "c", "d"]}

    assert kind_of("ordering").mark(body, PART, [0, 1, 3, 2]).share == Fraction(1, 2)
    assert kind_of("ordering").mark(body, EXACT, [0, 1, 3, 2]).share == 0


def test_an_empty_blank_is_missing_and_a_wrong_one_is_wrong():
    body = {"blanks": [["a"], ["b"]]}

    assert kind_of("fill_in").mark(body, PENALTY, ["a", ""]).share == Fraction(1, 2)
    assert kind_of("fill_in").mark(body, PENALTY, ["a", "x"]).share == 0


def test_every_policy_is_explained_before_answering():
    assert set(EXPLAINED) == set(Policy)


def test_an_unknown_policy_is_a_programmers_error():
    with pytest.raises(ValueError, match="generous"):
        share("generous", hits=1, wrong=0, total=1)
