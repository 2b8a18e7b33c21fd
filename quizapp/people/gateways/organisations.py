"""A file of organisations: read, looked at beside the tree, and the tree carried out as such a file."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Organisation
from quizapp.people.roster_files.limits import COMMAND, Limits
from quizapp.people.roster_files.organisations import (
    BRANCH,
    FIELDS,
    ORGANISATION,
    SHEET,
    TITLES,
    Said,
    organisations,
)
from quizapp.people.roster_files.reading import is_packed, opened
from quizapp.people.store import parts
from quizapp.people.tree_plan import OTHER


def read(path: Path, limits: Limits = COMMAND) -> Sequence[Said]:
    """The rows of a file, each with what is wrong with it by itself. Refused when it is no such table at all."""
    _, header, records = opened(path, limits, SHEET)
    packed = is_packed(path)
    most = limits.xlsx_rows if packed else limits.csv_rows
    found = organisations(header, records, stored_as_text=packed)
    rows = list(islice(found, most))
    if next(found, None) is not None:
        raise Refused(Message("The file has more than %(count)s rows.", count=most))
    if not rows:
        raise Refused(Message("The file has a header and no row below it."))
    return rows


def carry_out(organisation: Organisation) -> Iterator[Sequence[str]]:
    """The header, then every open organisation at and below one; read in again there, it changes nothing."""
    yield list(TITLES.values())
    for row in parts.carried_out(organisation.path):
        yield (
            row.code,
            row.name,
            "" if row.path == organisation.path else row.parent_code,
            BRANCH if row.is_branch else ORGANISATION,
            "" if row.field == OTHER else FIELDS[row.field],
            row.category or "",
            row.own_settings.get("zone", ""),
        )
