"""Folding the rosters into counts per organisation and member type: who belongs, is registered, is activated."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Executable,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quizapp.db import db, table_of, upsert
from quizapp.people.models import Headcount, Member, MemberState, MemberType
from quizapp.points.counts import BESIDE_ROSTER, EVERYONE, Amounts, Key, Row, carried, plus, shifted
from quizapp.points.models import Heads
from quizapp.points.projections import places
from quizapp.points.projections.places import Moved

SUMS = ("headcount", "members", "registered", "activated", "activated_members")
KEY = ["organisation_id", "whole", "member_type", "from_on"]
AT_ONCE = 400
_registered = case(
    (Member.state.in_([MemberState.REGISTERED, MemberState.ACTIVATED]), 1),
    (and_(Member.state == MemberState.SUSPENDED, Member.registered_at.is_not(None)), 1),
    else_=0,
)
_activated = case(
    (Member.state == MemberState.ACTIVATED, 1),
    (and_(Member.state == MemberState.SUSPENDED, Member.activated_at.is_not(None)), 1),
    else_=0,
)


def differing(today: date) -> list[int]:
    """The organisations whose own counts differ from their rosters, by rising id.

    It reads every member: what moves is marked (people.store.to_count), and this finds what no mark told of. Ask it
    outside a transaction that writes: what is written meanwhile is found the next time.
    """
    return sorted({row[0] for row in db.session.execute(_moved(today, None))})


def fold(organisation_ids: Sequence[int], today: date) -> None:
    """Bring the counts of some organisations to what their rosters say now, from today on."""
    for some in _batches(organisation_ids):
        rows = db.session.execute(_moved(today, some))
        more: dict[Key, Amounts] = {(row[0], row[1]): tuple(int(one) for one in row[2:]) for row in rows}
        write(carried(more, places.on(some, today)), today)


def carry_over(one: Moved, today: date) -> None:
    """Carry what an organisation that moved has now from those it stood in to those it stands in."""
    own = select(Heads.member_type, *_sums()).where(
        Heads.organisation_id == one.organisation_id,
        Heads.whole.is_(False),
        Heads.member_type != EVERYONE,
        Heads.until_on.is_(None),
    )
    counts: dict[Key, Amounts] = {
        (one.organisation_id, row[0]): tuple(row[1:]) for row in db.session.execute(own)
    }
    write(shifted(counts, one.before, one.after), today)


def _batches(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]


def _moved(today: date, among: Sequence[int] | None) -> Select[*tuple[Any, ...]]:
    """By how much each count has moved: what the rosters say less what is stored, where that is anything.

    `among`: the organisations to look at; None: all.
    """
    parts = (
        (_on_rosters(), Member.branch_id),
        (_beside_rosters(today), Headcount.branch_id),
        (_stored(), Heads.organisation_id),
    )
    both = union_all(
        *(part if among is None else part.where(place.in_(among)) for part, place in parts)
    ).subquery()
    sums = [func.sum(both.c[name]) for name in SUMS]
    summed = select(both.c.organisation_id, both.c.member_type, *sums)
    return summed.group_by(both.c.organisation_id, both.c.member_type).having(
        or_(*(one != 0 for one in sums))
    )


def _sums() -> list[InstrumentedAttribute[int]]:
    return [getattr(Heads, name) for name in SUMS]


def _on_rosters() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Member.branch_id.label("organisation_id"),
            Member.member_type.label("member_type"),
            func.sum(case((MemberType.is_member, 1), else_=0)).label("headcount"),
            func.sum(case((MemberType.is_member, 1), else_=0)).label("members"),
            func.sum(_registered).label("registered"),
            func.sum(_activated).label("activated"),
            func.sum(case((MemberType.is_member, _activated), else_=0)).label("activated_members"),
        )
        .join(MemberType, MemberType.key == Member.member_type)
        .where(Member.state != MemberState.LEFT)
        .group_by(Member.branch_id, Member.member_type)
    )


def _beside_rosters(today: date) -> Select[*tuple[Any, ...]]:
    """By how much the headcount in force of a branch differs from its roster."""
    other = aliased(Headcount)
    latest = (
        select(func.max(other.from_on))
        .where(other.branch_id == Headcount.branch_id, other.from_on <= today)
        .scalar_subquery()
    )
    roster = (
        select(func.count())
        .select_from(Member)
        .join(MemberType, MemberType.key == Member.member_type)
        .where(
            Member.branch_id == Headcount.branch_id, Member.state != MemberState.LEFT, MemberType.is_member
        )
        .scalar_subquery()
    )
    nothing = [literal(0).label(name) for name in SUMS[1:]]
    return select(
        Headcount.branch_id, literal(BESIDE_ROSTER), (Headcount.heads - roster).label("headcount"), *nothing
    ).where(Headcount.from_on == latest)


def _stored() -> Select[*tuple[Any, ...]]:
    return select(Heads.organisation_id, Heads.member_type, *(-one for one in _sums())).where(
        Heads.whole.is_(False), Heads.member_type != EVERYONE, Heads.until_on.is_(None)
    )


def write(moved: Mapping[Row, Amounts], today: date) -> None:
    """Add to the rows that hold now; what held until today stays as it was for the days before."""
    now = _current(sorted({row[0] for row in moved}))
    nothing = today, (0,) * len(SUMS)
    fresh, ended = [], []
    for row, more in sorted(moved.items()):
        since, held = now.get(row, nothing)
        fresh.append(dict(zip((*KEY, *SUMS), (*row, max(since, today), *plus(held, more)), strict=True)))
        if since < today:
            ended.append(dict(zip(("the_place", "the_whole", "the_type"), row, strict=True)))
    if ended:
        db.session.execute(_ending(), [{**row, "today": today} for row in ended])
    if fresh:
        added = upsert(table_of(Heads))
        sums = {name: added.excluded[name] for name in SUMS}
        db.session.execute(added.on_conflict_do_update(index_elements=KEY, set_=sums), fresh)


def _ending() -> Executable:
    heads = table_of(Heads)
    return (
        update(heads)
        .where(
            heads.c.organisation_id == bindparam("the_place"),
            heads.c.whole == bindparam("the_whole"),
            heads.c.member_type == bindparam("the_type"),
            heads.c.until_on.is_(None),
        )
        .values(until_on=bindparam("today"))
    )


def _current(organisation_ids: Sequence[int]) -> dict[Row, tuple[date, Amounts]]:
    now: dict[Row, tuple[date, Amounts]] = {}
    for some in _batches(organisation_ids):
        held = select(Heads.organisation_id, Heads.whole, Heads.member_type, Heads.from_on, *_sums()).where(
            Heads.organisation_id.in_(some), Heads.until_on.is_(None)
        )
        now |= {(row[0], row[1], row[2]): (row[3], tuple(row[4:])) for row in db.session.execute(held)}
    return now
