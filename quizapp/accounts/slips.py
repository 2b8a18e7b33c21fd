"""Invitations as they are handed out: slips to print, branch by branch, or lines of a file."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from quizapp.kernel import qr
from quizapp.kernel.text import inert
from quizapp.people import codes
from quizapp.people.operations.invitations import Slip

Address = Callable[[str], str]  # of the page where a code is handed in


@dataclass(frozen=True, slots=True)
class Printed:
    """A slip as it is printed."""

    name: str
    roster_key: str | None
    code: str
    drawing: qr.Qr


def by_branch(slips: Sequence[Slip], address: Address) -> list[tuple[str, list[Printed]]]:
    """The name of each branch with its slips, in the order they come in."""
    sheets = groupby(slips, key=lambda slip: (slip.invited.branch_code, slip.invited.branch_name))
    return [(name, [_printed(slip, address) for slip in theirs]) for (_, name), theirs in sheets]


def _printed(slip: Slip, address: Address) -> Printed:
    code = codes.in_groups(slip.code)
    return Printed(slip.invited.name, slip.invited.roster_key, code, qr.drawn(address(code)))


def as_csv(header: Sequence[str], slips: Sequence[Slip], address: Address, until: str) -> str:
    """A file that spreadsheets read as UTF-8, and no cell of which they take for a formula."""
    text = io.StringIO(newline="")
    text.write("\ufeff")
    lines = csv.writer(text)
    lines.writerow(header)
    lines.writerows([inert(cell) for cell in told] for told in _lines(slips, address, until))
    return text.getvalue()


def _lines(slips: Sequence[Slip], address: Address, until: str) -> Iterator[Sequence[str]]:
    for slip in slips:
        one, code = slip.invited, codes.in_groups(slip.code)
        yield one.roster_key or "", one.name, one.branch_code, one.branch_name, code, address(code), until
