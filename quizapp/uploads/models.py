"""Tables of what members sent, and of how much each of them sent in a day. The files themselves lie on the disk."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model


class Upload(Model):
    """One picture. Its handle names the files; `subject` is what shows it ("reward:17"), None while nothing does."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), unique=True, info=KEEP)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    made_at: Mapped[datetime]
    subject: Mapped[str | None] = mapped_column(String(60), info=KEEP)
    loose_since: Mapped[datetime | None]  # nothing shows it since then: it is dropped a day later


_loose = Upload.loose_since.is_not(None)
Index("ix_uploads_loose_since", Upload.loose_since, postgresql_where=_loose, sqlite_where=_loose)


class UploadDay(Model):
    """How much a member sent on a day: the only place where the day's limit is kept."""

    __tablename__ = "upload_days"
    __table_args__ = (CheckConstraint("files >= 0 AND bytes >= 0", name="never_negative"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    day: Mapped[date] = mapped_column(primary_key=True)
    files: Mapped[int]
    bytes: Mapped[int]
