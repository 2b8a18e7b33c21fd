import json
from fractions import Fraction
from random import Random

import pytest

from quizapp.quizzes.paper import Given, lay_out, put, read_paper, read_responses, write_responses
from tests.quizzes.samples import FILL_IN, FIVE, ORDERING, SINGLE, TRUE_FALSE


def test_a_paper_read_back_from_its_row_is_the_same():
    paper = lay_out(FIVE, Random(1))

    assert read_paper(json.loads(json.dumps([place.to_json() for place in paper]))) == paper


def test_responses_read_back_from_their_row_are_the_same():
    responses = [Given([1], 12, Fraction(2, 3)), Given(["三十", ""], 40), None]

    assert read_responses(json.loads(json.dumps(write_responses(responses)))) == responses


def test_every_part_has_a_handle_of_its_own():
    paper = lay_out([SINGLE, TRUE_FALSE, FILL_IN, ORDERING], Random(1))

    handles = [handle for place in paper for handle in place.handles]
    assert len(handles) == len(set(handles)) == 4 + 2 + 2 + 4


def test_handles_differ_from_attempt_to_attempt():
    rng = Random(1)
    first, second = lay_out(FIVE, rng), lay_out(FIVE, rng)

    assert not {h for place in first for h in place.handles} & {h for place in second for h in place.handles}


def test_a_handle_tells_nothing_of_the_place_in_the_bank():
    rng, by_place = Random(1), [[] for _ in range(4)]
    for place in lay_out([SINGLE] * 4000, rng):
        for part, handle in zip(place.order, place.handles, strict=True):
            by_place[part].append(int(handle, 16))

    means = [sum(numbers) / len(numbers) / 2**48 for numbers in by_place]
    assert all(abs(mean - 0.5) < 0.03 for mean in means)


def test_a_place_holds_one_response_for_good():
    responses = put([None, None], 0, Given([1], 3))

    with pytest.raises(ValueError, match="answered before"):
        put(responses, 0, Given([2], 4))


def test_an_attempt_at_rest_stays_small():
    paper = [place.to_json() for place in lay_out(FIVE, Random(1))]
    responses = write_responses([Given([1, 2, 4], 100, Fraction(2, 3))] * 5)

    assert len(json.dumps(paper)) + len(json.dumps(responses)) < 1500
