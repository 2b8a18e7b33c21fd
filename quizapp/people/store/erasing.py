"""Emptying what says who someone was: every column marked "erase", in every table whose rows belong to a member.

Slices need not be known here: the marks on their columns are what this reads. Columns marked "keep" and the ids marked
"pseudonymise" stay as they are: an id leads to a row that names nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, ColumnDefault, Executable, Table, delete, or_, select, update

from quizapp.db import ERASE, Model, table_of
from quizapp.people.models import Bounce, Member, RosterImport, RosterPart, RosterRow, SignIn
from quizapp.people.roster_plan import Stage

NAMES = {
    "zh-Hans": "已注销成员",
    "en": "Erased member",
}  # what stands where the name was, by the house's language
_MEMBERS, _ROWS, _SIGN_INS = table_of(Member), table_of(RosterRow), table_of(SignIn)
_IMPORTS, _PARTS = table_of(RosterImport), table_of(RosterPart)
_ON_A_ROSTER = ("roster_key", "sign_in_name", "phone_index")  # by which a staged row is known to be theirs


def emptying(member: Mapping[str, Any], *, instead: Mapping[str, Any]) -> Iterator[Executable]:
    """The statements that forget a member; `instead` is what stands in columns of theirs that cannot be empty."""
    member_id = member["id"]
    yield from _off_the_rosters(member)
    for table in Model.metadata.sorted_tables:
        owner, erased = table.columns.get("member_id"), columns_to_erase(table)
        if owner is None or not erased or table is _ROWS:
            continue
        if all(column.nullable for column in erased):
            yield update(table).where(owner == member_id).values(dict.fromkeys(erased))
        else:
            yield delete(table).where(owner == member_id)
    yield delete(table_of(Bounce)).where(table_of(Bounce).c.member_id == member_id)
    yield update(_SIGN_INS).where(_SIGN_INS.c.viewing_id == member_id).values(viewing_id=None)
    emptied = {
        column.name: _empty(column) for column in columns_to_erase(_MEMBERS) if column.name not in instead
    }
    yield update(_MEMBERS).where(_MEMBERS.c.id == member_id).values(emptied | dict(instead))


def columns_to_erase(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.info.get("personal") == ERASE["personal"]]


def _off_the_rosters(member: Mapping[str, Any]) -> Iterator[Executable]:
    """Their rows are gone from every roster; one that was not applied yet is given up, for it names them in its file."""
    known = [_ROWS.c[name] == member[name] for name in _ON_A_ROSTER if member[name]]
    theirs = or_(_ROWS.c.member_id == member["id"], *known)
    naming = select(_ROWS.c.import_id).where(theirs).distinct()
    unfinished = _IMPORTS.c.id.in_(naming) & _IMPORTS.c.state.in_([Stage.STAGING, Stage.CHECKED])
    yield delete(_PARTS).where(_PARTS.c.import_id.in_(select(_IMPORTS.c.id).where(unfinished)))
    yield update(_IMPORTS).where(unfinished).values(state=Stage.DROPPED)
    yield delete(_ROWS).where(theirs)


def _empty(column: Column[Any]) -> Any:
    """Nothing, or what a new row would hold where there must be something."""
    if column.nullable:
        return None
    assert isinstance(column.default, ColumnDefault), f"{column} cannot be emptied"
    return column.default.arg
