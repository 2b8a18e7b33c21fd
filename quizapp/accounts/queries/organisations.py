"""What the staff pages read about organisations: one level of the tree at a time, and hits among all below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Label, String, or_, select, type_coerce

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Member, MemberState, Organisation, PlannedMove
from quizapp.people.reach import ids_on
from quizapp.people.store.joining import members_other_than_guests


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation in a list: how much is in it, or, in a list of hits, where it stands."""

    id: int
    code: str
    name: str
    is_branch: bool
    closed: bool
    parts: int = 0
    members: int = 0
    place: str = ""


def chain(path: str) -> Sequence[Organisation]:
    """The organisations from the root down to the one at a path."""
    above = select(Organisation).where(Organisation.id.in_(ids_on(path)))
    return db.session.scalars(above.order_by(db.func.length(Organisation.path))).all()


def at_paths(paths: Iterable[str]) -> Sequence[Organisation]:
    return db.session.scalars(
        select(Organisation).where(Organisation.path.in_(list(paths))).order_by(Organisation.code)
    ).all()


def parts_of(node: Organisation, *, after: str = "", limit: int = 50) -> Page[Part]:
    """A page of what hangs directly below an organisation, by code, each with all that is open in it.

    Three statements; the counts go once over the part of the tree, however many children there are.
    """
    children = select(Organisation).where(Organisation.parent_id == node.id, Organisation.code > after)
    rows = db.session.scalars(children.order_by(Organisation.code).limit(limit + 1)).all()
    parts, members = _open_parts(node), _members(node)
    shown = [
        Part(
            row.id,
            row.code,
            row.name,
            row.is_branch,
            row.closed_on is not None,
            parts=parts.get(row.id, 0) - (row.closed_on is None),
            members=members.get(row.id, 0),
        )
        for row in rows
    ]
    return page_of(shown, limit=limit, key=lambda part: part.code)


def _open_parts(node: Organisation) -> dict[int, int]:
    """How many open organisations there are at and below each child of a node, by the child's id."""
    child = _child_of(node)
    counted = select(child, db.func.count()).where(_below(node), Organisation.closed_on.is_(None))
    return {int(one): count for one, count in db.session.execute(counted.group_by("child"))}


def _members(node: Organisation) -> dict[int, int]:
    """How many members there are at and below each child of a node, by the child's id."""
    child = _child_of(node)
    heads = (
        select(Member.branch_id, db.func.count().label("count"))
        .where(
            Member.branch_id.in_(select(Organisation.id).where(_below(node))),
            Member.state != MemberState.LEFT,
            members_other_than_guests(),
        )
        .group_by(Member.branch_id)
        .subquery()
    )
    counted = select(child, db.func.sum(heads.c.count)).join(heads, heads.c.branch_id == Organisation.id)
    return {int(one): int(count) for one, count in db.session.execute(counted.group_by("child"))}


def _below(node: Organisation) -> ColumnElement[bool]:
    return Organisation.path.startswith(node.path, autoescape=True) & (Organisation.id != node.id)


def _child_of(node: Organisation) -> Label[str]:
    """Which child of the node an organisation hangs under: the number that follows the node's path in its own."""
    rest = db.func.substr(Organisation.path, len(node.path) + 1)
    postgresql = db.session.get_bind().dialect.name == "postgresql"
    slash = db.func.strpos(rest, "/") if postgresql else db.func.instr(rest, "/")
    return type_coerce(db.func.substr(rest, 1, slash - 1), String).label("child")


def found_in(node: Organisation, text: str, *, after: str = "", limit: int = 50) -> Page[Part]:
    """A page of what is at or below an organisation and has this in its name or its code, by code."""
    hit = or_(
        Organisation.name.contains(text, autoescape=True), Organisation.code.contains(text, autoescape=True)
    )
    below = select(Organisation).where(
        Organisation.path.startswith(node.path, autoescape=True), hit, Organisation.code > after
    )
    rows = db.session.scalars(below.order_by(Organisation.code).limit(limit + 1)).all()
    known = _names_of({one for row in rows for one in ids_on(row.path)[:-1]})
    shown = [
        Part(
            row.id,
            row.code,
            row.name,
            row.is_branch,
            row.closed_on is not None,
            place=" › ".join(known[one] for one in ids_on(row.path)[:-1]),
        )
        for row in rows
    ]
    return page_of(shown, limit=limit, key=lambda part: part.code)


def _names_of(ids: set[int]) -> dict[int, str]:
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(named)}


@dataclass(frozen=True, slots=True)
class Coming:
    """A move that waits for its day."""

    effective_on: date
    parent_name: str


def planned_moves(organisation_id: int) -> list[Coming]:
    waiting = (
        select(PlannedMove.effective_on, Organisation.name)
        .join(Organisation, Organisation.id == PlannedMove.parent_id)
        .where(PlannedMove.organisation_id == organisation_id, PlannedMove.done_at.is_(None))
        .order_by(PlannedMove.effective_on, PlannedMove.id)
    )
    return [Coming(*row) for row in db.session.execute(waiting)]
