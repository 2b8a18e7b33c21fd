"""The search slice's tables: what waits to be indexed, and what was looked for in vain."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Model


class OutboxRow(Model):
    """A document to put into the index, or to take out of it (no document). Done rows are deleted."""

    __tablename__ = "search_outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    document: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]


class Miss(Model):
    """How often a text was looked for in vain on a day; it names nobody."""

    __tablename__ = "search_misses"

    day: Mapped[date] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(60), primary_key=True)
    count: Mapped[int]
