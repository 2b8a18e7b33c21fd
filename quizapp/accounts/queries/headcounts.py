"""What the page of headcounts reads: of each branch what was said last, and how many its roster has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Headcount, Organisation
from quizapp.people.store.tree import at_or_below, place
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Heads


@dataclass(frozen=True, slots=True)
class Said:
    """How many people belong to a branch from a day on, where somebody said so."""

    from_on: date
    heads: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A branch: how many members its roster had at the last count, what holds today, and what is said of later days."""

    id: int
    code: str
    name: str
    path: str
    members: int
    now: Said | None
    later: Said | None


def branches(path: str, *, today: date, after: str = "", limit: int = 50) -> Page[Counted]:
    """A page of the open branches at and below an organisation, as they stand in the tree; `after`: a branch's path."""
    inside = select(Organisation.id, Organisation.code, Organisation.name, Organisation.path).where(
        at_or_below(path, since=after), Organisation.is_branch, Organisation.closed_on.is_(None)
    )
    if after:
        inside = inside.where(place() > after)
    rows = db.session.execute(inside.order_by(place()).limit(limit + 1)).all()
    ids = [row.id for row in rows]
    said, members = _said(ids), _members(ids)
    shown = []
    for row in rows:
        begun = [one for one in said.get(row.id, ()) if one.from_on <= today]
        later = [one for one in said.get(row.id, ()) if one.from_on > today]
        now, next_one = begun[-1] if begun else None, later[0] if later else None
        shown.append(Counted(*row, members.get(row.id, 0), now, next_one))
    return page_of(shown, limit=limit, key=lambda one: one.path)


def said_of(branch_id: int) -> Sequence[Said]:
    """Everything that was said of a branch, the latest day first."""
    return list(reversed(_said([branch_id]).get(branch_id, [])))


def _said(ids: Sequence[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    rows = select(Headcount.branch_id, Headcount.from_on, Headcount.heads).where(Headcount.branch_id.in_(ids))
    for row in db.session.execute(rows.order_by(Headcount.branch_id, Headcount.from_on)):
        found.setdefault(row.branch_id, []).append(Said(row.from_on, row.heads))
    return found


def _members(ids: Sequence[int]) -> dict[int, int]:
    """How many members belong to each of these themselves, by the last count."""
    counted = select(Heads.organisation_id, Heads.members).where(
        Heads.organisation_id.in_(ids),
        Heads.whole.is_(False),
        Heads.member_type == EVERYONE,
        Heads.until_on.is_(None),
    )
    return {row.organisation_id: row.members for row in db.session.execute(counted)}
