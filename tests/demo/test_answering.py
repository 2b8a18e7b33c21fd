"""What the demo's members send for a question of each kind."""

from random import Random

import pytest

from quizapp.bank.kinds import KINDS, kind_of
from quizapp.demo.answering import fields
from quizapp.quizzes.paper import Place

OPTIONS = [{"text": text, "right": text in "ab", "lock": False} for text in "abcd"]
BODIES = {
    "single": {"options": OPTIONS[1:]},
    "multiple": {"options": OPTIONS},
    "true_false": {"answer": True},
    "fill_in": {"blanks": [["33", "三十三"], ["河"]]},
    "ordering": {"order": ["one", "two", "three", "four"]},
}


def marked(kind, *, right, seed):
    rng, ours, body = Random(seed), kind_of(kind), BODIES[kind]
    place = Place(1, 1, kind, ours.arrange(body, rng), [f"h{part}" for part in range(ours.size(body))])
    sent = fields(place, body, right=right, rng=rng)
    response = ours.read(lambda name: sent.get(name, []), place.order, place.handles)
    assert response is not None
    return ours.mark(body, "exact", response).right


def test_every_kind_is_known():
    assert BODIES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", BODIES)
def test_a_right_response_is_marked_right_and_a_wrong_one_wrong(kind):
    for seed in range(20):
        assert marked(kind, right=True, seed=seed)
        assert not marked(kind, right=False, seed=seed)
