"""What the staff pages read about organisations: one level of the tree at a time, and hits among all below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, or_, select

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import MemberType, Organisation, PlannedMove
from quizapp.people.moving import Misfit
from quizapp.people.reach import ids_on, may_name
from quizapp.people.store.tree import at_or_below
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Heads

TOLD_FOR = timedelta(days=30)  # how long a page says that a plan was dropped on its day


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
    """A page of what hangs directly below an organisation, by code, each with its own open parts and all its members.

    Three statements, which read what is shown and no more; the members are those of the last count of organisations.
    """
    children = select(Organisation).where(Organisation.parent_id == node.id, Organisation.code > after)
    rows = db.session.scalars(children.order_by(Organisation.code).limit(limit + 1)).all()
    ids = [row.id for row in rows]
    parts, members = _open_parts(ids), _members(ids)
    shown = [
        Part(
            row.id,
            row.code,
            row.name,
            row.is_branch,
            row.closed_on is not None,
            parts=parts.get(row.id, 0),
            members=members.get(row.id, 0),
        )
        for row in rows
    ]
    return page_of(shown, limit=limit, key=lambda part: part.code)


@dataclass(frozen=True, slots=True)
class Size:
    """How many open parts hang directly below an organisation, and how many are at and below it: members, and

    applicants and the public who have registered.
    """

    parts: int
    members: int
    guests: int


def size_of(organisation_id: int) -> Size:
    """One statement; the people are those of the last count of organisations."""
    people = (
        select(
            db.func.coalesce(db.func.sum(Heads.members), 0),
            db.func.coalesce(db.func.sum(case((MemberType.is_member, 0), else_=Heads.registered)), 0),
        )
        .join(MemberType, MemberType.key == Heads.member_type)
        .where(Heads.organisation_id == organisation_id, Heads.whole, Heads.until_on.is_(None))
    )
    parts = select(db.func.count()).where(
        Organisation.parent_id == organisation_id, Organisation.closed_on.is_(None)
    )
    members, guests, count = db.session.execute(people.add_columns(parts.scalar_subquery())).one()
    return Size(parts=count, members=int(members), guests=int(guests))


def _open_parts(ids: Sequence[int]) -> dict[int, int]:
    """How many open organisations hang directly below each of these."""
    counted = select(Organisation.parent_id, db.func.count()).where(
        Organisation.parent_id.in_(ids), Organisation.closed_on.is_(None)
    )
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(Organisation.parent_id))}


def _members(ids: Sequence[int]) -> dict[int, int]:
    """How many members there are at and below each of these."""
    counted = select(Heads.organisation_id, Heads.members).where(
        Heads.organisation_id.in_(ids), Heads.whole, Heads.member_type == EVERYONE, Heads.until_on.is_(None)
    )
    return {row.organisation_id: row.members for row in db.session.execute(counted)}


def found_in(node: Organisation, text: str, *, after: str = "", limit: int = 50) -> Page[Part]:
    """A page of what is at or below an organisation and has this in its name or its code, by code."""
    hit = or_(
        Organisation.name.contains(text, autoescape=True), Organisation.code.contains(text, autoescape=True)
    )
    below = select(Organisation).where(at_or_below(node.path), hit, Organisation.code > after)
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
class Plan:
    """A move for a later day. Without a name where it leads to a place beyond the reader's reach.

    `dropped_for`: why it was not carried out when its day came; None while it waits.
    """

    id: int
    effective_on: date
    parent_name: str | None
    dropped_for: Misfit | None


@dataclass(frozen=True, slots=True)
class Moves:
    """What is planned for an organisation, and the last plan, if its day came to nothing a short time ago."""

    waiting: Sequence[Plan]
    dropped: Plan | None


def moves_of(organisation_id: int, tops: Sequence[str], *, at: datetime) -> Moves:
    """What is planned for an organisation, as told to someone who reaches `tops`; one statement."""
    lately = and_(PlannedMove.dropped_for.is_not(None), PlannedMove.done_at > at - TOLD_FOR)
    known = (
        select(
            PlannedMove.id,
            PlannedMove.effective_on,
            Organisation.name,
            Organisation.path,
            PlannedMove.dropped_for,
        )
        .join(Organisation, Organisation.id == PlannedMove.parent_id)
        .where(PlannedMove.organisation_id == organisation_id, or_(PlannedMove.done_at.is_(None), lately))
        .order_by(PlannedMove.effective_on, PlannedMove.id)
    )
    plans = [
        Plan(row.id, row.effective_on, row.name if may_name(tops, row.path) else None, row.dropped_for)
        for row in db.session.execute(known)
    ]
    return Moves(
        waiting=[plan for plan in plans if plan.dropped_for is None],
        dropped=plans[-1] if plans and plans[-1].dropped_for else None,
    )
