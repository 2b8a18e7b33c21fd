"""Every column that says something about a person states what becomes of it; every such table is handed out and reached."""

from sqlalchemy import JSON, LargeBinary, String, Text

from quizapp.app import OWN_DATA  # loads every model, too
from quizapp.db import Model
from quizapp.people.store.erasing import columns_to_erase

KINDS = {"erase", "keep", "pseudonymise"}


NAMES_PEOPLE = {"members", "roster_rows", "join_requests"}  # whoever they name, known by an id or not


def about_people(table) -> bool:
    return table.name in NAMES_PEOPLE or any(
        key.column.table.name in NAMES_PEOPLE for key in table.foreign_keys
    )


def test_every_personal_column_is_marked():
    unmarked = [
        f"{table.name}.{column.name}"
        for table in Model.metadata.tables.values()
        if about_people(table)
        for column in table.columns
        if (isinstance(column.type, String | Text | LargeBinary | JSON) or "member" in column.name)
        and column.info.get("personal") not in KINDS
        and not any(key.column.table.name == "organisations" for key in column.foreign_keys)
    ]

    assert unmarked == []


def test_every_table_that_says_something_about_people_is_in_the_file():
    about = {
        table.name
        for table in Model.metadata.tables.values()
        if any(column.info.get("personal") for column in table.columns)
        or any(key.column.table.name == "members" for key in table.foreign_keys)
    }

    assert {name for part in OWN_DATA for name in part.tables} == about


def test_every_column_to_be_erased_is_of_a_table_that_the_erasure_reaches():
    """A table with such a column and no member to go by would be passed over."""
    beside = {"roster_parts"}  # given up with the roster, whole

    assert {
        table.name
        for table in Model.metadata.sorted_tables
        if columns_to_erase(table) and table.name != "members" and "member_id" not in table.columns
    } == beside
