"""A file of headcounts: read, its branches looked up, and either every complaint or what it says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Organisation
from quizapp.people.operations.headcounts import Dated
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.headcounts import SHEET, Column, Count, counts, twice
from quizapp.people.roster_files.limits import COMMAND, Limits
from quizapp.people.roster_files.reading import is_packed, opened
from quizapp.people.store.tree import at_or_below


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says: the rows that are in order, and those that are not. Only without the latter it is carried in."""

    counts: Sequence[Dated]
    complaints: Sequence[Count]


def read(path: Path, node: Organisation, limits: Limits = COMMAND) -> Said:
    """What a file says of the branches at and below an organisation. Refused when it is no such table at all."""
    codes = _branches(node)
    rows = list(_rows(path, limits))
    if not rows:
        raise Refused(Message("The file has a header and no row below it."))
    rows = list(twice(_known(rows, codes)))
    complaints = [row for row in rows if row.complaint]
    sound = [
        Dated(codes[row.code], row.from_on, row.heads)
        for row in rows
        if row.from_on is not None and not row.complaint
    ]
    return Said(sound, complaints)


def _rows(path: Path, limits: Limits) -> Iterator[Count]:
    _, header, records = opened(path, limits, SHEET)
    packed = is_packed(path)
    most = limits.xlsx_rows if packed else limits.csv_rows
    found = counts(header, records, stored_as_text=packed)
    yield from islice(found, most)
    if next(found, None) is not None:
        raise Refused(Message("The file has more than %(count)s rows.", count=most))


def _known(rows: Sequence[Count], codes: dict[str, int]) -> Iterator[Count]:
    for row in rows:
        known = row.complaint or row.code in codes
        yield (row if known else row._replace(column=Column.BRANCH_CODE, complaint=faults.UNKNOWN_BRANCH))


def _branches(node: Organisation) -> dict[str, int]:
    """The branches at and below an organisation, closed ones too, by code."""
    inside = select(Organisation.code, Organisation.id).where(at_or_below(node.path), Organisation.is_branch)
    return {row.code: row.id for row in db.session.execute(inside)}
