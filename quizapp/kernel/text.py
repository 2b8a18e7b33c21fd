"""Folding text to a common form: width, case, traditional to simplified, numerals; and safe excerpts and cells."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold(text: str) -> str:
    """One form for all spellings of a text: NFKC, lower case, simplified characters, single spaces."""
    width = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_to_simplified().convert(width).split())


def as_number(numeral: str) -> int | None:
    """The value of a Chinese numeral such as 三十三 or 二〇二六; None when it is not one."""
    if not numeral or not _NUMERAL.fullmatch(numeral):
        return None
    if all(sign in _DIGITS for sign in numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total = section = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[sign], 0
        else:
            total, section, digit = (total + section + digit) * _BIG[sign], 0, 0
    return total + section + digit


def arabic(text: str) -> str:
    """The text with every run of Chinese numerals written in digits."""
    return _NUMERAL.sub(lambda run: str(as_number(run[0])), text)


def bare(text: str) -> str:
    """The folded text without spaces and punctuation: what two answers are compared by."""
    return "".join(sign for sign in fold(text) if unicodedata.category(sign)[0] in "LNS")


def inert(cell: str) -> str:
    """A text made safe for a spreadsheet cell: what would start a formula is preceded by an apostrophe."""
    head = unicodedata.normalize("NFKC", cell[:1])
    return f"'{cell}" if head in {"=", "+", "-", "@"} or cell[:1] in {"\t", "\r", "\0", "\n"} else cell


def shortened(text: str, limit: int) -> str:
    """The text in at most `limit` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
