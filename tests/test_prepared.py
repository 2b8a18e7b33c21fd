"""Changes that are written out once say how many rows they touched, and fail as any other change does."""

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from quizapp.db import atomic, db, table_of, upsert
from quizapp.people.models import MemberType
from quizapp.prepared import PreparedChange
from tests.counting import statements

TYPES = table_of(MemberType)


@PreparedChange
def renamed():
    return update(TYPES).where(TYPES.c.key == bindparam("wanted"))


@PreparedChange
def added():
    return insert(TYPES).inline()


@PreparedChange
def added_unless_there():
    return upsert(TYPES).inline().on_conflict_do_nothing(index_elements=["key"])


def row(key: str) -> dict[str, object]:
    return {"key": key, "title_zh": "来访", "title_en": "Visitors", "is_member": False, "position": 99}


def title_of(key: str) -> str | None:
    return db.session.scalar(select(MemberType.title_en).where(MemberType.key == key))


def test_a_change_says_how_many_rows_it_touched(house):
    with atomic():
        assert renamed.touched(wanted="office", title_en="At the desk") == 1
        assert renamed.touched(wanted="nobody", title_en="At the desk") == 0
        assert added_unless_there.touched(**row("visitor")) == 1
        assert added_unless_there.touched(**row("visitor")) == 0
    assert (title_of("office"), title_of("visitor")) == ("At the desk", "Visitors")


def test_the_same_change_may_be_handed_other_columns(house):
    with atomic():
        renamed.touched(wanted="office", title_en="At the desk")
        renamed.touched(wanted="office", title_zh="机关", position=7)
    office = db.session.get_one(MemberType, "office")
    assert (office.title_en, office.title_zh, office.position) == ("At the desk", "机关", 7)


def test_a_key_that_is_taken_is_the_same_error_as_from_the_session(house):
    with pytest.raises(IntegrityError), atomic():
        added.touched(**row("office"))
    assert title_of("office") != "Visitors"


def test_a_change_is_undone_with_its_operation(house):
    with pytest.raises(ZeroDivisionError), atomic():
        added.touched(**row("visitor"))
        _ = 1 / 0
    assert title_of("visitor") is None


def test_a_change_is_written_out_once_and_counted_each_time(house):
    built: list[int] = []

    def build():
        built.append(1)
        return update(TYPES).where(TYPES.c.key == bindparam("wanted"))

    change = PreparedChange(build)
    with statements() as sent, atomic():
        change.touched(wanted="office", position=1)
        change.touched(wanted="public", position=2)
    assert (len(built), len(sent)) == (1, 2)
