"""Finding the links to join by, and those who came through one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from quizapp.db import db
from quizapp.people.models import JoinLink, JoinRequest, Member, MemberType, Organisation


@dataclass(frozen=True, slots=True)
class Door:
    """A link that lets people in now: whose it is, and as what they come."""

    link_id: int
    code: str
    organisation_id: int
    organisation_name: str
    path: str
    zone: str
    joining: str  # people/settings.py
    member_type: str
    title_zh: str
    title_en: str


def is_open(at: datetime) -> ColumnElement[bool]:
    """A link that was not closed, before its day, of an organisation that is open."""
    return and_(JoinLink.closed_at.is_(None), JoinLink.expires_at > at, Organisation.closed_on.is_(None))


def door(code: str, *, at: datetime) -> Door | None:
    """Where a link's code leads at this instant; None for one that is unknown, closed or past its day alike."""
    columns = (
        JoinLink.id,
        JoinLink.code,
        Organisation.id,
        Organisation.name,
        Organisation.path,
        Organisation.zone,
        Organisation.joining,
        MemberType.key,
        MemberType.title_zh,
        MemberType.title_en,
    )
    found: Select[*tuple[Any, ...]] = (
        select(*columns)
        .select_from(JoinLink)
        .join(Organisation, Organisation.id == JoinLink.organisation_id)
        .join(MemberType, MemberType.key == JoinLink.member_type)
    )
    row = db.session.execute(found.where(JoinLink.code == code, is_open(at))).first()
    return Door(*row) if row else None


def name_taken(sign_in_name: str) -> bool:
    """Whether a member signs in with this name, or someone who waits to be let in will."""
    waits = and_(JoinRequest.sign_in_name == sign_in_name, JoinRequest.decided_at.is_(None))
    found = or_(exists().where(Member.sign_in_name == sign_in_name), exists().where(waits))
    return bool(db.session.scalar(select(found)))


def members_other_than_guests() -> ColumnElement[bool]:
    """Whether a member is one, and not an applicant or one of the public."""
    return Member.member_type.in_(select(MemberType.key).where(MemberType.is_member))
