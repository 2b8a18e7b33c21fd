"""The parts of a name by which its bearer is found: every run of a few Han characters, and the beginnings of other words."""

import re
from collections.abc import Iterator, Sequence

from quizapp.kernel.text import fold_in_place

HAN = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
MOST_HAN, MOST_LETTERS = (
    4,
    12,
)  # signs in one part; few names are longer, and those are found by several parts
_PIECES = re.compile(f"({HAN}+)|([^\\s]+?)(?={HAN}|\\s|\\Z)")
_BETWEEN = re.compile(f"(?<={HAN})\\s+(?={HAN})")


def parts_of(name: str) -> frozenset[str]:
    """Every part of a name. 王志远: 王, 志, 远, 王志, 志远, 王志远; Ann Lee: a, an, ann, l, le, lee."""
    found: set[str] = set()
    for han, letters in _pieces(name):
        if han:
            found |= {
                han[start : start + length]
                for length in range(1, MOST_HAN + 1)
                for start in range(len(han) - length + 1)
            }
        found |= {letters[:length] for length in range(1, min(len(letters), MOST_LETTERS) + 1)}
    return frozenset(found)


def asked_parts(text: str) -> Sequence[str]:
    """The parts that a name has to have in order to fit what somebody typed, the longest first; none: nothing fits."""
    wanted: set[str] = set()
    for han, letters in _pieces(text):
        wanted |= {han[start : start + MOST_HAN] for start in range(max(1, len(han) - MOST_HAN + 1)) if han}
        wanted |= {letters[:MOST_LETTERS]} if letters else set()
    return sorted(wanted, key=lambda part: (-len(part), part))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The runs of Han characters and the other words of a text; between Han characters, white space and dots are nothing."""
    folded = _BETWEEN.sub("", fold_in_place(text).text)
    return ((found[1] or "", found[2] or "") for found in _PIECES.finditer(folded))
