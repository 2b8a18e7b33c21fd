"""The refused rows of a roster as a file that can be mended, and the roster with the mended rows in their places."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.cells import Cell
from quizapp.people.roster_files.columns import ROSTER, Sheet
from quizapp.people.roster_files.limits import Limits
from quizapp.people.roster_files.lines import Record
from quizapp.people.roster_files.reading import is_packed, opened

NUMBER, WRONG = "原行号", "问题"  # head the two columns that stand before the roster's own
LOST = "#####"  # for a cell whose text a spreadsheet had destroyed; refused in every column until it is typed anew
OTHER_COLUMNS = Message(
    "This is not the file of this roster's refused rows: its columns are others. Send the whole roster instead."
)
QUOTED = Message(
    "Below a wrong quotation mark nothing could be read. Mend it in your own file, and send that as a whole."
)


def ending(path: Path) -> str:
    """The ending under which a roster of the same kind is written."""
    return ".xlsx" if is_packed(path) else ".csv"


def refused(
    path: Path, limits: Limits, words: Mapping[int, str], sheet: Sheet = ROSTER
) -> Iterator[Sequence[str]]:
    """The header, then every row that `words` says something about, by its number; both first in the row."""
    _, header, records = opened(path, limits, sheet)
    yield [NUMBER, WRONG, *_texts(header)]
    for number, cells in records:
        if number in words:
            _insist_on_whole(cells)
            yield [str(number), words[number], *_texts(cells)]


def merged(
    path: Path, mended: Path, limits: Limits, numbers: Collection[int], sheet: Sheet = ROSTER
) -> Iterator[Sequence[str]]:
    """The roster with the refused rows, by their numbers, replaced by the mended ones; those left out stay empty.

    Rows of the mended file without such a number come last. Refused when its columns are not the roster's.
    """
    top, header, records = opened(path, limits, sheet)
    replaced, added = _mended(opened(mended, limits, sheet), _texts(header), numbers)
    row = 0
    for number, cells in chain([(top, header)], records):
        yield from [[""]] * (number - row - 1)  # so that every row keeps its number
        row = number
        _insist_on_whole(cells)
        yield replaced.get(number, [""]) if number in numbers else _texts(cells)
    yield from added


def _mended(
    file: tuple[int, Sequence[Cell], Iterator[Record]], header: Sequence[str], numbers: Collection[int]
) -> tuple[Mapping[int, Sequence[str]], Sequence[Sequence[str]]]:
    _, own, records = file
    names = [name.strip() for name in _texts(own)]
    marked = names[:2] == [NUMBER, WRONG]
    if _filled(names[2:] if marked else names) != _filled([name.strip() for name in header]):
        raise Refused(OTHER_COLUMNS)
    replaced: dict[int, Sequence[str]] = {}
    added: list[Sequence[str]] = []
    for _, cells in records:
        _insist_on_whole(cells)
        texts = _texts(cells)
        number, rest = (texts[0].strip(), texts[2:]) if marked and texts else ("", texts)
        if number.isdecimal() and int(number) in numbers and int(number) not in replaced:
            replaced[int(number)] = rest
        elif any(rest):
            added.append(rest)
    return replaced, added


def _filled(names: Sequence[str]) -> Sequence[str]:
    """The names without what stands empty behind them."""
    last = max((place for place, name in enumerate(names) if name), default=-1)
    return list(names[: last + 1])


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else LOST for cell in cells]


def _insist_on_whole(cells: Sequence[Cell]) -> None:
    if cells and cells[0] is faults.QUOTE:
        raise Refused(QUOTED)
