"""Every column that says something about a person states what becomes of it when that person asks for erasure."""

from sqlalchemy import LargeBinary, String, Text

from quizapp.app import create_app  # noqa: F401  # loads every model
from quizapp.db import Model

KINDS = {"erase", "keep", "pseudonymise"}


def about_people(table) -> bool:
    return table.name == "members" or any(key.column.table.name == "members" for key in table.foreign_keys)


def test_every_personal_column_is_marked():
    unmarked = [
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        if about_people(table)
        for column in table.columns
        if (isinstance(column.type, String | Text | LargeBinary) or "member" in column.name)
        and column.info.get("personal") not in KINDS
        and not any(key.column.table.name == "organisations" for key in column.foreign_keys)
    ]

    assert unmarked == []
