"""When a written answer is the right one: the spellings that count as the same, and why one was accepted."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quizapp.kernel.message import Message
from quizapp.kernel.text import arabic, bare, fold


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _width(text: str) -> str:
    return _spaced(unicodedata.normalize("NFKC", text))


# From the strictest to the most lenient; each step forgives what the ones before forgive, and one thing more.
STEPS: tuple[tuple[Callable[[str], str], Message | None], ...] = (
    (_spaced, None),
    (_width, Message("Accepted: full-width and half-width characters count as the same")),
    (lambda text: _width(text).casefold(), Message("Accepted: capital and small letters count as the same")),
    (fold, Message("Accepted: simplified and traditional characters count as the same")),
    (bare, Message("Accepted: spaces and punctuation do not count")),
    (lambda text: bare(arabic(fold(text))), Message("Accepted: written in other numerals")),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether an answer was accepted; the note says why, where it is not the key letter for letter."""

    right: bool
    note: Message | None = None


def judge(given: str, accepted: Sequence[str]) -> Judged:
    """Compare an answer with the accepted ones; the first of them is the key, the others other wordings of it."""
    for index, answer in enumerate(accepted):
        for form, note in STEPS:
            if form(given) and form(given) == form(answer):
                return Judged(True, note if index == 0 else _other_wording(accepted[0]))
    return Judged(False)


def _other_wording(answer: str) -> Message:
    return Message("Accepted: another wording of “%(answer)s”", answer=answer)


def comparable(answer: str) -> bool:
    """Whether anything is left of an accepted answer once spaces and punctuation no longer count."""
    return bool(bare(answer))
