"""Tables of organisations, members, their grants and their sign-ins."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.people.roles import Role


class MemberState(StrEnum):
    """How far someone has come: a password set makes registered, Today opened once makes activated."""

    INVITED = "invited"
    REGISTERED = "registered"
    ACTIVATED = "activated"
    SUSPENDED = "suspended"
    LEFT = "left"


class Field(StrEnum):
    """What kind of place a branch works in; figures are broken down by it."""

    RURAL = "rural"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    AGENCY = "agency"
    OTHER = "other"


class Organisation(Model):
    """A node of the tree; a branch is one that members call home. Known by its code: names repeat."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    path: Mapped[str] = mapped_column(String(255), unique=True)
    is_branch: Mapped[bool] = mapped_column(default=False)
    field: Mapped[Field] = mapped_column(ValueOf(Field), default=Field.OTHER)
    category: Mapped[str | None] = mapped_column(String(40))
    closed_on: Mapped[date | None]
    own_settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What holds here, own or inherited (people/settings.py): kept with the row, so that a guard reads one row.
    zone: Mapped[str] = mapped_column(String(40))
    content_language: Mapped[str] = mapped_column(String(10))
    rank_visibility: Mapped[str] = mapped_column(String(10))
    columns: Mapped[list[Any] | None]
    created_at: Mapped[datetime]


class OrganisationSpan(Model):
    """Where an organisation stood in the tree, and under which name, from a day to before another: for old reports."""

    __tablename__ = "organisation_spans"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]  # the first day it no longer holds
    path: Mapped[str] = mapped_column(String(255), index=True)
    name: Mapped[str] = mapped_column(String(80))


class PlannedMove(Model):
    """A move that will be carried out on a later day."""

    __tablename__ = "organisation_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    effective_on: Mapped[date]
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    planned_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class MemberType(Model):
    """An editable kind of member: office member, floating, applicant … `is_member` tells members from guests."""

    __tablename__ = "member_types"

    key: Mapped[str] = mapped_column(String(30), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(40))
    title_en: Mapped[str] = mapped_column(String(40))
    is_member: Mapped[bool]
    position: Mapped[int]


class Member(Model):
    """One person. The phone is encrypted, and found again by a keyed blind index."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True, info=PSEUDONYMISE)
    sign_in_name: Mapped[str] = mapped_column(String(64), unique=True, info=ERASE)
    name: Mapped[str] = mapped_column(String(60), info=ERASE)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=ERASE)
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True, info=ERASE)
    member_type: Mapped[str] = mapped_column(ForeignKey("member_types.key"), info=KEEP)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True, info=KEEP)
    state: Mapped[MemberState] = mapped_column(ValueOf(MemberState), info=KEEP)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=ERASE)
    must_change_password: Mapped[bool] = mapped_column(default=False, info=ERASE)
    interface_language: Mapped[str | None] = mapped_column(String(10), info=ERASE)
    content_language: Mapped[str | None] = mapped_column(String(10), info=ERASE)
    large_type: Mapped[bool] = mapped_column(default=False, info=ERASE)
    theme: Mapped[str] = mapped_column(String(8), default="auto", info=ERASE)  # auto | light | dark
    created_at: Mapped[datetime] = mapped_column(info=KEEP)
    registered_at: Mapped[datetime | None] = mapped_column(info=KEEP)
    activated_at: Mapped[datetime | None] = mapped_column(info=KEEP)


class GrantRow(Model):
    """A role held on an organisation and all below it."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("member_id", "role", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    role: Mapped[Role] = mapped_column(ValueOf(Role), info=KEEP)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class SignIn(Model):
    """One device signed in: the row that a session cookie stands for. The token itself is not stored."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=ERASE)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    device: Mapped[str] = mapped_column(String(120), info=ERASE)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInFailures(Model):
    """Wrong passwords counted per account and per network, shared by every worker."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (CheckConstraint("failures >= 0", name="never_negative"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)  # keyed digests, never names or addresses
    failures: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]
