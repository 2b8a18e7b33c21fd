"""A proposal about the tariff as it is kept: its row, its simulation, its line in the trail; written by operations, inside their transaction."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from quizapp.audit.operations import record
from quizapp.db import db
from quizapp.kernel.clock import month_start
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import queries as people
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import Me
from quizapp.points.models import Simulation, TariffProposal, TariffState


def sent_with(ticket: str) -> int | None:
    """What was proposed by the form with this ticket; a draft of it is not."""
    mine = TariffProposal.ticket == ticket, TariffProposal.state != TariffState.DRAFT
    found: int | None = db.session.scalar(select(TariffProposal.id).where(*mine))
    return found


def locked(proposal_id: int, by: int, at: datetime) -> tuple[TariffProposal, Me, str]:
    """A proposal, who acts, and the path of its place; the row and the roles stay as they are until the end."""
    wanted = select(TariffProposal, Organisation.path).join(
        Organisation, Organisation.id == TariffProposal.organisation_id
    )
    row, path = db.session.execute(
        wanted.where(TariffProposal.id == proposal_id)
        .with_for_update(of=TariffProposal)
        .execution_options(populate_existing=True)
    ).one()
    return row, people.standing(by, at=at, lock=True), path


def write(
    row: TariffProposal,
    *,
    lines: list[dict[str, Any]],
    starts_on: date,
    reason: str,
    ticket: str,
    at: datetime,
    state: TariffState = TariffState.OPEN,
) -> None:
    """Have a row say this, a new one or a draft. What is proposed stands in the trail; a draft is nobody's business."""
    unless(bool(reason.strip()), Message("Say why: the second person reads it.")).enforce()
    row.ticket, row.lines, row.starts_on, row.reason = ticket, lines, starts_on, reason.strip()
    row.state, row.proposed_at = state, at
    db.session.add(row)
    db.session.flush()
    if state is TariffState.OPEN:
        tell_proposed(row, at)


def begin_simulation(made: TariffProposal, today: date) -> None:
    """Count from the beginning. The month before this one: the last of which everything is known."""
    last = month_start(today) - timedelta(days=1)
    until = db.session.scalar(select(func.max(Member.id))) or 0
    found: dict[str, Any] = {}
    db.session.execute(delete(Simulation).where(Simulation.proposal_id == made.id))
    db.session.add(
        Simulation(
            proposal_id=made.id, first_on=month_start(last), last_on=last, reached=0, until=until, found=found
        )
    )


def tell_proposed(row: TariffProposal, at: datetime) -> None:
    changes = {"rules": [None, codes_in(row.lines)], "on": [None, str(row.starts_on)]}
    note("propose_tariff", row, changes, row.proposer_id, at)


def codes_in(lines: Sequence[Any]) -> list[str]:
    return [line["code"] for line in lines]


def note(verb: str, row: TariffProposal, changes: dict[str, Any], by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=row.organisation_id,
        verb=verb,
        subject=f"tariff:{row.id}",
        changes=changes,
        at=at,
    )
