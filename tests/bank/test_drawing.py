import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.drawing import Candidate, draw

NEVER = -9  # before anything the banks below have seen
chance = st.integers(0, 2**32).map(random.Random)


@st.composite
def banks(draw):
    """Candidates over a few topics, and when some of them were last seen."""
    topics = draw(st.lists(st.sampled_from("abc"), max_size=15))
    candidates = [Candidate(n, n + 100, topic, 3) for n, topic in enumerate(topics)]
    seen = draw(st.dictionaries(st.integers(0, 14), st.integers(-2, 5)))
    return candidates, seen


@given(banks(), st.integers(0, 20), chance)
def test_as_many_as_there_are_are_drawn_and_none_twice(bank, count, rng):
    candidates, seen = bank

    drawn = draw(candidates, last_seen=seen, count=count, rng=rng)

    assert len(drawn) == len(set(drawn)) == min(count, len(candidates))


@given(banks(), st.integers(0, 20), chance)
def test_nothing_left_behind_was_seen_longer_ago_than_anything_drawn(bank, count, rng):
    candidates, seen = bank

    drawn = draw(candidates, last_seen=seen, count=count, rng=rng)

    when = [seen.get(one.question_id, NEVER) for one in drawn]
    left = [seen.get(one.question_id, NEVER) for one in set(candidates) - set(drawn)]
    assert when == sorted(when)
    assert not (when and left) or max(when) <= min(left)


@given(st.lists(st.sampled_from("abc"), max_size=15), st.integers(0, 20), chance)
def test_unseen_questions_are_spread_over_the_topics(topics, count, rng):
    candidates = [Candidate(n, n, topic, 3) for n, topic in enumerate(topics)]

    drawn = Counter(one.topic_key for one in draw(candidates, last_seen={}, count=count, rng=rng))

    most = max(drawn.values(), default=0)
    assert all(drawn[topic] >= min(most - 1, held) for topic, held in Counter(topics).items())


def test_the_same_chance_draws_the_same():
    candidates = [Candidate(n, n, "a", 3) for n in range(30)]

    drawn = [draw(candidates, last_seen={}, count=5, rng=random.Random(seed)) for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]


def test_every_question_may_come_up():
    candidates, rng = [Candidate(n, n, "ab"[n % 2], 3) for n in range(8)], random.Random(3)

    seen = {one for _ in range(100) for one in draw(candidates, last_seen={}, count=2, rng=rng)}

    assert len(seen) == 8
