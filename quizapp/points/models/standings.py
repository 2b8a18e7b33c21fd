"""Tables of the boards above the branch: heads per score or per gain, and the few at the top. Folded by one worker."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model

IN_ORDER = {"sqlite_with_rowid": False}  # rows lie in the order of their key, which is all that is asked for


class _Steps:
    """How many members of an organisation's whole stand on a step of a board in a span of time (points/ranks.py)."""

    period: Mapped[str] = mapped_column(String(8), primary_key=True)  # a Span of points.spans
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)  # a member type, or EVERYONE
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(primary_key=True)  # the lowest on the step
    heads: Mapped[int]


class ScoreHeads(_Steps, Model):
    """Heads by the points earned in the span."""

    __tablename__ = "points_standings"
    __table_args__ = IN_ORDER


class GainHeads(_Steps, Model):
    """Heads by the points gained over the span before, written anew at each counting."""

    __tablename__ = "points_gained"
    __table_args__ = (CheckConstraint("heads > 0", name="heads_above_nothing"), IN_ORDER)


class GainRun(Model):
    """What the heads of a span were counted from: their board is exact for these entries, and this tree."""

    __tablename__ = "points_gained_runs"
    __table_args__ = (
        CheckConstraint("entries >= 0", name="entries_never_negative"),
        CheckConstraint("moves >= 0", name="moves_never_negative"),
    )

    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    entries: Mapped[int]  # the id of the last entry counted; 0 for none
    moves: Mapped[int]  # the id of the last TallyMove that was carried over by then; 0 for none


_empty = ScoreHeads.heads == 0
Index("ix_points_standings_empty", ScoreHeads.heads, postgresql_where=_empty, sqlite_where=_empty)


class Leader(Model):
    """One of the first on a board above the branch."""

    __tablename__ = "points_leaders"
    __table_args__ = IN_ORDER

    period: Mapped[str] = mapped_column(String(8), primary_key=True, info=KEEP)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True, info=KEEP)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), primary_key=True, index=True, info=PSEUDONYMISE
    )
    score: Mapped[int]
