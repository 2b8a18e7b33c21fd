"""Messages, verdicts, places with ties, pages and tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kernel import tokens
from quizapp.kernel.message import Message
from quizapp.kernel.paging import page_of
from quizapp.kernel.ranking import places
from quizapp.kernel.verdict import ALLOWED, Refused, Verdict, all_of, unless

TOO_FEW = Message("You need %(missing)s more points", missing=3)


def test_a_message_reads_as_a_sentence():
    assert str(TOO_FEW) == "You need 3 more points"


def test_the_first_refusal_is_the_one_told():
    verdict = all_of(ALLOWED, unless(False, TOO_FEW), unless(False, Message("other")))

    assert not verdict and verdict.reason == TOO_FEW


def test_enforcing_a_refusal_raises_its_reason():
    with pytest.raises(Refused) as refused:
        Verdict(TOO_FEW).enforce()

    assert refused.value.reason is TOO_FEW


def test_equal_scores_share_a_place_and_the_next_is_skipped():
    assert places([212, 208, 208, 171]) == [1, 2, 2, 4]


@given(st.lists(st.integers(0, 50)))
def test_a_place_is_one_more_than_the_number_of_better_scores(scores):
    ordered = sorted(scores, reverse=True)

    assert places(ordered) == [1 + sum(other > score for other in scores) for score in ordered]


def test_places_need_an_ordered_list():
    with pytest.raises(ValueError, match="high to low"):
        places([1, 2])


def test_a_page_knows_whether_there_is_another():
    assert page_of([1, 2, 3], limit=2, key=str).next_key == "2"
    assert page_of([1, 2], limit=2, key=str).next_key is None


def test_tickets_are_told_from_other_texts():
    assert tokens.is_ticket(tokens.fresh())
    assert not any(
        tokens.is_ticket(text) for text in (None, "", "short", "a" * 65, "a b" * 10, "x" * 20 + "\n")
    )
