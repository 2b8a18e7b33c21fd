"""Writing a roster as CSV or XLSX: cells are texts, and none is taken for a formula."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook import Workbook

from quizapp.kernel.message import Message
from quizapp.kernel.text import inert
from quizapp.kernel.verdict import Refused

Rows = Iterable[Sequence[str]]


def write(path: Path, rows: Rows) -> int:
    """Write rows, the header first, to a file that only its owner can read; gives how many there are under it.

    Whole or not at all: a file that is there stays until the new one is complete. Refused for another ending.
    """
    writer = {".csv": _write_csv, ".xlsx": _write_xlsx}.get(path.suffix.lower())
    if writer is None:
        raise Refused(Message("Name a file that ends in .csv or .xlsx."))
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        count = writer(part, rows)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count - 1


def _write_csv(path: Path, rows: Rows) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # by the mark Excel knows UTF-8
        writer = csv.writer(file)
        for row in rows:
            writer.writerow([inert(cell) for cell in row])
            count += 1
    return count


def _write_xlsx(path: Path, rows: Rows) -> int:
    count, book = 0, Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
        count += 1
    book.save(path)
    return count


def _text(sheet: object, cell: str) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, inert(ILLEGAL_CHARACTERS_RE.sub("", cell)))
    made.data_type = "s"  # openpyxl takes what begins with = for a formula
    return made
