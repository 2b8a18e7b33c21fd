"""A member's day as Today shows it: which tasks there are, what each still pays, and what to do next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from quizapp.kernel.clock import local
from quizapp.kernel.message import Message
from quizapp.points.earning import Code, Rule
from quizapp.points.names import NAMES


class Step(StrEnum):
    """The one thing Today asks for next."""

    START_FIVE = "start_five"
    GO_ON_WITH_FIVE = "go_on_with_five"
    READ = "read"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Task:
    """One rule of the tariff as a task: points got today, and the most it pays today."""

    code: Code
    got: int
    most: int

    @property
    def name(self) -> Message:
        return NAMES[self.code]

    @property
    def done(self) -> bool:
        return self.got >= self.most


PAID_FOR = frozenset({Code.LOGIN})
# The rules whose task exists; others join as their slices come.
OFFERED = (Code.LOGIN, Code.DAILY_QUIZ, Code.ARTICLE_READ, Code.READING_TIME)


def tasks(
    rules: Mapping[Code, Rule], got: Mapping[Code, int], *, day: date, member_type: str, unread: bool
) -> tuple[Task, ...]:
    """The day's tasks open to this member, in the order shown.

    When everything has been read, reading an article can pay no more: its most is what it paid (PRODUCT: points).
    """
    return tuple(
        Task(code, got.get(code, 0), _most(rules[code], got.get(code, 0), unread=unread))
        for code in OFFERED
        if code in rules and rules[code].pays_on(day) and rules[code].pays_type(member_type)
        if unread or code is not Code.ARTICLE_READ or got.get(code)
    )


def _most(rule: Rule, got: int, *, unread: bool) -> int:
    if rule.code is Code.ARTICLE_READ and not unread:
        return got
    return rule.cap if rule.cap is not None else rule.points


def total(day_tasks: Iterable[Task]) -> tuple[int, int]:
    """Points got today from the tasks, and the most they pay today."""
    listed = list(day_tasks)
    return sum(task.got for task in listed), sum(task.most for task in listed)


def next_step(*, five: str, unread: bool) -> Step:
    """What to do next: the five first, then something to read. `five` is "new", "open" or "done"."""
    if five != "done":
        return Step.START_FIVE if five == "new" else Step.GO_ON_WITH_FIVE
    return Step.READ if unread else Step.DONE


def greeting(at: datetime, zone: str) -> Message:
    """Good morning until eleven, good afternoon from one, good evening from six, by the member's own clock."""
    hour = local(at, zone).hour
    if hour < 11:
        return Message("Good morning")
    if hour < 13:
        return Message("Good day")
    return Message("Good afternoon") if hour < 18 else Message("Good evening")
