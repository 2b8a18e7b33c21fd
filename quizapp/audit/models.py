"""The audit trail's one table."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model


class AuditRow(Model):
    """One administrative act: who, what, on whom, from what to what. Rows are only ever added."""

    __tablename__ = "audit_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=PSEUDONYMISE
    )  # None: a command
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    verb: Mapped[str] = mapped_column(String(60), index=True, info=KEEP)
    subject: Mapped[str] = mapped_column(String(120), info=KEEP)
    changes: Mapped[dict[str, Any]] = mapped_column(info=KEEP)
