"""Tables of members, where they belonged on earlier days, and what they are granted."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
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


INSIDE = frozenset(
    {MemberState.INVITED, MemberState.REGISTERED, MemberState.ACTIVATED}
)  # neither kept out nor gone
WITH_PASSWORD = INSIDE - {MemberState.INVITED}


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
    __table_args__ = (Index(None, "branch_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, info=PSEUDONYMISE)
    sign_in_name: Mapped[str] = mapped_column(String(64), unique=True, info=ERASE)
    name: Mapped[str] = mapped_column(String(60), info=ERASE)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=ERASE)
    phone_index: Mapped[str | None] = mapped_column(String(64), unique=True, info=ERASE)
    member_type: Mapped[str] = mapped_column(ForeignKey("member_types.key"), info=KEEP)
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), info=KEEP)
    roster_key: Mapped[str | None] = mapped_column(
        String(60), unique=True, index=True, info=ERASE
    )  # the roster's own number
    kept_fields: Mapped[list[Any]] = mapped_column(
        default=list, info=KEEP
    )  # edited by hand: a roster leaves them
    state: Mapped[MemberState] = mapped_column(ValueOf(MemberState), info=KEEP)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=ERASE)
    must_change_password: Mapped[bool] = mapped_column(default=False, info=ERASE)
    interface_language: Mapped[str | None] = mapped_column(String(10), info=ERASE)
    content_language: Mapped[str | None] = mapped_column(String(10), info=ERASE)
    large_type: Mapped[bool] = mapped_column(default=False, info=ERASE)
    theme: Mapped[str] = mapped_column(String(8), default="auto", info=ERASE)  # auto | light | dark
    name_shown_since: Mapped[datetime | None] = mapped_column(
        info=ERASE
    )  # agreed then to stand on boards above the branch by name
    created_at: Mapped[datetime] = mapped_column(info=KEEP)
    registered_at: Mapped[datetime | None] = mapped_column(info=KEEP)
    activated_at: Mapped[datetime | None] = mapped_column(info=KEEP)
    erased_at: Mapped[datetime | None] = mapped_column(
        info=KEEP
    )  # what said who they were is gone since then


class MemberSpan(Model):
    """In which branch, and as which type, a member counted from a day to before another: for old reports."""

    __tablename__ = "member_spans"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]  # the first day it no longer holds
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    member_type: Mapped[str] = mapped_column(ForeignKey("member_types.key"), info=KEEP)


class HostBranch(Model):
    """The branch that hosts a floating member from a day to before another, beside the home branch."""

    __tablename__ = "host_branches"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]  # the first day it no longer holds
    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)


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
