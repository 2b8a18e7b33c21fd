"""Tables of the boards above the branch: heads per score, and the few at the top. Folded by one worker."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model

IN_ORDER = {"sqlite_with_rowid": False}  # rows lie in the order of their key, which is all that is asked for


class ScoreHeads(Model):
    """How many members of an organisation's whole stand on a step of scores in a span of time (points/ranks.py)."""

    __tablename__ = "points_standings"
    __table_args__ = IN_ORDER

    period: Mapped[str] = mapped_column(String(8), primary_key=True)  # a Span of points.spans
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)  # a member type, EVERYONE or GAINED
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(primary_key=True)  # the lowest on the step
    heads: Mapped[int]


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
