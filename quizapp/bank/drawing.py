"""Which questions come next: unseen ones first, then those seen longest ago, spread over the topics."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked now, in its current version."""

    question_id: int
    version_id: int
    topic_key: str
    difficulty: int  # 1 easy to 5 hard


def draw(
    candidates: Sequence[Candidate], *, last_seen: Mapping[int, int], count: int, rng: random.Random
) -> list[Candidate]:
    """At most `count` different candidates, in the order drawn.

    `last_seen` maps a question to when it was last seen, larger is later; a question not in it is unseen.
    Nothing seen is drawn while something unseen is left, nor something seen later before something seen
    earlier. Among equals the topic drawn least so far comes first, and within that, chance decides.
    """
    waiting = rng.sample(candidates, len(candidates))
    waiting.sort(key=lambda candidate: _seen(candidate, last_seen))
    drawn: list[Candidate] = []
    topics: Counter[str] = Counter()
    while waiting and len(drawn) < count:
        # min() gives the first of equals, and the list was shuffled: that is where chance comes in.
        index = min(
            range(len(waiting)),
            key=lambda at: (_seen(waiting[at], last_seen), topics[waiting[at].topic_key]),
        )
        drawn.append(waiting.pop(index))
        topics[drawn[-1].topic_key] += 1
    return drawn


def _seen(candidate: Candidate, last_seen: Mapping[int, int]) -> tuple[bool, int]:
    return candidate.question_id in last_seen, last_seen.get(candidate.question_id, 0)
