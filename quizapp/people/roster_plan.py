"""What a row of a roster changes, judged by who is there: new, changed, the same, or refused with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.columns import Column
from quizapp.people.roster_files.lines import Line

MAY_LEAVE = 0.1  # of the roster before: more than this at once is taken for a mistake
TIED = "tied"  # in a report: how many of the changed rows give their number to a member who had none
KEPT = ("name", "phone", "branch", "member_type")  # what members.kept_fields may name


class Change(StrEnum):
    """What becomes of a row. Values are stored; they are never renamed."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


class Mode(StrEnum):
    """Upsert adds and changes; diff applies what differs from the last file, and those it leaves out have left."""

    UPSERT = "upsert"
    DIFF = "diff"


class Stage(StrEnum):
    """How far an import has come. Applied and dropped are ends."""

    STAGING = "staging"
    CHECKED = "checked"
    APPLIED = "applied"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class House:
    """The organisation a roster is about: its open branches by code and by name, and the kinds of members."""

    branches: Mapping[str, int]
    names: Mapping[str, int | None]  # None: several branches have the name
    types: Mapping[str, str]  # key, by folded key or title
    inside: Collection[int]  # every organisation in it, closed ones too


class Standing(NamedTuple):
    """A member as they are in the database."""

    member_id: int
    name: str
    phone_index: str | None
    branch_id: int
    member_type: str
    left: bool
    kept: Collection[str]


class Unnumbered(NamedTuple):
    """A row and the member without a number whose phone it gives: what the row says, and how it is."""

    row: int
    said_name: str
    said_branch_id: int | None
    member_id: int
    name: str
    branch_id: int
    left: bool


class Row(NamedTuple):
    """A line with its branch, its kind and its phone looked up; None where it says nothing."""

    name: str
    phone_index: str | None
    branch_id: int | None
    member_type: str | None


class Judged(NamedTuple):
    """A row and what it changes; with a fault, why it is refused."""

    change: Change
    row: Row | None = None
    column: Column | None = None
    fault: Message | None = None


def judge(line: Line, house: House, *, phone_index: str | None, standing: Standing | None) -> Judged:
    """What a line changes. `standing`: the member with its number; `phone_index`: of its phone."""
    if line.complaint:
        return _refused(line.column, line.complaint)
    row, column, fault = _looked_up(line, house, phone_index)
    if fault:
        return _refused(column, fault)
    if standing is None:
        return _new(line, row)
    if standing.branch_id not in house.inside:
        return _refused(Column.ROSTER_KEY, faults.OUTSIDE)
    return Judged(Change.CHANGED if differs(row, standing) else Change.SAME, row)


def differs(row: Row, standing: Standing) -> bool:
    """Whether a row says anything about a member that is not so yet, and was not settled by hand."""
    kept = standing.kept
    return (
        standing.left
        or (row.name != standing.name and "name" not in kept)
        or (row.phone_index not in (None, standing.phone_index) and "phone" not in kept)
        or (row.branch_id not in (None, standing.branch_id) and "branch" not in kept)
        or (row.member_type not in (None, standing.member_type) and "member_type" not in kept)
    )


def is_same_person(one: Unnumbered) -> bool:
    """Whether a row is taken to be about the member whose phone it gives, who then gets its number.

    Nobody has verified a phone, so the name and the branch have to be the same, too; and whoever left returns by hand.
    """
    same_name = fold(one.said_name) == fold(one.name)
    return same_name and one.said_branch_id == one.branch_id and not one.left


def leave_freely(total: int) -> int:
    """How many of a roster may leave by the next one without being asked about."""
    return int(total * MAY_LEAVE)


def first_sign_in_name(line: Line) -> str:
    """The name a new member signs in with: what the roster says, or its number."""
    return line.sign_in_name or (
        line.roster_key.lower() if line.roster_key.isascii() else fold(line.roster_key)
    )


def _refused(column: Column | None, fault: Message) -> Judged:
    return Judged(Change.REFUSED, None, column, fault)


def _new(line: Line, row: Row) -> Judged:
    if row.branch_id is None:
        return _refused(Column.BRANCH_CODE, faults.NEW_ROW_NEEDS)
    if row.member_type is None:
        return _refused(Column.MEMBER_TYPE, faults.NEW_ROW_NEEDS)
    if _anothers_phone(first_sign_in_name(line), line.phone):
        return _refused(Column.SIGN_IN_NAME, faults.NO_SIGN_IN_NAME)
    return Judged(Change.NEW, row)


def _anothers_phone(name: str, phone: str) -> bool:
    """Whether a sign-in name is a mobile number that is not the member's own: its owner could no longer sign in."""
    return len(name) == 11 and name[0] == "1" and name.isdecimal() and phone != f"+86{name}"


def _looked_up(
    line: Line, house: House, phone_index: str | None
) -> tuple[Row, Column | None, Message | None]:
    """The row with its branch and kind; or the column in which something unknown stands, and what is wrong."""
    branch_id = member_type = None
    column, fault = None, None
    if line.branch_code:
        branch_id = house.branches.get(line.branch_code)
        if branch_id is None:
            column, fault = Column.BRANCH_CODE, faults.UNKNOWN_BRANCH
    elif line.branch_name:
        branch_id = house.names.get(line.branch_name)
        if branch_id is None:
            known = line.branch_name in house.names
            column, fault = Column.BRANCH_NAME, faults.AMBIGUOUS_BRANCH if known else faults.UNKNOWN_BRANCH
    if line.member_type:
        member_type = house.types.get(line.member_type) or house.types.get(fold(line.member_type))
        if member_type is None and fault is None:
            column, fault = Column.MEMBER_TYPE, faults.UNKNOWN_TYPE
    return Row(line.name, phone_index, branch_id, member_type), column, fault
