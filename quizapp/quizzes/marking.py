"""Marking a whole paper: the bank's kinds mark one response each, and this adds them up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol

from quizapp.bank.kinds import kind_of
from quizapp.quizzes.paper import Given, Place

HUNDREDTHS = 100


class Key(Protocol):
    """What marking needs to know of a question; `bank.queries.Asked` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def policy(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked paper: the responses with their shares, the score in hundredths of a mark, and how many were right."""

    responses: list[Given | None]
    score: int
    right_count: int


def share_of(question: Key, given: Given | None) -> Fraction:
    """The share of one mark, 0 to 1, that a response earns; an unanswered question earns none."""
    if given is None:
        return Fraction(0)
    return kind_of(question.kind).mark(question.body, question.policy, given.answer).share


def mark_paper(
    paper: Sequence[Place], questions: Mapping[int, Key], responses: Sequence[Given | None]
) -> Marked:
    """Mark every place. Right means full marks; partial credit shows in the score only (PRODUCT: quiz modes)."""
    shares = [
        share_of(questions[place.version_id], given) for place, given in zip(paper, responses, strict=True)
    ]
    marked = [given and replace(given, share=share) for given, share in zip(responses, shares, strict=True)]
    return Marked(marked, hundredths(sum(shares, Fraction(0))), sum(share == 1 for share in shares))


def hundredths(score: Fraction) -> int:
    """An exact score in hundredths of a mark, halves up: 2/3 is 67."""
    return int(score * HUNDREDTHS + Fraction(1, 2))
