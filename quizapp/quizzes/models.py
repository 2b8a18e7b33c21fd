"""The attempts table: paper and responses live in the attempt's own row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.quizzes.states import Mode, State


class Attempt(Model):
    """One member's run through one quiz. `paper` and `responses` are what was asked and answered, as JSON."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("member_id", "quiz_key", "number"),
        Index(
            "ix_attempts_one_open",
            "member_id",
            "quiz_key",
            unique=True,
            sqlite_where=text("state = 'in_progress'"),
            postgresql_where=text("state = 'in_progress'"),
        ),
        Index(
            "ix_attempts_open_day",
            "day",
            sqlite_where=text("state = 'in_progress'"),
            postgresql_where=text("state = 'in_progress'"),
        ),
        Index(None, "member_id", "id"),
        CheckConstraint("score >= 0 AND right_count >= 0 AND answered >= 0", name="never_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(
        String(32), unique=True, info=KEEP
    )  # the name in addresses; not guessable
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    mode: Mapped[Mode] = mapped_column(ValueOf(Mode), info=KEEP)
    quiz_key: Mapped[str] = mapped_column(String(60), info=KEEP)  # "daily:2026-11-21"
    number: Mapped[int]  # 1 pays; later ones are practice
    day: Mapped[date]  # the study day it was started on, and ends with
    state: Mapped[State] = mapped_column(ValueOf(State), info=KEEP)
    paper: Mapped[list[Any]] = mapped_column(info=KEEP)  # what was asked; its shape is paper.Place
    responses: Mapped[list[Any]] = mapped_column(
        info=KEEP
    )  # per place: null, or what was given; see paper.Given
    answered: Mapped[int]  # the cursor: places answered so far, which are always the first ones
    score: Mapped[int]  # hundredths of a mark
    right_count: Mapped[int]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
