"""Reading XLSX: the one shown sheet that holds a roster, row by row, with what a spreadsheet did to each cell."""

import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import WorkSheetParser

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.cells import Cell
from quizapp.people.roster_files.columns import HEADER_WITHIN, ROSTER, Sheet
from quizapp.people.roster_files.damage import KEPT_DIGITS
from quizapp.people.roster_files.limits import Limits
from quizapp.people.roster_files.lines import Record
from quizapp.people.roster_files.packed import DAMAGED, insist_on_sound

# Without it openpyxl reads XML that expands itself; it finds the guard when it is installed.
assert openpyxl.DEFUSEDXML is True, "defusedxml is not installed"

MOST_COLUMNS, MOST_ROWS = 60, 1_048_576
# What openpyxl raises over a file that is not what it says: it has no error of its own for that.
_BROKEN = (
    BadZipFile,
    InvalidFileException,
    zlib.error,
    struct.error,
    SyntaxError,  # XML that is none
    AttributeError,
    EOFError,
    KeyError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    AssertionError,
    TypeError,
    ValueError,
)


# On extensions, formats and dates that a roster does not need.
warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")


def records(path: Path, limits: Limits, kind: Sheet = ROSTER) -> Iterator[Record]:
    """Every row of the roster's sheet with its number. Refused when no shown sheet, or several, hold one."""
    insist_on_sound(path, limits)
    try:
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
            yield from _rows(book, _sheet_with_roster(book, limits, kind), limits, kind)
    except _BROKEN as error:
        raise Refused(DAMAGED) from error


def _sheet_with_roster(book: Workbook, limits: Limits, kind: Sheet) -> ReadOnlyWorksheet:
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found = [
        sheet for sheet in shown if any(kind.is_header(cells) for _, cells in _top(book, sheet, limits, kind))
    ]
    if not found:
        first, second = kind.such_as
        raise Refused(
            Message(
                "No sheet that is shown has a header with columns such as %(first)s and %(second)s.",
                first=first,
                second=second,
            )
        )
    if len(found) > 1:
        raise Refused(Message("Several sheets hold a roster. Keep one of them in the file."))
    return found[0]


def _top(book: Workbook, sheet: ReadOnlyWorksheet, limits: Limits, kind: Sheet) -> Iterator[Record]:
    for count, record in enumerate(_rows(book, sheet, limits, kind), 1):
        yield record
        if count == HEADER_WITHIN:
            return


class _Measured:
    """A part of the archive that refuses to be read on and on without a row coming out."""

    def __init__(self, part: IO[bytes], most: int) -> None:
        self._part, self._most, self.since_row = part, most, 0

    def read(self, size: int = -1) -> bytes:
        block = self._part.read(size)
        self.since_row += len(block)
        if self.since_row > self._most:
            raise ValueError("a row without an end")
        return block


class _Forgetful(dict[str, Any]):
    """Keeps nothing: openpyxl would hold the height of every row in memory."""

    def __setitem__(self, key: str, value: Any) -> None:
        pass


def _rows(book: Workbook, sheet: ReadOnlyWorksheet, limits: Limits, kind: Sheet) -> Iterator[Record]:
    """The rows that are there. openpyxl's own way fills the gaps between them, however wide a file says they are."""
    padded = _Padded(book)
    with sheet._get_source() as part:
        source = _Measured(part, limits.row_bytes)
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        parser.row_dimensions = _Forgetful()
        for number, found in parser.parse():
            source.since_row = 0
            if not 0 < number <= MOST_ROWS:
                raise ValueError("no such row")
            yield number, _cells(found, padded, kind.has_days)


class _Padded(dict[int, int]):
    """How many digits each style of a book shows at least: 5 for a number format 00000, 0 for most."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, style: int) -> int:
        code = self._book._cell_styles[style].numFmtId
        own = code - BUILTIN_FORMATS_MAX_SIZE
        shown = BUILTIN_FORMATS.get(code, "") if own < 0 else self._book._number_formats[own]
        self[style] = len(shown) if shown.strip("0") == "" else 0
        return self[style]


def _cells(found: Iterable[dict[str, Any]], padded: _Padded, has_days: bool) -> Sequence[Cell]:
    row: list[Cell] = []
    for cell in found:
        place = cell["column"] - 1
        value = cell["value"]
        if value is None or place >= MOST_COLUMNS:
            continue
        if place >= len(row):
            row += [""] * (place - len(row) + 1)
        row[place] = value if cell["data_type"] == "s" else _of_other(cell, padded, has_days)
    return row


def _of_other(cell: Mapping[str, Any], padded: _Padded, has_days: bool) -> Cell:
    """A cell that is not a text: a whole number that lost nothing is read, everything else is a fault."""
    value, kind = cell["value"], cell["data_type"]
    if has_days and isinstance(value, datetime):
        return value.date().isoformat()
    if kind != "n":
        return _FAULTS.get(kind, faults.SHEET_ERROR)
    if abs(value) >= 10**KEPT_DIGITS:
        return faults.CUT
    if not isinstance(value, int):
        return faults.FRACTION
    return faults.SHOWN_ZEROS if padded[cell["style_id"]] > len(str(value)) else str(value)


_FAULTS = {"f": faults.FORMULA, "d": faults.DATE, "b": faults.TRUTH}
