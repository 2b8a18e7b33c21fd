"""What spreadsheets do to numbers that are really names: found and named here, never mended by guessing."""

import re

from quizapp.kernel.message import Message
from quizapp.people.roster_files import faults

KEPT_DIGITS = 15  # what a spreadsheet keeps of a number (IEEE 754 binary64, as Excel shows it)

_DAMAGES: tuple[tuple[re.Pattern[str], Message], ...] = (
    (re.compile(r"[+-]?\d+(\.\d+)?E\+\d+\Z|[+-]?\d+\.\d+E\d+\Z", re.I | re.A), faults.SCIENTIFIC),
    (re.compile(r"[+-]?\d+\.\d*\Z", re.A), faults.FRACTION),
    (re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?\Z", re.A), faults.GROUPED),
    (
        re.compile(r"\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?([ T]\d{1,2}:.*)?\Z|\d{1,2}月\d{1,2}日\Z", re.A),
        faults.DATE,
    ),
    (re.compile(r"\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?\Z|[A-Z][a-z]{2}-\d{2}\Z", re.A), faults.DATE),
    (re.compile(r"#"), faults.SHEET_ERROR),
    (re.compile(r"TRUE\Z|FALSE\Z"), faults.TRUTH),
)
_HARMLESS = re.compile(r"\d{1,15}\Z|[A-Z]+-?\d+\Z", re.A)
_IDENTITY = re.compile(r"[1-9]\d{5}(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]\Z", re.A)
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))


def of_number(text: str, *, stored_as_text: bool) -> Message | None:
    """What a spreadsheet did to an identifying number; None when it shows no damage.

    `stored_as_text`: the file itself says so (XLSX), so that zeros at the end are the number's own.
    """
    if _HARMLESS.match(text):
        return None
    if not text.isdecimal():
        damage = next((fault for pattern, fault in _DAMAGES if pattern.match(text)), None)
        return damage or (faults.CHECK_DIGIT if _wrong_identity(text) else None)
    if _wrong_identity(text):
        return faults.CHECK_DIGIT
    cut = len(text) > KEPT_DIGITS and not text[KEPT_DIGITS:].strip("0")
    return faults.CUT if cut and not stored_as_text else None


def _wrong_identity(text: str) -> bool:
    """Whether this has the shape of a resident identity number and a wrong check digit (GB 11643-1999)."""
    if not _IDENTITY.match(text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return text[17].upper() != "10X98765432"[total % 11]


class Widths:
    """The widths of a file's all-digit numbers: where numbers begin with zero, shorter ones have lost theirs."""

    def __init__(self) -> None:
        self._zero_led: set[int] = set()
        self._all: set[int] = set()

    def add(self, number: str) -> None:
        """Take in one number of digits only."""
        self._all.add(len(number))
        if number[0] == "0":
            self._zero_led.add(len(number))

    @property
    def full(self) -> int | None:
        """The width below which zeros are lost: every zero-led number has it, none is longer, and some are shorter."""
        if len(self._zero_led) != 1 or max(self._all) not in self._zero_led or len(self._all) == 1:
            return None
        return max(self._all)
