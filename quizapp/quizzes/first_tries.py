"""First tries: how questions never met before were answered, and what was learned from one month to the next. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.quizzes.paper import Given, Place

LEAST = 10  # questions in each period; below it chance says more than learning


@dataclass(frozen=True, slots=True)
class Tries:
    """Questions met for the first time and answered, and how many of them rightly."""

    asked: int = 0
    right: int = 0

    @property
    def accuracy(self) -> Fraction | None:
        """The share that was right; None where there are too few to say."""
        return Fraction(self.right, self.asked) if self.asked >= LEAST else None

    def __add__(self, other: "Tries") -> "Tries":
        return Tries(self.asked + other.asked, self.right + other.right)


def learning_gain(now: Tries, before: Tries) -> Fraction | None:
    """The accuracy of a period less that of the one before; None unless both have enough questions (PRODUCT: learning gain)."""
    if now.accuracy is None or before.accuracy is None:
        return None
    return now.accuracy - before.accuracy


@dataclass(frozen=True, slots=True)
class Learning:
    """A member's first tries on one topic in a month and in the one before."""

    title_zh: str
    title_en: str
    now: Tries = Tries()
    before: Tries = Tries()

    @property
    def gain(self) -> Fraction | None:
        return learning_gain(self.now, self.before)


def in_all(topics: Sequence[Learning]) -> Learning:
    """All topics together, every question counted alike."""
    now = sum((one.now for one in topics), Tries())
    return Learning("", "", now, sum((one.before for one in topics), Tries()))


@dataclass(frozen=True, slots=True)
class FirstTry:
    """One question met for the first time and answered; right is full marks."""

    question_id: int
    right: bool


def first_tries(
    paper: Sequence[Place], responses: Sequence[Given | None], met: Collection[int]
) -> list[FirstTry]:
    """The first tries on an ended paper, when the questions in `met` were met before."""
    return [
        FirstTry(place.question_id, given.share == 1)
        for place, given in zip(paper, responses, strict=True)
        if given is not None and place.question_id not in met
    ]
