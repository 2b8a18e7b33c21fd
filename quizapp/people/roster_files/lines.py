"""One row of a roster: its cells checked column by column, the first fault kept with the column it is in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from quizapp.kernel.message import Message
from quizapp.people.roster_files import cells, faults
from quizapp.people.roster_files.cells import Cell
from quizapp.people.roster_files.columns import Column, layout
from quizapp.people.roster_files.damage import Widths

Record = tuple[int, Sequence[Cell]]  # the row as a spreadsheet numbers it, and its cells


class Line(NamedTuple):
    """A row as it was read. `phone` in E.164; "" where nothing is said. With a complaint, the rest may be missing."""

    number: int
    roster_key: str = ""
    name: str = ""
    phone: str = ""
    sign_in_name: str = ""
    branch_code: str = ""
    branch_name: str = ""
    member_type: str = ""
    column: Column | None = None
    complaint: Message | None = None


class _Fault(Exception):
    def __init__(self, message: Message, column: Column | None) -> None:
        super().__init__(message.id)
        self.message, self.column = message, column


class Checker:
    """Turns records into lines by the layout of a file's header; notes the widths of its all-digit numbers."""

    def __init__(self, header: Sequence[Cell], *, stored_as_text: bool) -> None:
        """Refused when the header names a column twice or lacks a needed one."""
        self._places = layout(header)
        self._least = max(self._places.values()) + 1
        self._most = max(place for place, cell in enumerate(header) if cell) + 1
        self._stored_as_text = stored_as_text
        self.widths = Widths()

    def lines(self, records: Iterable[Record]) -> Iterator[Line]:
        """Every row that is not blank."""
        for number, cells_read in records:
            if any(cells_read):
                line = self.line(number, cells_read)
                if line.complaint is not faults.NO_KEY or not _blank(cells_read):
                    yield line

    def line(self, number: int, row: Sequence[Cell]) -> Line:
        """One row, checked."""
        try:
            if row[0] is faults.QUOTE:
                raise _Fault(faults.QUOTE, None)
            if len(row) > self._most and any(row[self._most :]):
                raise _Fault(faults.TOO_WIDE, None)
            if len(row) < self._least:
                row = [*row, *[""] * (self._least - len(row))]
            return Line(
                number,
                self._key(row),
                self._checked(row, Column.NAME, cells.name),
                self._checked(row, Column.PHONE, cells.phone),
                self._checked(row, Column.SIGN_IN_NAME, cells.sign_in_name),
                self._checked(row, Column.BRANCH_CODE, cells.code),
                self._checked(row, Column.BRANCH_NAME, cells.code),
                self._text(row, Column.MEMBER_TYPE),
            )
        except _Fault as fault:
            return Line(number, column=fault.column, complaint=fault.message)

    def _key(self, row: Sequence[Cell]) -> str:
        text = self._text(row, Column.ROSTER_KEY)
        found = _sound(cells.key(text, stored_as_text=self._stored_as_text), Column.ROSTER_KEY)
        if found.isdecimal():
            self.widths.add(found)
        return found

    def _checked(self, row: Sequence[Cell], column: Column, rule: Callable[[str], Cell]) -> str:
        return _sound(rule(self._text(row, column)), column)

    def _text(self, row: Sequence[Cell], column: Column) -> str:
        place = self._places.get(column)
        return "" if place is None else _sound(cells.tidy(row[place]), column)


def _blank(row: Sequence[Cell]) -> bool:
    return all(isinstance(cell, str) and not cell.strip() for cell in row)


def _sound(cell: Cell, column: Column) -> str:
    if not isinstance(cell, str):
        raise _Fault(cell, column)
    return cell
