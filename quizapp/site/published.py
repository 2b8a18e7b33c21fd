"""The rules as everyone may read them: a section for each slice that has some, each handing in its own sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.kernel.message import Message
from quizapp.points import published as ledger
from quizapp.points.showing import board_rules
from quizapp.quizzes import daily
from quizapp.rewards import terms
from quizapp.rewards.terms import REWARDS, Terms, reward_rules
from quizapp.site import day
from quizapp.study import reading

# What any page or job of this program makes entries for; rules of the tariff beside these are still to come.
PAID_FOR = ledger.PAID_FOR | terms.PAID_FOR | reading.PAID_FOR | daily.PAID_FOR | day.PAID_FOR


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under a title; `key` is its place on the page."""

    key: str
    title: Message
    sentences: Sequence[Message]


def sections(offered: Sequence[tuple[str, Terms]], types: Mapping[str, str]) -> tuple[Section, ...]:
    """What stands below the tariff, which is told from the rules in force.

    `offered`: rewards by title, with their terms; `types`: the names of the member types by their keys.
    """
    return (
        Section("ledger", Message("How points are kept"), ledger.LEDGER),
        Section("boards", Message("Boards and places"), board_rules()),
        Section("rewards", Message("Rewards"), (*REWARDS, *reward_rules(offered, types))),
    )
