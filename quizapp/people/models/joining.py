"""Tables of how people come in: invitations by one-time codes, links to join by, and those who asked to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model, ValueOf


class Decision(StrEnum):
    """What became of someone who asked to join. Values are stored; they are never renamed."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"  # nobody decided in time


class InvitationBatch(Model):
    """Codes made at one time for those invited at and below an organisation. They were shown once, in that answer."""

    __tablename__ = "invitation_batches"
    __table_args__ = (CheckConstraint("codes >= 0", name="never_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[str] = mapped_column(
        String(64), unique=True, info=KEEP
    )  # of the form: sent twice, made once
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    codes: Mapped[int]


class Invitation(Model):
    """A one-time code of 80 random bits by which a member sets the first password; kept as a keyed digest.

    A member has at most one that is neither used nor voided; making another voids it.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("invitation_batches.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    code_index: Mapped[str] = mapped_column(String(64), unique=True, info=ERASE)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]


_open = and_(Invitation.used_at.is_(None), Invitation.voided_at.is_(None))
Index("ix_invitations_open", Invitation.member_id, unique=True, sqlite_where=_open, postgresql_where=_open)


class JoinLink(Model):
    """A door of an organisation for people who are not its members, opened by an administrator; it closes by its day."""

    __tablename__ = "join_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True, info=KEEP)  # stands on posters: no secret
    member_type: Mapped[str] = mapped_column(ForeignKey("member_types.key"), info=KEEP)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class JoinRequest(Model):
    """Someone who came through a link. Who is let in becomes a member; what they told is then forgotten here."""

    __tablename__ = "join_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("join_links.id"), index=True)
    handle: Mapped[str] = mapped_column(
        String(40), unique=True, info=KEEP
    )  # of the page that tells how it stands
    decision: Mapped[Decision] = mapped_column(ValueOf(Decision), info=KEEP)
    name: Mapped[str | None] = mapped_column(String(60), info=ERASE)
    sign_in_name: Mapped[str | None] = mapped_column(String(64), info=ERASE)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, info=ERASE)
    phone_index: Mapped[str | None] = mapped_column(String(64), info=ERASE)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=ERASE)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)


_waiting = JoinRequest.decided_at.is_(None)
Index(
    "ix_join_requests_waiting",
    JoinRequest.sign_in_name,
    unique=True,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
