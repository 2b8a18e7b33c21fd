"""Tables of days that neither break a run of study days nor lengthen it: a member's leave, and outages of a place."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model


class Leave(Model):
    """Days on which a member is on leave, both ends included; given up when `dropped_at` is set."""

    __tablename__ = "points_leaves"
    __table_args__ = (
        CheckConstraint("from_on <= last_on", name="ends_after_it_begins"),
        Index(None, "member_id", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    from_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(200), info=ERASE)  # may tell of someone's health
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]


class Outage(Model):
    """Days on which nobody at or below an organisation could study here, both ends included."""

    __tablename__ = "points_outages"
    __table_args__ = (CheckConstraint("from_on <= last_on", name="ends_after_it_begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    from_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), info=KEEP)
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]
