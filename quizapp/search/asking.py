"""What a member's text asks for. Nothing in it is syntax: every sign is looked for, or parts two runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.kernel.text import fold_in_place
from quizapp.search.words import LONGEST_WORD, RUN, Number, numbers

LONGEST_TEXT = 64  # folded signs; what comes after is not looked for
MOST_NEEDS = 12

Run = tuple[tuple[str, int], ...]  # words and how far each stands from the first


@dataclass(frozen=True, slots=True)
class Need:
    """A stretch of the text without gaps. A document answers it by all literal runs, or by all numbered ones.

    A part of a numeral is found as it is written: 十四条 in 五十四条. Digits are found whole only.
    """

    text: str
    literal: tuple[Run, ...]
    numbered: tuple[Run, ...]  # the same with its numbers in either way of writing; none without numbers


def needs_of(text: str) -> tuple[Need, ...]:
    """The stretches a document must answer, all of them; () when there is nothing to look for."""
    folded = fold_in_place(text[: 4 * LONGEST_TEXT]).text.strip()[:LONGEST_TEXT]
    stretches = dict.fromkeys(_stretches(folded))
    return tuple(_need(stretch) for stretch in list(stretches)[:MOST_NEEDS])


def _stretches(folded: str) -> Iterator[str]:
    begin = end = 0
    for run in RUN.finditer(folded):
        if run.start() != end and end > begin:
            yield folded[begin:end]
        begin, end = (begin if run.start() == end and end else run.start()), run.end()
    if end > begin:
        yield folded[begin:end]


def _need(stretch: str) -> Need:
    numbered = tuple(_numbered(stretch))
    if numbered and any(stretch[number.start].isascii() for number in numbers(stretch)):
        return Need(stretch, (), numbered)  # it finds the digits too, each in its place
    literal = tuple(_run(run[0], unparted=bool(run["unparted"])) for run in RUN.finditer(stretch))
    return Need(stretch, literal, numbered)


def _run(text: str, *, unparted: bool) -> Run:
    if not unparted:
        return ((text[:LONGEST_WORD], 0),)
    return _pairs(text) or ((text, 0),)


def _pairs(text: str) -> Run:
    """The fewest words that pin a run down: every second pair, and the last; () for a single sign."""
    places = sorted({*range(0, len(text) - 1, 2), len(text) - 2}) if len(text) > 1 else ()
    return tuple((text[place : place + 2], place) for place in places)


def _numbered(stretch: str) -> Iterator[Run]:
    found = list(numbers(stretch))
    if not found or len(stretch) == 1:  # 一 alone is in every text; it is looked for as it is written
        return
    yield from (((number.word, 0),) for number in found if not number.left and not number.right)
    befores: list[Number | None] = [None, *found]
    afters: list[Number | None] = [*found, None]
    for before, after in zip(befores, afters, strict=True):
        begin, end = before.end if before else 0, after.start if after else len(stretch)
        yield from _between(stretch[begin:end], before, after)


def _between(piece: str, before: Number | None, after: Number | None) -> Iterator[Run]:
    """The runs of a piece, tied to the numbers that touch it."""
    for run in RUN.finditer(piece):
        if not run["unparted"]:
            yield _run(run[0], unparted=False)
            continue
        first = ((before.word, 0),) if before and run.start() == 0 else ()
        last = ((after.from_left, len(run[0]) - 1),) if after and run.end() == len(piece) else ()
        yield first + _pairs(run[0]) + last or ((run[0], 0),)
