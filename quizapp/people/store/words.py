"""Keeping the parts of names by which members are found: written with one name, or due branch by branch where many change."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, insert, select

from quizapp.db import db, table_of, touched
from quizapp.people.models import Member, MemberWord, Organisation, RosterRow, WordsDue
from quizapp.people.name_parts import parts_of
from quizapp.people.roster_plan import Change
from quizapp.people.store.rosters import of_import
from quizapp.people.store.tree import at_or_below

_WORDS, _DUE = table_of(MemberWord), table_of(WordsDue)
FEW = 10_000  # rows of a roster of which the branches are looked up; of more, every branch is due


def write(members: ColumnElement[bool]) -> int:
    """Draw the parts of some members' names anew; gives how many members. Who was erased has none."""
    db.session.flush()
    rows = select(Member.id, Member.name, Organisation.path)
    found = db.session.execute(
        rows.join(Organisation, Organisation.id == Member.branch_id).where(
            members, Member.erased_at.is_(None)
        )
    ).all()
    touched(delete(_WORDS).where(_WORDS.c.member_id.in_(select(Member.id).where(members))))
    put(words_of(found))
    return len(found)


def words_of(members: Iterable[Any]) -> list[dict[str, Any]]:
    """The rows of members given by id, name and path of the branch, in the order of the table: it grows in few places."""
    return [
        {"word": word, "place": place, "member_id": member_id}
        for word, place, member_id in sorted(
            (word, place, member_id) for member_id, name, place in members for word in parts_of(name)
        )
    ]


def put(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(insert(_WORDS), rows)


def fall_due(branches: ColumnElement[bool]) -> None:
    """Note branches whose members' parts are to be drawn anew."""
    noted = exists().where(WordsDue.branch_id == Organisation.id)
    due = select(Organisation.id).where(Organisation.is_branch, branches, ~noted)
    touched(insert(_DUE).from_select(["branch_id"], due))


def fall_due_by_roster(import_id: int, path: str, rows: int) -> None:
    """Note the branches of those whom an import that was just applied added or changed."""
    if rows > FEW:
        fall_due(at_or_below(path))
        return
    new = select(RosterRow.branch_id).where(of_import(import_id, Change.NEW))
    changed = select(Member.branch_id).join(RosterRow, RosterRow.member_id == Member.id)
    fall_due(
        Organisation.id.in_(new) | Organisation.id.in_(changed.where(of_import(import_id, Change.CHANGED)))
    )


def due(limit: int) -> Sequence[int]:
    """The ids of the next branches that are due."""
    return list(db.session.scalars(select(WordsDue.branch_id).order_by(WordsDue.branch_id).limit(limit)))


def due_count(path: str) -> int:
    """How many branches at and below a path are due."""
    waiting = select(func.count()).select_from(WordsDue)
    inside = waiting.join(Organisation, Organisation.id == WordsDue.branch_id).where(at_or_below(path))
    return db.session.scalar(inside) or 0
