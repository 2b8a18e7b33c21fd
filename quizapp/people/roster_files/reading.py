"""Opening a roster: what kind of file it is, where its header stands, and its lines one after the other."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files import csv_text, xlsx_sheet
from quizapp.people.roster_files.cells import Cell
from quizapp.people.roster_files.columns import HEADER_WITHIN, ROSTER, Sheet
from quizapp.people.roster_files.damage import Widths
from quizapp.people.roster_files.limits import COMMAND, Limits
from quizapp.people.roster_files.lines import Checker, Line, Record

_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIPPED = b"PK"


@dataclass(frozen=True, slots=True)
class Roster:
    """An opened roster. `digest` names the file's content; `lines` can be walked once."""

    digest: str
    lines: Iterator[Line]
    widths: Widths  # complete when every line has been walked


def read(path: Path, limits: Limits = COMMAND) -> Roster:
    """Open a roster; its rows are read as `lines` is walked.

    Refused when it is none at all: no header, a column twice, too large, an unknown kind or encoding. What is wrong
    with a row is said by its line.
    """
    _, header, records = opened(path, limits)
    packed = is_packed(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    checker = Checker(header, stored_as_text=packed)
    most = limits.xlsx_rows if packed else limits.csv_rows
    return Roster(digest, _at_most(checker.lines(records), most), checker.widths)


def opened(path: Path, limits: Limits, sheet: Sheet = ROSTER) -> tuple[int, Sequence[Cell], Iterator[Record]]:
    """The number of the row that heads a roster, its cells, and the records below it as they stand. Refused as by `read`."""
    _insist_on_size(path, limits)
    packed = is_packed(path)
    records = xlsx_sheet.records(path, limits, sheet) if packed else csv_text.records(path, sheet)
    return *_header(records, sheet), records


def is_packed(path: Path) -> bool:
    """Whether a file is an XLSX, told by how it begins; otherwise it is text. Refused for one of an old Excel."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == _OLD_EXCEL:
        raise Refused(Message("This is a file of an old Excel. Save it as XLSX or as CSV."))
    return head.startswith(_ZIPPED)


def _insist_on_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if not size:
        raise Refused(Message("The file is empty."))
    if size > limits.file_bytes:
        raise Refused(
            Message("The file is larger than %(count)s megabytes.", count=limits.file_bytes // 1_000_000)
        )


def _header(records: Iterator[Record], sheet: Sheet) -> Record:
    for number, cells in islice(records, HEADER_WITHIN):
        if sheet.is_header(cells):
            return number, cells
    raise Refused(
        Message(
            "None of the first %(count)s rows is a header with columns such as %(first)s and %(second)s.",
            count=HEADER_WITHIN,
            first=sheet.such_as[0],
            second=sheet.such_as[1],
        )
    )


def _at_most(lines: Iterator[Line], most: int) -> Iterator[Line]:
    for count, line in enumerate(lines, 1):
        if count > most:
            raise Refused(Message("The file has more than %(count)s rows.", count=most))
        yield line
