"""What a text is indexed by: single signs and pairs of neighbours where no spaces part words, else words; and numbers.

Positions are places in the folded text, so signs parted by punctuation are never neighbours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.kernel.text import as_number

# Han, kana, bopomofo and Hangul; 々 and 〇 count as Han.
UNPARTED = (
    "々〇\u3041-\u30fa\u30fc-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
RUN = re.compile(rf"(?P<unparted>[{UNPARTED}]+)|[^\W_{UNPARTED}]+")
_NUMBER = re.compile(
    rf"[零〇一二两三四五六七八九十百千万亿]+|(?<![^\W_{UNPARTED}])[0-9]+(?![^\W_{UNPARTED}])"
)
_SIGN = re.compile(f"[{UNPARTED}]")
LONGEST_NUMBER = 15  # in signs as written
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a folded text, in Chinese or Arabic numerals, with the signs that touch it."""

    start: int
    end: int
    value: int
    left: str
    right: str

    @property
    def from_left(self) -> str:
        """The number with its left neighbour, which stands where that neighbour stands."""
        return f"{self.left}#{self.value}"

    @property
    def word(self) -> str:
        """The number between its neighbours, standing where the right one stands: 第五十四条 and 第54条 are 第#54条."""
        return f"{self.from_left}{self.right}"

    def forms(self) -> Iterator[tuple[str, int]]:
        """Every word it can be looked for by, with both neighbours, with one, with none; and where that stands."""
        yield f"#{self.value}", self.start
        if self.left:
            yield self.from_left, self.start - 1
        if self.right:
            yield f"#{self.value}{self.right}", self.end
        if self.left and self.right:
            yield self.word, self.end


def numbers(folded: str) -> Iterator[Number]:
    """Each number in the text; what is only spelled with numerals, such as 万一, is none."""
    for found in _NUMBER.finditer(folded):
        value = _value(found[0])
        if value is not None:
            left = folded[max(0, found.start() - 1) : found.start()]
            right = folded[found.end() : found.end() + 1]
            yield Number(
                found.start(),
                found.end(),
                value,
                *(sign if _SIGN.match(sign) else "" for sign in (left, right)),
            )


def _value(written: str) -> int | None:
    if len(written) > LONGEST_NUMBER:
        return None
    return int(written) if written.isascii() else as_number(written)


def words(folded: str) -> Iterator[tuple[str, int]]:
    """Every word a folded text is found by, with its position; positions of one word ascend."""
    for run in RUN.finditer(folded):
        if not run["unparted"]:
            yield run[0][:LONGEST_WORD], run.start()
            continue
        for place in range(run.start(), run.end()):
            yield folded[place], place
            if place + 1 < run.end():
                yield folded[place : place + 2], place
    for number in numbers(folded):
        yield from number.forms()
