"""Tables of counts per organisation: who was there, what was earned, who is on the roster. Folded by one worker.

`whole` tells the two kinds of row apart: what the organisation's own members come to, and what everything at and below
it comes to. `member_type` is a key of member_types, or EVERYONE for all of them together.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Model


class Tally(Model):
    """How many members of an organisation visited and learned in a span of time, and the points they earned."""

    __tablename__ = "points_tallies"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    whole: Mapped[bool] = mapped_column(primary_key=True)
    member_type: Mapped[str] = mapped_column(String(30), primary_key=True)
    period: Mapped[str] = mapped_column(String(8), primary_key=True)  # a Span of points.spans
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    visited: Mapped[int]
    participated: Mapped[int]
    earned: Mapped[int]


_own = Tally.whole.is_(False)
Index(  # the branches by what they earned in a span: a board of all of them is read along it
    "ix_points_tallies_branches",
    *(Tally.period, Tally.starts_on, Tally.member_type, Tally.earned, Tally.organisation_id),
    postgresql_where=_own,
    sqlite_where=_own,
)


class Heads(Model):
    """How many people an organisation has from a day to before another, and how far they have come.

    `headcount` and `members` count members alone; `registered` and `activated` people of every type. The row of
    BESIDE_ROSTER holds by how much a headcount that was handed in differs from the roster.
    """

    __tablename__ = "points_heads"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    whole: Mapped[bool] = mapped_column(primary_key=True)
    member_type: Mapped[str] = mapped_column(String(30), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]  # the first day it no longer holds
    headcount: Mapped[int]
    members: Mapped[int]
    registered: Mapped[int]
    activated: Mapped[int]
    activated_members: Mapped[int]


_now = Heads.whole.is_(False) & Heads.until_on.is_(None)
Index(  # and the heads their points are divided by
    "ix_points_heads_branches",
    *(Heads.member_type, Heads.organisation_id, Heads.activated),
    postgresql_where=_now,
    sqlite_where=_now,
)


class TallyPlace(Model):
    """Where an organisation stood in the tree when its counts were last carried into those above it."""

    __tablename__ = "points_tally_places"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(255))


class TallyMove(Model):
    """A move of the tree that counts were carried over for: where the organisation had stood. Rows stay, in order."""

    __tablename__ = "points_tally_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    path: Mapped[str] = mapped_column(String(255))


class TallyRun(Model):
    """As of when a kind of count is true; its row is what two workers would wait for each other on."""

    __tablename__ = "points_tally_runs"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]
