"""Tables of phones: every change of one, and those that could not be reached."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model, ValueOf


class ChangedBy(StrEnum):
    """Who gave a member another phone."""

    OWNER = "owner"
    KEEPER = "keeper"
    ROSTER = "roster"


class PhoneChange(Model):
    """One change of a member's phone, both numbers encrypted."""

    __tablename__ = "phone_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    before_sealed: Mapped[bytes | None] = mapped_column(info=ERASE)
    after_sealed: Mapped[bytes | None] = mapped_column(info=ERASE)
    how: Mapped[ChangedBy] = mapped_column(ValueOf(ChangedBy), info=KEEP)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    at: Mapped[datetime]


class Bounce(Model):
    """The present phone of a member did not reach them; gone as soon as they have another."""

    __tablename__ = "phone_bounces"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    noted_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when the member was asked for a new number
