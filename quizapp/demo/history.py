"""The plan of some plausible weeks: who comes on which day, when, what they read and how they answer.

Pure and seeded by names alone, so that the same days are planned again after an interruption, and so that a longer
plan begins with the shorter one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from quizapp.demo.cast import BRANCHES, HEROINE, ZONE, Person
from quizapp.kernel.clock import days_between

T = TypeVar("T")
DAYS = 35  # of the history as first made, unless asked otherwise
STREAK = 12  # of the heroine, on the last day of the first plan
AWAY = 6  # days without study before it: more than freezes can bridge, even across the turn of a month
QUESTIONS = 5
DAY_OPENS, DAY_CLOSES = time(6, 30), time(21, 40)
ZEAL = {branch.code: branch.zeal for branch in BRANCHES}


@dataclass(frozen=True, slots=True)
class Habit:
    """How someone studies: the chances of coming on a weekday, on a weekend, and of taking the quiz once there;
    and the share of the library they get to in the end.
    """

    weekday: float
    weekend: float
    quiz: float
    share_read: float


KEEN = Habit(0.96, 0.92, 0.94, 0.6)
FAITHFUL = Habit(0.86, 0.6, 0.85, 0.5)
STEADY = Habit(0.62, 0.30, 0.75, 0.45)
OCCASIONAL = Habit(0.28, 0.12, 0.65, 0.3)
RARE = Habit(0.08, 0.04, 0.6, 0.15)
HABITS = (KEEN, FAITHFUL, STEADY, OCCASIONAL, RARE)
WEIGHTS = (5, 10, 25, 34, 26)  # how common each is: most come now and then, few come every day
SET = {
    HEROINE: Habit(1.0, 1.0, 1.0, 0.5),
    "wangqiang": KEEN,
    "zhaomin": KEEN,
    "zhoulan": FAITHFUL,
    "chengang": STEADY,
    "sunwei": STEADY,
    "wujing": STEADY,
    "zhengkai": STEADY,
    "zhulin": STEADY,
    "machen": STEADY,
    "suting": OCCASIONAL,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One coming of one member. `articles` are places in the member's own order; `answers` right or not, or empty."""

    who: str
    at: datetime
    articles: tuple[int, ...]
    answers: tuple[bool, ...]


def plan(
    people: Sequence[Person], *, first_day: date, first_end: date, last: date, library: int
) -> dict[date, list[Visit]]:
    """Every visit from the first day to `last`, by day and in order of time.

    `first_end` is the last day of the history as first made: the heroine's streak is laid out towards it.
    `library` is how many articles there are.
    """
    days: dict[date, list[Visit]] = {day: [] for day in days_between(first_day, last)}
    for person in people:
        if not person.invited:
            for day, visit in _life_of(person, list(days), first_end, library):
                days[day].append(visit)
    return {day: sorted(visits, key=lambda visit: visit.at) for day, visits in days.items()}


def own_order(who: str, modules: Sequence[Sequence[T]]) -> list[T]:
    """The articles of the library in the order one member reads them: modules as the fancy takes, each in its order."""
    shuffled = Random(f"{who} chooses modules").sample(modules, len(modules))
    return [article for module in shuffled for article in module]


def _life_of(person: Person, days: list[date], first_end: date, library: int) -> Iterator[tuple[date, Visit]]:
    rng = Random(f"{person.sign_in_name} lives")
    habit = SET.get(person.sign_in_name) or rng.choices(HABITS, WEIGHTS)[0]
    zeal, accuracy = ZEAL[person.branch], rng.uniform(0.5, 0.92)
    favourite = rng.choice((7.2, 7.8, 8.3, 12.4, 12.8, 18.5, 19.6, 20.4))
    read, ceiling = 0, round(habit.share_read * library)
    for number, day in enumerate(days):
        today = Random(f"{person.sign_in_name} on {day}")
        if not _comes(person, habit, zeal, day, first_end, today):
            continue
        articles = tuple(_articles(read, ceiling, today)) if library else ()
        read = max(read, *(place + 1 for place in articles)) if articles else read
        takes_quiz = today.random() < habit.quiz
        answers = _answers(min(0.95, accuracy + number * 0.004), today) if takes_quiz else ()
        yield day, Visit(person.sign_in_name, _instant(day, favourite, today), articles, answers)


def _comes(person: Person, habit: Habit, zeal: float, day: date, first_end: date, rng: Random) -> bool:
    if person.sign_in_name == HEROINE:
        before = (first_end - day).days
        return not STREAK <= before < STREAK + AWAY
    chance = habit.weekend if day.isoweekday() > 5 else habit.weekday
    return rng.random() < min(0.985, chance + zeal * 4 * chance * (1 - chance))


def _articles(read: int, ceiling: int, rng: Random) -> Iterator[int]:
    """Which places are read today: often the next one, sometimes two, sometimes one read before."""
    for _ in range(rng.choices((0, 1, 2), (40, 50, 10))[0]):
        if read < ceiling and rng.random() < 0.75:
            yield read
            read += 1
        elif read:
            yield rng.randrange(read)


def _answers(accuracy: float, rng: Random) -> tuple[bool, ...]:
    """Right or wrong for each question; at least one is right."""
    given = [rng.random() < accuracy for _ in range(QUESTIONS)]
    given[0] = given[0] or not any(given)
    return tuple(given)


def _instant(day: date, favourite: float, rng: Random) -> datetime:
    """About the favourite hour of the day, inside the hours people study."""
    midnight = datetime.combine(day, time(), ZoneInfo(ZONE))
    minutes = round((favourite + rng.gauss(0, 0.7)) * 60)
    earliest, latest = (edge.hour * 60 + edge.minute for edge in (DAY_OPENS, DAY_CLOSES))
    wall = midnight + timedelta(minutes=max(earliest, min(minutes, latest)), seconds=rng.randrange(60))
    return wall.astimezone(UTC)
