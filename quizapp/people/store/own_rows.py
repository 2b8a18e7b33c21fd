"""Reading the rows of a table that belong to one member, as JSON can hold them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, or_, select

from quizapp.db import Model, db, table_of
from quizapp.kernel.own_data import Reader, Rows, Whose

SEALED = "_sealed"


def rows_of(model: type[Model], *by: str, without: tuple[str, ...] = ()) -> Reader:
    """A reader of the rows in which one of the columns `by` names the member, in the order of their key.

    Columns that name other people by id are left out, and so are those in `without`.
    """
    table = table_of(model)
    columns = [column for column in table.columns if column.name not in without and not _names_people(column)]

    def read(whose: Whose) -> Rows:
        mine = or_(*(table.c[name] == whose.member_id for name in by))
        found = db.session.execute(select(*columns).where(mine).order_by(*table.primary_key.columns))
        return [as_json(row._asdict(), whose) for row in found]

    return read


def as_json(row: Mapping[str, Any], whose: Whose) -> dict[str, Any]:
    """A row with its days and instants in ISO 8601, and what was encrypted in plain text."""
    return dict(_plain(str(name), value, whose) for name, value in row.items())


def _names_people(column: Column[Any]) -> bool:
    return any(key.column.table.name == "members" for key in column.foreign_keys)


def _plain(name: str, value: Any, whose: Whose) -> tuple[str, Any]:
    if name.endswith(SEALED):
        return name.removesuffix(SEALED), whose.unseal(value) if value else None
    if isinstance(value, datetime | date):
        return name, value.isoformat()
    return name, value.value if isinstance(value, Enum) else value
