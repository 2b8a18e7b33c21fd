"""Marks planted in every text of every record of a branch: where one turns up, something leaked."""

import re
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
    update,
)

from quizapp.config import current
from quizapp.db import Instant, Model, ValueOf, atomic, db
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import path_of
from quizapp.people.sealing import seal
from tests.conftest import NOON

WORD = (
    "鲸落"  # stands beside the mark where there is room: to be searched for without writing the mark itself
)
ROOM = 24
ONE = {"amount", "slot", "price", "limit_count", "heads"}  # numbers that must not be nothing
# What a page could not be made without.
REAL = {"zone": "Asia/Shanghai", "joining": "approval"}


def marks_in(text: str) -> set[str]:
    """Every mark of any planter: two letters of its place between QZ and its number."""
    return set(re.findall(r"QZ[A-Z]{2}\d{3}", text))


def tables_of_a_place() -> list[Table]:
    """Every table whose rows belong to an organisation or a member, directly or through another."""
    found: list[Table] = []
    for table in Model.metadata.sorted_tables:
        leads_to = {key.column.table for key in table.foreign_keys}
        if table.name == Organisation.__tablename__ or leads_to & set(found):
            found.append(table)
    return found


def texts_of(table: Table) -> list[str]:
    """The names of its columns that hold text, bytes or JSON of ours to write."""
    kinds = String, LargeBinary, JSON
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, kinds) and not column.foreign_keys and column.name not in REAL
    ]


class Planter:
    """Plants one row in every table of a place, below an organisation, with a mark of its own in every text."""

    def __init__(self, mark: str, above: int) -> None:
        self.mark, self.above = mark, above
        self.where: dict[str, str] = {}  # mark → table.column
        self.rows: dict[str, dict[str, Any]] = {}

    def plant(self) -> dict[str, str]:
        """Give where each mark stands, as table.column."""
        with atomic():
            self._rename()
            for table in tables_of_a_place():
                self._row(table)
        return self.where

    def _row(self, table: Table) -> None:
        values = {column.name: self._value(table, column) for column in table.columns if not _counts(column)}
        made = db.session.execute(insert(table).values(values)).inserted_primary_key
        self.rows[table.name] = values | dict(zip(table.primary_key.columns.keys(), made, strict=True))
        if table.name == Organisation.__tablename__:
            above = db.session.get_one(Organisation, self.above)
            mine = update(Organisation).where(Organisation.id == made[0])
            db.session.execute(mine.values(path=path_of(above.path, made[0])))

    def _value(self, table: Table, column: Column) -> Any:
        if column.foreign_keys:
            return self._reference(table, column)
        match column.type:
            case ValueOf():
                return next(iter(column.type.kind))
            case Instant():
                return NOON
            case Date():
                return NOON.date()
            case Boolean():
                return True
            case Integer():
                return int(column.name in ONE)
        return self._text(table, column)

    def _text(self, table: Table, column: Column) -> Any:
        if column.name in REAL:
            return REAL[column.name]
        mark = f"{self.mark}{len(self.where):03}"
        self.where[mark] = f"{table.name}.{column.name}"
        if isinstance(column.type, LargeBinary):
            return seal(mark, current().secrets.phone)
        if isinstance(column.type, JSON):
            return {"name": [None, mark]}
        length = column.type.length or ROOM
        return f"{WORD} {mark}" if length >= ROOM else mark[:length]

    def _reference(self, table: Table, column: Column) -> Any:
        (key,) = column.foreign_keys
        target = key.column.table
        if target is table:
            return self.above if column.name == "parent_id" else None
        if target.name in self.rows:
            return self.rows[target.name][key.column.name]
        return db.session.scalar(select(key.column).limit(1))

    def _rename(self) -> None:
        """The people and places that were there before are real in every other way: they are marked too."""
        top = db.session.get_one(Organisation, self.above).path
        inside = Organisation.path.startswith(top)
        for place in db.session.scalars(select(Organisation).where(inside)):
            place.name = place.code = place.category = self._also("organisations", place.id)
        members = select(Member).join(Organisation, Organisation.id == Member.branch_id).where(inside)
        for member in db.session.scalars(members):
            member.name = self._also("members", member.id)

    def _also(self, table: str, row_id: int) -> str:
        mark = f"{self.mark}{len(self.where):03}"
        self.where[mark] = f"{table} {row_id}"
        return f"{WORD} {mark}"


def _counts(column: Column) -> bool:
    """Whether the database numbers the rows itself by this column."""
    return column is column.table.autoincrement_column and not column.foreign_keys
