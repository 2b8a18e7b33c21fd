"""The floating members whom branches host: who, whose they are at home, since when and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import HostBranch, Member, MemberState, MemberType, Organisation
from quizapp.people.store.tree import at_or_below, place


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone a branch hosts; `title_zh` and `title_en` are those of the member type. Until: the first day no longer."""

    id: int
    name: str
    title_zh: str
    title_en: str
    host_id: int
    host_name: str
    home_name: str
    from_on: date
    until_on: date | None


def page(path: str, *, today: date, after: tuple[int, int], limit: int = 50) -> Page[Guest]:
    """A page of those hosted at and below an organisation today or from a later day on, branch by branch.

    `after`: the branch and the member of the last one seen.
    """
    branch, member = after
    since = (
        db.session.scalar(select(Organisation.path).where(Organisation.id == branch)) or "" if branch else ""
    )
    home = aliased(Organisation)
    found: Select[*tuple[Any, ...]] = (
        select(
            Member.id,
            Member.name,
            MemberType.title_zh,
            MemberType.title_en,
            Organisation.id,
            Organisation.name,
            home.name,
            HostBranch.from_on,
            HostBranch.until_on,
        )
        .select_from(Organisation)
        .join(HostBranch, HostBranch.branch_id == Organisation.id)
        .join(Member, Member.id == HostBranch.member_id)
        .join(MemberType, MemberType.key == Member.member_type)
        .join(home, home.id == Member.branch_id)
        .where(
            at_or_below(path, since=since),
            or_(HostBranch.until_on.is_(None), HostBranch.until_on > today),
            Member.state != MemberState.LEFT,
            or_(place() > since, Member.id > member),
        )
    )
    rows: Sequence[Any] = db.session.execute(found.order_by(place(), Member.id).limit(limit + 1)).all()
    return page_of(
        [Guest(*row) for row in rows], limit=limit, key=lambda guest: f"{guest.host_id}.{guest.id}"
    )
