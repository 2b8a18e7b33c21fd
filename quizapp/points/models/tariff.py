"""Tables of what changes the tariff: what organisations add, what is proposed, and what a proposal would have paid."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model, ValueOf
from quizapp.points.earning import Code


class TariffState(StrEnum):
    """How far a proposal has come. Values are stored; they are never renamed."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DRAFT = "draft"  # counted for who thinks of it, and proposed to nobody yet


class AdditionRow(Model):
    """What an organisation adds to a rule, in one version; rows are added, never changed."""

    __tablename__ = "points_additions"
    __table_args__ = (
        UniqueConstraint("organisation_id", "code", "version"),
        CheckConstraint("points >= 0 AND cap >= 0", name="never_takes_away"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[Code] = mapped_column(ValueOf(Code))
    version: Mapped[int]
    starts_on: Mapped[date]
    points: Mapped[int]
    cap: Mapped[int]
    weekdays: Mapped[list[Any]]


class TariffProposal(Model):
    """A change of the tariff that waits for a second person: of the tariff itself, or of what an organisation adds."""

    __tablename__ = "points_tariff_proposals"
    __table_args__ = (
        Index(None, "organisation_id", "adds", "id"),
        Index(None, "state", "organisation_id"),
        CheckConstraint("state IN ('open', 'withdrawn') OR proposer_id <> decider_id", name="second_person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[str] = mapped_column(String(64), unique=True, info=KEEP)  # the form's: sent twice is once
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    adds: Mapped[bool]  # whether it is what the organisation adds; else the tariff itself
    lines: Mapped[list[Any]] = mapped_column(info=KEEP)  # their shape is changing.Change, or changing.Added
    starts_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), info=KEEP)
    state: Mapped[TariffState] = mapped_column(ValueOf(TariffState), info=KEEP)
    proposer_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    proposed_at: Mapped[datetime]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(200), info=KEEP)  # why it was turned down


class Simulation(Model):
    """What a proposal would have paid in a month that is over, counted in pieces: members up to `reached` of `until`."""

    __tablename__ = "points_simulations"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("points_tariff_proposals.id"), primary_key=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    reached: Mapped[int]
    until: Mapped[int]
    found: Mapped[dict[str, Any]]  # the sums so far; their shape is simulating.Found
    done_at: Mapped[datetime | None]
