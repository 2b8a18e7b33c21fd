"""The rules as everyone may read them: a section for each slice that has some, each handing in its own sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.kernel.message import Message
from quizapp.points.published import BOARDS, LEDGER


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences under a title; `key` is its place on the page."""

    key: str
    title: Message
    sentences: Sequence[Message]


# A slice with rules of its own joins here; the tariff stands above them, for it is told from the rules in force.
SECTIONS: tuple[Section, ...] = (
    Section("ledger", Message("How points are kept"), LEDGER),
    Section("boards", Message("Boards and places"), BOARDS),
)
