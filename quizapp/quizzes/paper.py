"""What an attempt's row holds as JSON: the paper, materialised place by place, and what was given at each place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, Protocol

from quizapp.bank.kinds import kind_of

HANDLE_BITS = 48


class Question(Protocol):
    """What putting a question on a paper needs to know of it; `bank.queries.Asked` is one."""

    @property
    def version_id(self) -> int: ...
    @property
    def question_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """One question on one paper: which version is asked, in what order its parts stand, and what they are called.

    The handles are random and differ from attempt to attempt; identities and the bank's order never leave the server.
    """

    version_id: int
    question_id: int
    kind: str
    order: list[int]
    handles: list[str]

    def to_json(self) -> dict[str, Any]:
        return {
            "v": self.version_id,
            "q": self.question_id,
            "k": self.kind,
            "o": self.order,
            "h": self.handles,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Place":
        return cls(stored["v"], stored["q"], stored["k"], stored["o"], stored["h"])


@dataclass(frozen=True, slots=True)
class Given:
    """One response: the answer in its kind's own shape, the second of the attempt it came in, and its share once marked."""

    answer: list[Any]
    after_s: int
    share: Fraction | None = None

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {"a": self.answer, "t": self.after_s}
        return stored if self.share is None else stored | {"s": str(self.share)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Given":
        return cls(stored["a"], stored["t"], Fraction(stored["s"]) if "s" in stored else None)


def lay_out(questions: Sequence[Question], rng: Random) -> list[Place]:
    """Put questions on a new paper, each with its parts shuffled and named afresh."""
    return [_place(question, rng) for question in questions]


def _place(question: Question, rng: Random) -> Place:
    kind = kind_of(question.kind)
    handles = [_handle(rng) for _ in range(kind.size(question.body))]
    return Place(
        question.version_id, question.question_id, question.kind, kind.arrange(question.body, rng), handles
    )


def _handle(rng: Random) -> str:
    return f"{rng.getrandbits(HANDLE_BITS):012x}"


def read_paper(stored: Sequence[Mapping[str, Any]]) -> list[Place]:
    return [Place.from_json(place) for place in stored]


def versions_of(paper: Sequence[Place]) -> list[int]:
    """The question versions on a paper, in its order."""
    return [place.version_id for place in paper]


def read_responses(stored: Sequence[Mapping[str, Any] | None]) -> list[Given | None]:
    """What was given at each place, None where nothing was."""
    return [Given.from_json(given) if given else None for given in stored]


def write_responses(responses: Sequence[Given | None]) -> list[dict[str, Any] | None]:
    return [given.to_json() if given else None for given in responses]


def put(responses: Sequence[Given | None], place: int, given: Given) -> list[Given | None]:
    """The responses with one more; ValueError when the place already holds one."""
    if responses[place] is not None:
        raise ValueError(f"place {place} was answered before")
    return [given if index == place else kept for index, kept in enumerate(responses)]
