"""Checking one cell of a roster: each rule takes the text and gives it in its one form, or says what is wrong."""

import re
import unicodedata

from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.people import sealing
from quizapp.people.roster_files import damage, faults

Cell = str | Message  # a text, or what a spreadsheet did to it
MOST_SIGNS = 1000  # in any cell
KEY_SIGNS, NAME_SIGNS, SIGN_IN_SIGNS, CODE_SIGNS = 60, 60, 64, 80

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_LOST = ("\ufffd", "\ufffc", "锟斤拷")  # what is left of a text decoded as what it was not, or of a picture
_LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MOBILE = re.compile(r"1[3-9]\d{9}\Z", re.ASCII)
_BETWEEN = re.compile(r"[\s()\-]")
_SIGN_IN_NAME = re.compile(r"[\w.@\-]+\Z")


def tidy(cell: Cell) -> Cell:
    """The text without white space around it; a fault when it holds what nobody typed."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if len(text) > MOST_SIGNS:
        return faults.TOO_LONG
    if any(map(text.__contains__, _LOST)):
        return faults.SIGNS
    if not text.isprintable():
        if _UNSEEN.search(text):
            return faults.SIGNS
        text = " ".join(text.split())  # an ideographic or a no-break space
    if text[:1] == "'" and text[1:2] in _LIVE:
        text = text[1:]  # as our own exports keep a text from being taken for a formula
    return faults.FORMULA if text[:1] in ("=", "＝") else text


def key(text: str, *, stored_as_text: bool) -> Cell:
    """A roster number: needed, whole, and undamaged."""
    if not text:
        return faults.NO_KEY
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if found := damage.of_number(text, stored_as_text=stored_as_text):
        return found
    return text if len(text) <= KEY_SIGNS else faults.TOO_LONG


def name(text: str) -> Cell:
    """A person's name: needed, with at least one letter or character, and no question marks for lost ones."""
    if not text:
        return faults.EMPTY
    if len(text) > NAME_SIGNS:
        return faults.TOO_LONG
    if text.isalpha():
        return text
    if text.startswith(_LIVE) or "??" in text or text[0] == "#" or not any(map(str.isalpha, text)):
        return faults.NO_NAME
    return text


def phone(text: str) -> Cell:
    """A phone in E.164 form, or "" for an empty cell. A number without its 0 or its +country is not completed."""
    if _MOBILE.match(text):
        return f"+86{text}"
    if not text:
        return ""
    plain = unicodedata.normalize("NFKC", text)
    if "*" in plain:
        return faults.MASKED
    digits = _BETWEEN.sub("", plain)
    if found := damage.of_number(digits, stored_as_text=True):
        return found
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not re.fullmatch(r"\+?\d{7,15}", digits, re.ASCII):
        return faults.NO_PHONE
    if digits[0] in "+0" or re.fullmatch(r"(86)?1[3-9]\d{9}", digits):
        return sealing.valid(digits) or faults.NO_PHONE
    return faults.ZEROS if sealing.valid(f"0{digits}") else faults.NO_PHONE


def sign_in_name(text: str) -> Cell:
    """A sign-in name, folded; "" for an empty cell."""
    if not text:
        return ""
    folded = fold(text)
    if found := damage.of_number(text, stored_as_text=True):
        return found
    return folded if len(folded) <= SIGN_IN_SIGNS and _SIGN_IN_NAME.match(folded) else faults.NO_SIGN_IN_NAME


def code(text: str) -> Cell:
    """A branch's code or name; it may be empty. Whether there is such a branch, the database knows."""
    return text if len(text) <= CODE_SIGNS else faults.TOO_LONG
