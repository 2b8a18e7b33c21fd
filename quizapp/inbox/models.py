"""The table of notices."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model
from quizapp.inbox.templates import A_DAY


class Notice(Model):
    """One notice to one member. Its key says what it is about: the same is not sent twice.

    `slot` numbers a member's notices of a day: the limit on how many there may be is kept by the database. Notices that are
    no part of that limit have none.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "key"),
        UniqueConstraint("member_id", "day", "slot"),
        CheckConstraint(f"slot BETWEEN 1 AND {A_DAY}", name="not_too_many_a_day"),
        Index(None, "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    template: Mapped[str] = mapped_column(String(40), info=KEEP)
    key: Mapped[str] = mapped_column(String(100), info=KEEP)
    told: Mapped[dict[str, Any]] = mapped_column(info=KEEP)  # the values in its words
    day: Mapped[date]
    slot: Mapped[int | None]
    at: Mapped[datetime]
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    read_at: Mapped[datetime | None]
