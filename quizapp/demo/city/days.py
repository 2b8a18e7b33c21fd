"""What one member does on one day: what is read, watched, answered and played, and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from quizapp.points.earning import Code
from quizapp.quizzes.daily import OBJECT_KEY, QUESTIONS
from quizapp.study.reading import UNHURRIED, UNIT_S, nominal_s

MORNING_S, EVENING_S = 6 * 3600 + 1800, 20 * 3600  # when people come, in seconds of the day


@dataclass(frozen=True, slots=True)
class Text:
    """An article as a reader of the city needs it."""

    id: int
    key: str
    nominal_s: int

    @classmethod
    def of(cls, article_id: int, key: str, characters: int) -> "Text":
        return cls(article_id, key, nominal_s(characters))


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that may pay: what for, how much at most, and at which second of the day."""

    code: Code
    object_key: str
    wanted: int
    at_s: int


@dataclass(frozen=True, slots=True)
class Read:
    """An article read to its end on this day: for how many seconds, and when it was finished."""

    article_id: int
    credited_s: int
    at_s: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the bank as a member of the city needs it."""

    id: int
    topic_key: str


@dataclass(frozen=True, slots=True)
class FirstTry:
    """A question met on this day for the first time, and how it was answered."""

    asked: Asked
    right: bool


@dataclass(slots=True)
class Life:
    """One member's way of studying, and how far they have come. `does` is the share of a day's offers they take up."""

    rng: Random
    does: float
    accuracy: float
    shelf: Sequence[Text]
    bank: Sequence[Asked]
    first: int  # where on the shelf they begin, and in the bank
    weak_in: str  # the topic they know least of
    read: int = 0
    met: int = 0
    watched: int = 0
    clock_s: int = 0
    readings: list[Read] = field(default_factory=list)
    tries: list[FirstTry] = field(default_factory=list)

    def comes(self) -> Doing:
        """The first visit of a day; it pays for itself."""
        self.readings, self.tries = [], []
        self.clock_s = self.rng.randrange(MORNING_S, EVENING_S)
        return self._done(Code.LOGIN, "today", 1, 0)

    def day(self, name: str) -> Iterator[Doing]:
        """Everything done on a day after coming; at least one thing that is learning. `name` tells the day in keys."""
        quizzes = self._takes(0.55 + self.does)
        articles = self._times(6)
        yield from self._reads(articles if quizzes else max(1, articles))
        if quizzes:
            yield self._done(Code.DAILY_QUIZ, OBJECT_KEY, self._answers_the_five(), 150)
        if self.does > 0.15:
            yield from self._watches()
            yield from self._plays(name)
            yield from self._goes_deeper(name)

    def _reads(self, count: int) -> Iterator[Doing]:
        """Articles not read before; when all are, again those read longest ago. Then the seconds of the day by units.

        A second reading pays for its time alone, as it does in the house.
        """
        spent = 0
        for _ in range(min(count, len(self.shelf))):
            text = self.shelf[(self.first + self.read) % len(self.shelf)]
            seconds = self.rng.randint(text.nominal_s, UNHURRIED * text.nominal_s)
            self.read, spent = self.read + 1, spent + seconds
            if self.read <= len(self.shelf):
                yield self._done(Code.ARTICLE_READ, text.key, 1, seconds)
            else:
                self.clock_s += seconds
            self.readings.append(Read(text.id, seconds, self.clock_s))
        for unit in range(1, spent // UNIT_S + 1):
            yield self._done(Code.READING_TIME, str(unit), 1, 0)

    def _answers_the_five(self) -> int:
        """How many of the day's five are right, at least one. They are new to the member while the bank has such."""
        rights = [self.rng.random() < self.accuracy for _ in range(QUESTIONS)]
        for place in range(min(QUESTIONS, len(self.bank) - self.met)):
            asked = self.bank[(self.first + self.met) % len(self.bank)]
            self.met += 1
            if asked.topic_key == self.weak_in:
                rights[place] = rights[place] and self._takes(0.7)
            self.tries.append(FirstTry(asked, rights[place]))
        if not any(rights):
            self.tries[:1] = [FirstTry(one.asked, True) for one in self.tries[:1]]
        self.accuracy += (1 - self.accuracy) / 100  # one learns
        return max(1, sum(rights))

    def _watches(self) -> Iterator[Doing]:
        watched = self._times(6)
        for _ in range(watched):
            self.watched += 1
            yield self._done(Code.VIDEO_WATCHED, f"video-{self.watched}", 1, 240)
        for unit in range(1, round(watched * 1.7) + 1):
            yield self._done(Code.VIEWING_TIME, str(unit), 1, 0)

    def _plays(self, name: str) -> Iterator[Doing]:
        """Quizzes and matches beside the daily one."""
        if self._takes(self.does):
            yield self._done(Code.TOPICAL_QUIZ, f"topical-{name}", 10 if self._rights(5) == 5 else 8, 200)
        if self._takes(self.does):
            yield self._done(Code.CHALLENGE_QUIZ, f"run-{name}", 2 + self._rights(6), 120)
        if self._takes(self.does):
            for match in ("1", "2"):
                yield self._done(Code.MATCH_FOUR, match, 3 if self._takes(0.5) else 1, 90)
        if self._takes(self.does):
            yield self._done(Code.MATCH_DUEL, "1", 2 if self._takes(0.5) else 1, 80)

    def _goes_deeper(self, name: str) -> Iterator[Doing]:
        """The review of what was wrong, and what is written."""
        for unit in range(1, self._times(2) + 1):
            yield self._done(Code.REVIEW, str(unit), 1, 60)
        if self._takes(self.does):
            yield self._done(Code.REFLECTION, f"reflection-{name}", 2, 400)
        if self._takes(self.does):
            yield self._done(Code.COMMENT, f"comment-{name}", 1, 40)

    def _done(self, code: Code, object_key: str, wanted: int, after_s: int) -> Doing:
        self.clock_s += after_s
        return Doing(code, object_key, wanted, self.clock_s)

    def _takes(self, chance: float) -> bool:
        return self.rng.random() < chance

    def _times(self, most: int) -> int:
        """About the share of so many, and never more."""
        return min(most, int(most * self.does + self.rng.random()))

    def _rights(self, of: int) -> int:
        return sum(self.rng.random() < self.accuracy for _ in range(of))
