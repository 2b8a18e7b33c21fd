"""Finding the columns of a file by what its header calls them."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files.columns import bare

C = TypeVar("C", bound=StrEnum)


def places(
    header: Sequence[object], known: Mapping[str, C], titles: Mapping[C, str], needed: Iterable[C]
) -> Mapping[C, int]:
    """The place of each column. Refused when one is named twice, or one of the needed is missing.

    `known`: by what a header may call it, bare; `titles`: what a refusal calls it.
    """
    found: dict[C, int] = {}
    for place, cell in enumerate(header):
        column = known.get(bare(cell)) if isinstance(cell, str) else None
        if column in found:
            raise Refused(
                Message("Two columns are headed as %(column)s. Keep one of them.", column=titles[column])
            )
        if column:
            found[column] = place
    for one in needed:
        if one not in found:
            raise Refused(
                Message("The header has no column for %(column)s.", column=f"{titles[one]} ({one})")
            )
    return found


def is_header(row: Sequence[object], known: Mapping[str, StrEnum]) -> bool:
    """Whether two of the columns stand in a row: a banner names one at most."""
    return len({known.get(bare(cell)) for cell in row if isinstance(cell, str)} - {None}) >= 2
