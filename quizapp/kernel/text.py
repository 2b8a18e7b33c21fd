"""Folding text to a common form: width, case, traditional to simplified, numerals; and safe excerpts and cells."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_HALF_MARKS = re.compile("[\uff9e\uff9f]")
# A sign with the accents that follow it.
_CLUSTER = re.compile(
    "(?s).[\u0300-\u036f\u0591-\u05bd\u064b-\u0655\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f]*"
)
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
# What is written by the rules: 三十三, 一百零二, 十万; not 万一, 二三十, or 一百二, which people say for 120.
_DIGIT = "[一二两三四五六七八九]"
_SECTION = (
    rf"[零〇]?(?:{_DIGIT}千)?[零〇]?(?:{_DIGIT}百)?[零〇]?(?:{_DIGIT}?十)?(?:[零〇]?(?<![百千万亿]){_DIGIT})?"
)
_WRITTEN = re.compile(rf"(?:(?=[^亿]+亿){_SECTION}亿)?(?:(?=[^万]+万){_SECTION}万)?{_SECTION}")
_IN_ROW = re.compile(r"[零〇一二三四五六七八九]{1,30}")  # 二〇二六
_MEANT = re.compile(r"(?<=\d)[./:-](?=\d)|(?<!\w)-(?=\d)")  # a point, a fraction, a time, a minus


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """One form for all spellings of a text: NFKC, lower case, simplified characters, single spaces."""
    sound = text.encode("utf-8", "replace").decode()  # a half of a surrogate pair is no text
    width = unicodedata.normalize("NFKC", sound).casefold()
    return " ".join(_to_simplified().convert(width).split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded sign by sign. `places[i]` is where sign i came from; the last place is the original's end."""

    text: str
    places: Sequence[int]


class _Signs(dict[int, str]):
    """The folded form of each sign met so far: one conversion for each distinct sign."""

    odd: set[str] = set()  # signs whose form is not one sign

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        form = self[code] = _form(sign)
        if len(form) != 1:
            self.odd.add(sign)
        return form


def _form(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Mn", "Me"}:
        return ""  # zero-width signs that come along when text is copied; accents that have no letter of their own
    if kind[0] not in "LN":
        return " "
    width = unicodedata.normalize("NFKC", sign).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in _to_simplified().convert(width)) or " "


_SIGNS = _Signs()


def fold_in_place(text: str) -> Folded:
    """The text folded for searching, with the way back to the original for marking what was found.

    Each sign is folded by itself, so a part of a text always folds to a part of the folded text; `fold` looks at
    words, where 乾 in 乾坤 stays and 乾 alone becomes 干. Punctuation, symbols and white space become spaces.
    """
    folded = text.translate(_SIGNS)
    if (
        unicodedata.is_normalized("NFC", text)
        and _SIGNS.odd.isdisjoint(text)
        and not _HALF_MARKS.search(text)
    ):
        return Folded(folded, range(len(text) + 1))
    forms: list[str] = []
    places: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        form = unicodedata.normalize("NFKC", cluster[0]).translate(_SIGNS)
        forms.append(form)
        places.extend([cluster.start()] * len(form))
    return Folded("".join(forms), [*places, len(text)])


def as_number(numeral: str) -> int | None:
    """The value of a Chinese numeral such as 三十三 or 二〇二六; None when it is not one, such as 万一."""
    if _IN_ROW.fullmatch(numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    if not numeral or not _WRITTEN.fullmatch(numeral):
        return None
    total = section = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[sign], 0
        else:
            total, section, digit = total + (section + digit) * _BIG[sign], 0, 0
    return total + section + digit


def arabic(text: str) -> str:
    """The text with every Chinese numeral written in digits."""
    return _NUMERAL.sub(lambda run: _in_digits(run[0]), text)


def _in_digits(run: str) -> str:
    value = as_number(run)
    return run if value is None else str(value)


def bare(text: str) -> str:
    """The folded text without spaces and punctuation: what two answers are compared by.

    A sign that makes another number of the digits around it stays: 3.5 is not 35, and -5 is not 5.
    """
    folded = fold(text).replace("\N{MINUS SIGN}", "-")
    kept = {found.start() for found in _MEANT.finditer(folded)}
    return "".join(
        sign for index, sign in enumerate(folded) if index in kept or unicodedata.category(sign)[0] in "LMNS"
    )


def inert(cell: str) -> str:
    """A text made safe for a spreadsheet cell: what would start a formula is preceded by an apostrophe."""
    head = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if head in {"=", "+", "-", "@"} or cell[:1] in {"\t", "\r", "\0", "\n"} else cell


def shortened(text: str, limit: int) -> str:
    """The text in at most `limit` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
