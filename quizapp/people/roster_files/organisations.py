"""A table of organisations: code, name, what each hangs under. Its columns, and one row of it checked cell by cell."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from quizapp.kernel.message import Message
from quizapp.people.roster_files import cells, damage, faults, headers
from quizapp.people.roster_files.cells import Cell
from quizapp.people.roster_files.columns import Sheet, bare
from quizapp.people.roster_files.lines import Record

CODE_SIGNS, NAME_SIGNS = 60, 80


class Column(StrEnum):
    """What a row says."""

    CODE = "code"
    NAME = "name"
    PARENT_CODE = "parent_code"
    KIND = "kind"
    FIELD = "field"
    CATEGORY = "category"
    ZONE = "zone"


HEADINGS: dict[Column, str] = {
    Column.CODE: "组织编码|组织代码|组织编号|支部编码|支部代码|支部编号|编码|代码|编号|"
    "code|organisation code|organization code|branch code",
    Column.NAME: "组织名称|支部名称|名称|组织|支部|name|organisation name|organization name|branch name|"
    "organisation|organization|branch",
    Column.PARENT_CODE: "上级编码|上级代码|上级编号|上级组织编码|上级组织代码|上级组织编号|上级支部编码|所属组织编码|"
    "父级编码|父级代码|parent code|parent|parent organisation code|parent organization code",
    Column.KIND: "类型|组织类型|是否支部|kind|type|is branch",
    Column.FIELD: "领域|所在领域|所属领域|field|kind of place",
    Column.CATEGORY: "类别|组织类别|支部类别|分类|category",
    Column.ZONE: "时区|time zone|zone",
}
NEEDED = (Column.CODE, Column.NAME, Column.PARENT_CODE)
TITLES = {column: words.split("|")[0] for column, words in HEADINGS.items()}
BRANCH, ORGANISATION = "支部", "组织"
KINDS: dict[bool, str] = {
    True: f"{BRANCH}|党支部|是|branch|yes|y|1",
    False: f"{ORGANISATION}|非支部|否|organisation|organization|no|n|0",
}
# By the keys under which they are stored.
FIELDS: dict[str, str] = {
    "rural": "农村",
    "community": "社区",
    "enterprise": "企业",
    "school": "学校",
    "agency": "机关",
    "other": "其他",
}
_KNOWN = {bare(word): column for column, words in HEADINGS.items() for word in words.split("|")}
_KIND = {bare(word): kind for kind, words in KINDS.items() for word in words.split("|")}
_FIELD = {bare(word): key for key, title in FIELDS.items() for word in (key, title)}


class Said(NamedTuple):
    """A row as it was read; "" or None where nothing is said. With a complaint, the rest may be missing."""

    number: int
    code: str = ""
    name: str = ""
    parent: str = ""
    is_branch: bool | None = None
    field: str = ""
    category: str = ""
    zone: str = ""
    column: Column | None = None
    complaint: Message | None = None


class _Fault(Exception):
    def __init__(self, message: Message, column: Column | None) -> None:
        super().__init__(message.id)
        self.message, self.column = message, column


def places(header: Sequence[object]) -> Mapping[Column, int]:
    """The place of each column. Refused when one is named twice, or one of the needed is missing."""
    return headers.places(header, _KNOWN, TITLES, NEEDED)


def _is_header(row: Sequence[object]) -> bool:
    return headers.is_header(row, _KNOWN)


SHEET = Sheet(_is_header, (TITLES[Column.CODE], TITLES[Column.PARENT_CODE]))


def organisations(
    header: Sequence[Cell], records: Iterable[Record], *, stored_as_text: bool
) -> Iterator[Said]:
    """Every row that is not blank, checked. `stored_as_text`: the file itself says what is a text (XLSX)."""
    at = places(header)
    most = max(place for place, cell in enumerate(header) if cell) + 1
    for number, row in records:
        if any(not isinstance(cell, str) or cell.strip() for cell in row):
            yield _said(number, row, at, most, stored_as_text)


def _said(
    number: int, row: Sequence[Cell], at: Mapping[Column, int], most: int, stored_as_text: bool
) -> Said:
    found: dict[str, Any] = {}
    try:
        if row[0] is faults.QUOTE:
            raise _Fault(faults.QUOTE, None)
        for column, (name, rule) in _RULES.items():
            if column in at:
                found[name] = _sound(_cell(row, at[column], rule, stored_as_text), column)
        if any(row[most:]):
            raise _Fault(faults.TOO_WIDE, None)
        return Said(number, **found)
    except _Fault as fault:
        return Said(number, **found, column=fault.column, complaint=fault.message)


Rule = Callable[[str, bool], Any]


def _cell(row: Sequence[Cell], place: int, rule: Rule, stored_as_text: bool) -> Any:
    cell = cells.tidy(row[place]) if place < len(row) else ""
    return rule(cell, stored_as_text) if isinstance(cell, str) else cell


def _sound(said: Any, column: Column) -> Any:
    if isinstance(said, Message):
        raise _Fault(said, column)
    return said


def code(text: str, stored_as_text: bool) -> Cell:
    """A code: needed, and undamaged."""
    return parent_code(text, stored_as_text) or faults.EMPTY


def parent_code(text: str, stored_as_text: bool) -> Cell:
    """A code as it is written, or "" for an empty cell."""
    plain = unicodedata.normalize("NFKC", text)
    if found := damage.of_number(plain, stored_as_text=stored_as_text):
        return found
    return text if len(plain) <= CODE_SIGNS else faults.TOO_LONG


def name(text: str, stored_as_text: bool) -> Cell:
    """A name on one line: needed, undamaged, and without question marks for lost characters."""
    one_line = " ".join(text.split())
    if found := damage.of_number(unicodedata.normalize("NFKC", one_line), stored_as_text=True):
        return found
    if "??" in one_line or not any(map(str.isalnum, one_line)):
        return faults.NO_ORGANISATION_NAME if one_line else faults.EMPTY
    return one_line if len(one_line) <= NAME_SIGNS else faults.TOO_LONG


def kind(text: str, stored_as_text: bool) -> bool | Message | None:
    """Whether a cell says branch; None when it says nothing."""
    return _KIND.get(bare(text), faults.NO_KIND) if text else None


def field(text: str, stored_as_text: bool) -> Cell:
    """The key of a kind of place, or "" for an empty cell."""
    return _FIELD.get(bare(text), faults.NO_FIELD) if text else ""


def as_written(text: str, stored_as_text: bool) -> Cell:
    """A text that is looked up as it stands."""
    return text


_RULES: dict[Column, tuple[str, Rule]] = {
    Column.CODE: ("code", code),
    Column.PARENT_CODE: ("parent", parent_code),
    Column.NAME: ("name", name),
    Column.KIND: ("is_branch", kind),
    Column.FIELD: ("field", field),
    Column.CATEGORY: ("category", as_written),
    Column.ZONE: ("zone", as_written),
}
