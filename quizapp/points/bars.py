"""Where things stand in a drawing of two amounts for each rule: what was paid, and what would have been. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.kernel.message import Message

WIDTH, ROW = 360, 62


@dataclass(frozen=True, slots=True)
class Pair:
    """Two bars under one name."""

    name: Message
    before: int
    after: int
    y: int
    before_length: float
    after_length: float


@dataclass(frozen=True, slots=True)
class Pairs:
    pairs: list[Pair]
    height: int
    width: int = WIDTH


def pairs(rows: Sequence[tuple[Message, int, int]]) -> Pairs:
    """`rows`: each rule's name, what it paid, and what it would have paid."""
    most = max([1, *(amount for _, *amounts in rows for amount in amounts)])
    drawn = [
        Pair(name, before, after, number * ROW, _length(before, most), _length(after, most))
        for number, (name, before, after) in enumerate(rows)
    ]
    return Pairs(drawn, ROW * max(1, len(rows)))


def _length(amount: int, most: int) -> float:
    return round((WIDTH - 60) * amount / most, 1)
