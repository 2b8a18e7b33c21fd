"""Tables in which a roster waits between being read and being applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model


class RosterImport(Model):
    """One roster file on its way in: staged in chunks, checked, then applied whole or not at all."""

    __tablename__ = "roster_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    mode: Mapped[str] = mapped_column(String(10), info=KEEP)  # upsert | diff
    state: Mapped[str] = mapped_column(String(10), info=KEEP)  # staging | checked | applied | dropped
    file_name: Mapped[str] = mapped_column(String(200), info=KEEP)
    digest: Mapped[str] = mapped_column(String(64), info=KEEP)  # of the file: a second run finds the first
    staged: Mapped[int]  # rows staged so far: where a run that was cut off goes on
    report: Mapped[dict[str, Any]] = mapped_column(info=KEEP)  # counts and the first complaints
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class RosterRow(Model):
    """One row of a roster, as it was read; `complaint` names the column when something is wrong with it."""

    __tablename__ = "roster_rows"
    __table_args__ = (Index(None, "import_id", "roster_key"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # the row of the file, the header being row 1
    roster_key: Mapped[str | None] = mapped_column(String(60), info=ERASE)
    sign_in_name: Mapped[str | None] = mapped_column(String(64), info=ERASE)
    name: Mapped[str | None] = mapped_column(String(60), info=ERASE)
    phone_sealed: Mapped[bytes | None] = mapped_column(info=ERASE)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True, info=ERASE)
    branch_code: Mapped[str | None] = mapped_column(String(60), info=KEEP)
    member_type: Mapped[str | None] = mapped_column(String(30), info=KEEP)
    complaint_column: Mapped[str | None] = mapped_column(String(60), info=KEEP)
    complaint: Mapped[str | None] = mapped_column(String(300), info=KEEP)
