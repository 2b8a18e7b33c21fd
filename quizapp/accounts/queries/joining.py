"""What the pages read about links to join by: those of an organisation, who waits, and how it stands with one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Decision, JoinLink, JoinRequest, Member, MemberType, Organisation
from quizapp.people.store.joining import is_open


@dataclass(frozen=True, slots=True)
class Link:
    """A link to join an organisation by, and what came of it."""

    id: int
    code: str
    organisation_id: int
    organisation_name: str
    title_zh: str  # of the kind one joins as
    title_en: str
    made_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    is_open: bool
    let_in: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Someone who waits to be let in; the phone still sealed. `known`: a member has this phone already."""

    id: int
    name: str
    sign_in_name: str
    phone_sealed: bytes | None
    known: bool
    asked_at: datetime
    organisation_name: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with someone who asked to be let in."""

    decision: Decision
    organisation_name: str
    asked_at: datetime


def links(path: str, *, at: datetime, limit: int = 50) -> Sequence[Link]:
    """The links at and below an organisation: those that let people in, then the others, the latest first."""
    lets_in = case((is_open(at), True), else_=False)
    found = _links(lets_in).where(Organisation.path.startswith(path, autoescape=True))
    ordered = found.order_by(lets_in.desc(), JoinLink.id.desc()).limit(limit)
    return [Link(*row) for row in db.session.execute(ordered)]


def link(link_id: int, *, at: datetime) -> Link:
    """One link; NoResultFound when there is none."""
    lets_in = case((is_open(at), True), else_=False)
    return Link(*db.session.execute(_links(lets_in).where(JoinLink.id == link_id)).one())


def _links(lets_in: Any) -> Select[*tuple[Any, ...]]:
    counted = {
        decision: select(func.count())
        .where(JoinRequest.link_id == JoinLink.id, JoinRequest.decision == decision)
        .correlate(JoinLink)
        .scalar_subquery()
        for decision in Decision
    }
    columns = (
        JoinLink.id,
        JoinLink.code,
        Organisation.id,
        Organisation.name,
        MemberType.title_zh,
        MemberType.title_en,
        JoinLink.made_at,
        JoinLink.expires_at,
        JoinLink.closed_at,
        lets_in,
        counted[Decision.APPROVED],
        counted[Decision.WAITING],
    )
    return (
        select(*columns)
        .select_from(JoinLink)
        .join(Organisation, Organisation.id == JoinLink.organisation_id)
        .join(MemberType, MemberType.key == JoinLink.member_type)
    )


def waiting(path: str, *, after: int = 0, limit: int = 50) -> Page[Waiting]:
    """A page of those who wait at and below an organisation, the longest waiting first."""
    other = aliased(Member)
    known = exists().where(other.phone_index == JoinRequest.phone_index)
    columns = (
        JoinRequest.id,
        JoinRequest.name,
        JoinRequest.sign_in_name,
        JoinRequest.phone_sealed,
        case((known, True), else_=False),
        JoinRequest.asked_at,
        Organisation.name,
        MemberType.title_zh,
        MemberType.title_en,
    )
    found = _through(select(*columns)).join(MemberType, MemberType.key == JoinLink.member_type)
    here = found.where(_waits(path), JoinRequest.id > after)
    rows = db.session.execute(here.order_by(JoinRequest.id).limit(limit + 1)).all()
    return page_of([Waiting(*row) for row in rows], limit=limit, key=lambda one: str(one.id))


def waiting_count(path: str) -> int:
    return db.session.scalar(_through(select(func.count())).where(_waits(path))) or 0


def _through(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The requests with the link they came through, and whose it is."""
    return (
        wanted.select_from(JoinRequest)
        .join(JoinLink, JoinLink.id == JoinRequest.link_id)
        .join(Organisation, Organisation.id == JoinLink.organisation_id)
    )


def _waits(path: str) -> Any:
    return Organisation.path.startswith(path, autoescape=True) & (JoinRequest.decision == Decision.WAITING)


def place_of(request_id: int) -> tuple[str, int]:
    """The path and the id of the organisation someone asked to join; NoResultFound when there is no such request."""
    found = _through(select(Organisation.path, Organisation.id)).where(JoinRequest.id == request_id)
    row = db.session.execute(found).one()
    return str(row.path), int(row.id)


def guest_types() -> Sequence[MemberType]:
    """The kinds of people who are no members, in their order."""
    guests = select(MemberType).where(MemberType.is_member.is_(False))
    return db.session.scalars(guests.order_by(MemberType.position, MemberType.key)).all()


def asked(handle: str) -> Standing:
    """How it stands with the request of this handle; NoResultFound when there is none."""
    found = _through(select(JoinRequest.decision, Organisation.name, JoinRequest.asked_at)).where(
        JoinRequest.handle == handle
    )
    return Standing(*db.session.execute(found).one())
