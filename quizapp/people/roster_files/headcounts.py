"""A table of headcounts: branch, from which day, how many. Its columns, and one row of it checked cell by cell."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from quizapp.kernel.message import Message
from quizapp.people.roster_files import cells, damage, faults, headers
from quizapp.people.roster_files.cells import Cell
from quizapp.people.roster_files.columns import Sheet, bare
from quizapp.people.roster_files.lines import Record

MOST_HEADS = 1_000_000
YEARS = range(2000, 2200)


class Column(StrEnum):
    """What a row says."""

    BRANCH_CODE = "branch_code"
    FROM_ON = "from_on"
    HEADS = "heads"


HEADINGS: dict[Column, str] = {
    Column.BRANCH_CODE: "支部编码|支部代码|支部编号|组织编码|组织代码|branch code|organisation code|organization code|code",
    Column.FROM_ON: "起始日期|起始日|开始日期|生效日期|自|从|日期|from day|from|from date|effective from|valid from|day|date",
    Column.HEADS: "在册人数|人数|总人数|成员人数|成员数|党员人数|党员数|headcount|heads|members|number of members|count",
}
TITLES = {column: words.split("|")[0] for column, words in HEADINGS.items()}
_KNOWN = {bare(word): column for column, words in HEADINGS.items() for word in words.split("|")}
_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?: 0?0:00(?::00)?)?\Z", re.ASCII)


class Count(NamedTuple):
    """A row as it was read; with a complaint, the rest may be missing."""

    number: int
    code: str = ""
    from_on: date | None = None
    heads: int = 0
    column: Column | None = None
    complaint: Message | None = None


class _Fault(Exception):
    def __init__(self, message: Message, column: Column | None) -> None:
        super().__init__(message.id)
        self.message, self.column = message, column


def places(header: Sequence[object]) -> Mapping[Column, int]:
    """The place of each column. Refused when one is named twice, or missing: every one is needed."""
    return headers.places(header, _KNOWN, TITLES, Column)


def _is_header(row: Sequence[object]) -> bool:
    return headers.is_header(row, _KNOWN)


SHEET = Sheet(_is_header, (TITLES[Column.BRANCH_CODE], TITLES[Column.HEADS]), has_days=True)


def counts(header: Sequence[Cell], records: Iterable[Record], *, stored_as_text: bool) -> Iterator[Count]:
    """Every row that is not blank, checked."""
    at = places(header)
    for number, row in records:
        if any(not isinstance(cell, str) or cell.strip() for cell in row):
            yield _count(number, row, at, stored_as_text)


def _count(number: int, row: Sequence[Cell], at: Mapping[Column, int], stored_as_text: bool) -> Count:
    def said(column: Column, rule: Callable[[str], Cell | date | int]) -> Cell | date | int:
        cell = cells.tidy(row[at[column]]) if at[column] < len(row) else ""
        found = rule(cell) if isinstance(cell, str) and cell else cell or faults.EMPTY
        if isinstance(found, Message):
            raise _Fault(found, column)
        return found

    def code(text: str) -> Cell:
        return damage.of_number(text, stored_as_text=stored_as_text) or cells.code(text)

    try:
        if row[0] is faults.QUOTE:
            raise _Fault(faults.QUOTE, None)
        return Count(
            number,
            said(Column.BRANCH_CODE, code),  # type: ignore[arg-type]  # each rule gives its own kind
            said(Column.FROM_ON, day),  # type: ignore[arg-type]
            said(Column.HEADS, heads),  # type: ignore[arg-type]
        )
    except _Fault as fault:
        return Count(number, column=fault.column, complaint=fault.message)


def day(text: str) -> date | Message:
    """The day a cell says, year first; where day and month could be exchanged, it says none."""
    found = _DAY.match(unicodedata.normalize("NFKC", text).strip())
    try:
        said = date(*map(int, found.groups())) if found else None
    except ValueError:
        said = None
    return said if said and said.year in YEARS else faults.NO_DAY


def heads(text: str) -> int | Message:
    """The number of people a cell says."""
    plain = unicodedata.normalize("NFKC", text)
    if damaged := damage.of_number(plain, stored_as_text=True):
        return damaged
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 7 or int(plain) > MOST_HEADS:
        return faults.NO_COUNT
    return int(plain)


def twice(rows: Iterable[Count]) -> Iterator[Count]:
    """The rows, each but the first of a branch and a day with the complaint that it is not alone."""
    seen: set[tuple[str, date | None]] = set()
    for row in rows:
        key = (row.code, row.from_on)
        alone = row.complaint or key not in seen
        seen.add(key)
        yield row if alone else row._replace(column=Column.FROM_ON, complaint=faults.DAY_TWICE)
