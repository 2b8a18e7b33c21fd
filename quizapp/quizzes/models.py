"""Attempts, whose paper and responses live in their own row, and what is summed up from those that ended."""

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
        Index(
            "ix_attempts_to_count",
            "finished_at",
            "id",
            sqlite_where=text("counted IS 0"),
            postgresql_where=text("counted IS false"),
        ),
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
    counted: Mapped[bool] = mapped_column(default=False)  # whether the first tries below know it


class FirstTries(Model):
    """How many questions of a topic a member met for the first time in a month and answered, and how many rightly."""

    __tablename__ = "quiz_first_tries"
    __table_args__ = (CheckConstraint("right_count BETWEEN 0 AND asked", name="not_more_right_than_asked"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    topic_key: Mapped[str] = mapped_column(String(60), primary_key=True, info=KEEP)
    asked: Mapped[int]
    right_count: Mapped[int]


class QuestionsMet(Model):
    """Every question that stood on an ended paper of a member: it was shown with its answer, and is new no more.

    One row a member, for one row a question would be the largest table of the house.
    """

    __tablename__ = "quiz_questions_met"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    question_ids: Mapped[list[Any]] = mapped_column(info=KEEP)  # by rising id
