"""Tables of the organisation tree and of what it looked like on earlier days."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import PSEUDONYMISE, Model, ValueOf
from quizapp.people.moving import Misfit

AT_ONCE = date(1970, 1, 1)  # the day of a mark that is due whatever day it is


class Field(StrEnum):
    """What kind of place a branch works in; the page of parts sums figures up by it, as it is today."""

    RURAL = "rural"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    AGENCY = "agency"
    OTHER = "other"


class Organisation(Model):
    """A node of the tree; a branch is one that members call home. Known by its code: names repeat."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    path: Mapped[str] = mapped_column(String(255), unique=True)
    is_branch: Mapped[bool] = mapped_column(default=False)
    field: Mapped[Field] = mapped_column(ValueOf(Field), default=Field.OTHER)
    category: Mapped[str | None] = mapped_column(String(40))
    closed_on: Mapped[date | None]
    own_settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What holds here, own or inherited (people/settings.py): kept with the row, so that a guard reads one row.
    zone: Mapped[str] = mapped_column(String(40))
    content_language: Mapped[str] = mapped_column(String(10))
    rank_visibility: Mapped[str] = mapped_column(String(10))
    joining: Mapped[str] = mapped_column(String(10))
    columns: Mapped[list[Any] | None]
    categories: Mapped[list[Any] | None]
    created_at: Mapped[datetime]


class OrganisationSpan(Model):
    """Where an organisation stood in the tree, and under which name, from a day to before another: for old reports.

    Spans of one organisation never overlap. `closed_on` is the day it was closed, where that was so by the end of the
    span; opened again, it has a new span without.
    """

    __tablename__ = "organisation_spans"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    until_on: Mapped[date | None]  # the first day it no longer holds
    path: Mapped[str] = mapped_column(String(255), index=True)
    parent_id: Mapped[int | None] = mapped_column(
        index=True
    )  # as the path has it: what hung below is found by it
    name: Mapped[str] = mapped_column(String(80))
    closed_on: Mapped[date | None]


class PlannedMove(Model):
    """A move that will be carried out on a later day. Done it was carried out, or dropped: by hand, or for a reason."""

    __tablename__ = "organisation_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    effective_on: Mapped[date]
    planned_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    planned_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    dropped_for: Mapped[Misfit | None] = mapped_column(ValueOf(Misfit))


class Headcount(Model):
    """How many people belong to a branch from a day on, where that is known otherwise than by its roster."""

    __tablename__ = "headcounts"
    __table_args__ = (CheckConstraint("heads >= 0", name="never_negative"),)

    branch_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    heads: Mapped[int]


class ToCount(Model):
    """A mark: the people of an organisation are to be counted again, not before a day.

    Written by the database itself (triggers on members, member types and headcounts), so that no way of changing them
    can forget it. A headcount that begins on a later day is marked for that day. There may be several of one kind:
    who marks never waits for who else marks.
    """

    __tablename__ = "organisations_to_count"
    __table_args__ = (Index(None, "organisation_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int]  # what is marked names it already; a key here would be one more lock
    due_on: Mapped[date]
