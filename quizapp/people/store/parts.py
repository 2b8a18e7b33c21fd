"""Reading a part of the tree for a file of organisations: where each stands, which codes are elsewhere, what is a home."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import defer

from quizapp.db import ask, db
from quizapp.people.models import (
    Headcount,
    HostBranch,
    Member,
    MemberSpan,
    Organisation,
    OrganisationSpan,
    TreeFile,
)
from quizapp.people.reach import ids_on
from quizapp.people.roster_files.organisations import Said
from quizapp.people.store.tree import at_or_below, place
from quizapp.people.tree_judging import judge
from quizapp.people.tree_plan import Plan, Standing, Tree, spelled

T = TypeVar("T")
AT_ONCE = 5_000  # values in one statement
IN_FORCE = ("zone", "content_language", "rank_visibility", "joining", "columns", "categories")
_SPAN = and_(OrganisationSpan.organisation_id == Organisation.id, OrganisationSpan.until_on.is_(None))
_COLUMNS = (
    Organisation.id,
    Organisation.code,
    Organisation.name,
    Organisation.parent_id,
    Organisation.path,
    Organisation.is_branch,
    Organisation.field,
    Organisation.category,
    Organisation.closed_on,
    Organisation.own_settings,
    *(getattr(Organisation, setting) for setting in IN_FORCE),
)


def planned(organisation: Organisation | None, rows: Sequence[Said], *, at: datetime) -> Plan:
    """What these rows come to for an organisation and all below it; None: for an instance that has none yet."""
    inside: dict[str, Standing] = {}
    if organisation is not None:
        inside = {one.code: one for one in _standing(organisation.path)}
    codes = {spelled(row.code, inside) for row in rows}
    tree = Tree(
        top=inside[organisation.code] if organisation else None,
        inside=inside,
        above=_in_force_above(organisation),
        taken=frozenset(_taken(codes - inside.keys())),
        homes=frozenset(_homes(_no_branch_any_more(rows, inside))),
    )
    return judge(rows, tree, at=at)


def _standing(path: str) -> Iterator[Standing]:
    since = select(*_COLUMNS, OrganisationSpan.from_on).outerjoin(OrganisationSpan, _SPAN)
    for row in ask(since.where(at_or_below(path)).order_by(func.length(Organisation.path), place())):
        yield _stands(row)


def _stands(row: Any) -> Standing:
    known: date | None = row.from_on
    return Standing(
        id=row.id,
        code=row.code,
        name=row.name,
        parent_id=row.parent_id,
        path=row.path,
        is_branch=row.is_branch,
        field=row.field.value,
        category=row.category,
        closed_on=row.closed_on,
        own=row.own_settings,
        in_force={setting: getattr(row, setting) for setting in IN_FORCE},
        since=known,
    )


def _in_force_above(organisation: Organisation | None) -> Mapping[str, Any] | None:
    if organisation is None or organisation.parent_id is None:
        return None
    above = db.session.get_one(Organisation, organisation.parent_id)
    return {setting: getattr(above, setting) for setting in IN_FORCE}


def _taken(codes: Collection[str]) -> Iterator[str]:
    for some in chunks(sorted(codes)):
        yield from ask(select(Organisation.code).where(Organisation.code.in_(some))).scalars()


def _no_branch_any_more(rows: Sequence[Said], inside: Mapping[str, Standing]) -> Iterator[int]:
    for row in rows:
        was = inside.get(spelled(row.code, inside))
        if was and was.is_branch and row.is_branch is False:
            yield was.id


def _homes(branch_ids: Iterator[int]) -> Iterator[int]:
    """Those of some branches that anybody belonged or belongs to, is hosted by, or that somebody counted."""
    for some in chunks(sorted(branch_ids)):
        for said in (Member, MemberSpan, HostBranch, Headcount):
            yield from ask(select(said.branch_id).where(said.branch_id.in_(some)).distinct()).scalars()


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values, at most so many at once as fit into a statement."""
    for first in range(0, len(values), AT_ONCE):
        yield values[first : first + AT_ONCE]


def lock(organisation_id: int, rows: Sequence[Said]) -> Organisation:
    """Keep a part of the tree, and what stands above it, as they are until the transaction ends; gives its top.

    Members and payments can still name these organisations meanwhile, but not the branches that are to be none.
    """
    top, path = db.session.get_one(Organisation, organisation_id, populate_existing=True), ""
    while path != top.path:  # once more, should the part have moved while this waited
        path = top.path
        part = or_(Organisation.id.in_(ids_on(path)), at_or_below(path))
        kept = select(Organisation.id).where(part).order_by(func.length(Organisation.path), Organisation.id)
        db.session.execute(kept.with_for_update(key_share=True)).all()
        db.session.refresh(top)
    for some in chunks(sorted(row.code for row in rows if row.is_branch is False)):
        turned = select(Organisation.id).where(Organisation.code.in_(some), Organisation.is_branch)
        db.session.execute(turned.order_by(Organisation.id).with_for_update()).all()
    return top


def files_of(organisation_id: int, *, limit: int = 10) -> Sequence[TreeFile]:
    """The latest files of organisations sent for one, without their content: one may wait, the others were applied."""
    mine = select(TreeFile).options(defer(TreeFile.sealed)).where(TreeFile.organisation_id == organisation_id)
    return db.session.scalars(mine.order_by(TreeFile.id.desc()).limit(limit)).all()


def carried_out(path: str) -> Iterator[Any]:
    """Every open organisation at and below a path as a file says it, with its parent's code; parents before children."""
    above = select(Organisation.id, Organisation.code.label("parent_code")).subquery()
    columns = (
        Organisation.path,
        Organisation.code,
        Organisation.name,
        above.c.parent_code,
        Organisation.is_branch,
        Organisation.field,
        Organisation.category,
        Organisation.own_settings,
    )
    found = select(*columns).outerjoin(above, above.c.id == Organisation.parent_id)
    open_ones = found.where(at_or_below(path), Organisation.closed_on.is_(None))
    yield from db.session.execute(open_ones.order_by(place()), execution_options={"yield_per": 2_000})
