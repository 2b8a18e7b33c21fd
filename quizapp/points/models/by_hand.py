"""Tables of what people change by hand: proposals that wait for a second person, and how much one may move alone."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model, ValueOf


class ProposalState(StrEnum):
    """What became of a proposal. Values are stored; they are never renamed."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Proposal(Model):
    """Points to add, or an entry to take back, that one administrator asks another to approve. Moves nothing by itself."""

    __tablename__ = "points_proposals"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index(None, "state", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket: Mapped[str] = mapped_column(String(64), unique=True, info=KEEP)  # made by the page, sent once
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True, info=PSEUDONYMISE)
    amount: Mapped[int]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("points_entries.id"))
    reason: Mapped[str] = mapped_column(String(200), info=KEEP)
    actor_id: Mapped[int] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    at: Mapped[datetime]
    state: Mapped[ProposalState] = mapped_column(ValueOf(ProposalState), info=KEEP)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("members.id"), info=PSEUDONYMISE)
    decided_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(200), info=KEEP)  # why it was declined


# Read by the page that lists them; one entry waits to be taken back once.
_waiting = Proposal.state == ProposalState.WAITING
Index(
    "ux_points_proposals_waiting",
    Proposal.reverses_id,
    unique=True,
    postgresql_where=_waiting,
    sqlite_where=_waiting,
)


class Limit(Model):
    """How many points one administrator may move alone, from an instant on: append-only, so that every entry is judged

    by what held when it was posted.
    """

    __tablename__ = "points_limits"
    __table_args__ = (CheckConstraint("most >= 0", name="never_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_at: Mapped[datetime]
    most: Mapped[int]
