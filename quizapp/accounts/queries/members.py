"""What the staff pages read about members: lists of them, and what each is granted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.details import Detail
from quizapp.people.models import (
    GrantRow,
    HostBranch,
    Member,
    MemberSpan,
    MemberState,
    MemberType,
    NameChange,
    Organisation,
)
from quizapp.people.roles import Role
from quizapp.people.store.tree import at_or_below, place


@dataclass(frozen=True, slots=True)
class Person:
    """A member as staff see them; the phone still sealed."""

    id: int
    name: str
    sign_in_name: str
    phone_sealed: bytes | None
    state: MemberState
    member_type: str
    title_zh: str  # of the member type
    title_en: str
    branch_id: int
    branch_name: str
    branch_path: str
    created_at: datetime
    erased_at: datetime | None
    kept_fields: Sequence[str]  # settled by hand: rosters leave them
    roster_key: str | None  # the number by which rosters know them


@dataclass(frozen=True, slots=True)
class Stay:
    """A branch someone belonged to, or was hosted by, from a day to before another (None: until now)."""

    branch_name: str
    path: str
    from_on: date
    until_on: date | None
    title_zh: str = ""  # of the member type they were then
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A name, a name to sign in with or a number that was changed, and by whom; None: by a command."""

    what: Detail
    before: str
    after: str
    at: datetime
    actor_name: str | None
    import_id: int | None  # the roster that changed it; None: by hand


@dataclass(frozen=True, slots=True)
class Held:
    """A role someone holds, and where."""

    id: int
    role: Role
    starts_on: date | None
    ends_on: date | None
    member_id: int
    member_name: str
    home_path: str  # of the holder's branch
    organisation_id: int
    organisation_name: str
    path: str


_home = aliased(Organisation)
PEOPLE: Select[*tuple[Any, ...]] = (
    select(
        Member.id,
        Member.name,
        Member.sign_in_name,
        Member.phone_sealed,
        Member.state,
        Member.member_type,
        MemberType.title_zh,
        MemberType.title_en,
        Member.branch_id,
        Organisation.name,
        Organisation.path,
        Member.created_at,
        Member.erased_at,
        Member.kept_fields,
        Member.roster_key,
    )
    .join(MemberType, MemberType.key == Member.member_type)
    .join(Organisation, Organisation.id == Member.branch_id)
)
_HELD: Select[*tuple[Any, ...]] = (
    select(
        GrantRow.id,
        GrantRow.role,
        GrantRow.starts_on,
        GrantRow.ends_on,
        Member.id,
        Member.name,
        _home.path,
        Organisation.id,
        Organisation.name,
        Organisation.path,
    )
    .join(Member, Member.id == GrantRow.member_id)
    .join(_home, _home.id == Member.branch_id)
    .join(Organisation, Organisation.id == GrantRow.organisation_id)
)


def people_in(path: str, *, after: int = 0, limit: int = 50) -> Page[Person]:
    """A page of the members at and below an organisation, branch by branch as these stand in the tree.

    `after` is the last member of the page before. The tree's order is that of an index: a page reads what it shows, and
    no more.
    """
    since = home_of(after) if after else ""
    inside = PEOPLE.where(at_or_below(path, since=since))
    if since:
        inside = inside.where(or_(place() > since, Member.id > after))
    rows = db.session.execute(inside.order_by(place(), Member.id).limit(limit + 1)).all()
    return page_of([Person(*row) for row in rows], limit=limit, key=lambda person: str(person.id))


def home_of(member_id: int) -> str:
    """The path of a member's branch; "" when there is no such member."""
    home = select(Organisation.path).join(Member, Member.branch_id == Organisation.id)
    return db.session.scalar(home.where(Member.id == member_id)) or ""


def person(member_id: int) -> Person:
    """One member; NoResultFound when there is none."""
    return Person(*db.session.execute(PEOPLE.where(Member.id == member_id)).one())


def roles_of(member_id: int) -> Sequence[Held]:
    """Every role a member holds, also those whose days are over or still to come."""
    rows = db.session.execute(_HELD.where(Member.id == member_id).order_by(GrantRow.role, GrantRow.id))
    return [Held(*row) for row in rows]


def roles_on(organisation_id: int, *, limit: int = 100) -> Sequence[Held]:
    """Who holds a role on exactly this organisation."""
    here = _HELD.where(Organisation.id == organisation_id)
    return [Held(*row) for row in db.session.execute(here.order_by(GrantRow.role, GrantRow.id).limit(limit))]


def role_on(organisation_id: int, grant_id: int) -> Held | None:
    """One role held on exactly this organisation; None when it is held elsewhere, or gone."""
    row = db.session.execute(_HELD.where(Organisation.id == organisation_id, GrantRow.id == grant_id)).first()
    return Held(*row) if row else None


def stays_of(member_id: int) -> Sequence[Stay]:
    """The branches a member belonged to, the latest first; empty while they are still where they began."""
    spans = (
        select(
            Organisation.name,
            Organisation.path,
            MemberSpan.from_on,
            MemberSpan.until_on,
            MemberType.title_zh,
            MemberType.title_en,
        )
        .join_from(MemberSpan, Organisation, Organisation.id == MemberSpan.branch_id)
        .join(MemberType, MemberType.key == MemberSpan.member_type)
        .where(MemberSpan.member_id == member_id)
        .order_by(MemberSpan.from_on.desc())
    )
    return [Stay(*row) for row in db.session.execute(spans)]


def hosts_of(member_id: int) -> Sequence[Stay]:
    """The branches that host or hosted a member, the latest first."""
    hosts = (
        select(Organisation.name, Organisation.path, HostBranch.from_on, HostBranch.until_on)
        .join_from(HostBranch, Organisation, Organisation.id == HostBranch.branch_id)
        .where(HostBranch.member_id == member_id)
        .order_by(HostBranch.from_on.desc())
    )
    return [Stay(*row) for row in db.session.execute(hosts)]


def names_of(member_id: int) -> Sequence[Called]:
    """What a member's names and number were changed from and to, the latest first."""
    actor = aliased(Member)
    rows = (
        select(
            NameChange.what,
            NameChange.before,
            NameChange.after,
            NameChange.at,
            actor.name,
            NameChange.import_id,
        )
        .outerjoin(actor, actor.id == NameChange.actor_id)
        .where(NameChange.member_id == member_id)
        .order_by(NameChange.id.desc())
    )
    return [Called(*row) for row in db.session.execute(rows)]


def kinds() -> Sequence[MemberType]:
    """The kinds of members, in their order."""
    return db.session.scalars(select(MemberType).order_by(MemberType.position, MemberType.key)).all()
