"""The table in which a file of organisations waits between being looked at and being applied."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Model


class TreeFile(Model):
    """A file of organisations sent by a page, encrypted; what it would change is judged anew each time it is looked at.

    One waits for each organisation. Applied, it keeps what it changed and no longer its content.
    """

    __tablename__ = "tree_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    counts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
