"""Reading CSV: its encoding, what parts its cells, and its records with the rows a spreadsheet would number."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.columns import HEADER_WITHIN, ROSTER, Sheet
from quizapp.people.roster_files.lines import Record

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINES_IN_A_CELL = 10  # more line ends than this in one record: a quotation mark swallows the rows
DELIMITERS = (",", "\t", ";")


def encoding_of(path: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, or GB18030: the first as which the whole file can be read."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if encoding is None or not _readable(path, encoding):
                break
            return encoding
    else:
        for encoding in ("utf-8", "gb18030"):
            if _readable(path, encoding):
                return encoding
    raise Refused(Message("The file is text in an unknown encoding, or no text. Save it as CSV in UTF-8."))


def _readable(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def records(path: Path, sheet: Sheet = ROSTER) -> Iterator[Record]:
    """Every record with its number from 1. One whose quotation marks are wrong ends the reading with a fault."""
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file, sheet)
        file.seek(0)
        yield from _records(file, delimiter)


def _delimiter(file: io.TextIOBase, sheet: Sheet) -> str:
    head = list(islice((file.readline(_BLOCK) for _ in range(HEADER_WITHIN)), HEADER_WITHIN))
    for delimiter in DELIMITERS:
        if any(sheet.is_header([cell.strip('"') for cell in line.strip().split(delimiter)]) for line in head):
            return delimiter
    return DELIMITERS[0]


def _records(file: io.TextIOBase, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(_lines(file), delimiter=delimiter, strict=True)
    number = ended = 0
    try:
        for number, row in enumerate(reader, 1):
            if reader.line_num - ended > _LINES_IN_A_CELL:
                break
            ended = reader.line_num
            yield number, row
        else:
            return
    except csv.Error:
        number += 1
    yield number, (faults.QUOTE,)


def _lines(file: io.TextIOBase) -> Iterator[str]:
    """The file's lines; one without an end in sight is given in pieces, too long for a cell."""
    while line := file.readline(_BLOCK):
        yield line
