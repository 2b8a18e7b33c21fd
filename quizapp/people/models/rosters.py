"""Tables in which a roster waits between being read and being applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import ERASE, KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.people.roster_plan import Change, Mode, Stage


class RosterImport(Model):
    """One roster file on its way in: staged in chunks, checked, then applied whole or not at all."""

    __tablename__ = "roster_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    mode: Mapped[Mode] = mapped_column(ValueOf(Mode), info=KEEP)
    state: Mapped[Stage] = mapped_column(ValueOf(Stage), info=KEEP)
    file_name: Mapped[str] = mapped_column(String(200), info=KEEP)
    digest: Mapped[str] = mapped_column(String(64), info=KEEP)  # of the file: a second run finds the first
    staged: Mapped[int]  # the last row staged: where a run that was cut off goes on
    report: Mapped[dict[str, Any]] = mapped_column(
        info=KEEP
    )  # its last row; later how many rows make each change
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    ticket: Mapped[str | None] = mapped_column(
        String(64), unique=True, index=True, info=KEEP
    )  # of the press that applied it: pressed twice, it is applied once


class RosterPart(Model):
    """A piece of a roster file sent by a page, encrypted: kept until the import has ended, so that others can go on."""

    __tablename__ = "roster_parts"

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # from 0, in the order of the file
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info=ERASE)


class RosterRow(Model):
    """One row of a roster as it was read, and what it will change; `complaint` says why a row is refused.

    The rows of an organisation's last applied roster stay: the next one is compared with them.
    """

    __tablename__ = "roster_rows"
    __table_args__ = (Index(None, "import_id", "roster_key"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("roster_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # as a spreadsheet numbers the file's rows
    roster_key: Mapped[str | None] = mapped_column(String(60), info=ERASE)
    sign_in_name: Mapped[str | None] = mapped_column(String(64), info=ERASE)
    name: Mapped[str | None] = mapped_column(String(60), info=ERASE)
    phone_sealed: Mapped[bytes | None] = mapped_column(info=ERASE)
    phone_index: Mapped[str | None] = mapped_column(String(64), info=ERASE)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    member_type: Mapped[str | None] = mapped_column(String(30), info=KEEP)
    member_id: Mapped[int | None] = mapped_column(info=PSEUDONYMISE)  # whom it is about, when known before
    change: Mapped[Change] = mapped_column(ValueOf(Change), info=KEEP)
    complaint_column: Mapped[str | None] = mapped_column(String(60), info=KEEP)
    complaint: Mapped[str | None] = mapped_column(String(300), info=KEEP)
