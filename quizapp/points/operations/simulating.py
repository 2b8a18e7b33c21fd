"""Keeping what a simulation has found, piece by piece."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from quizapp.db import changed, db, operation
from quizapp.points.models import Simulation, TariffProposal
from quizapp.points.simulating import Found


@operation
def keep_piece(
    *, proposal_id: int, lines: Sequence[Any], after: int, upto: int, found: Found, at: datetime
) -> bool:
    """Add what the members above `after` and up to `upto` came to under `lines`; False when somebody counted them

    meanwhile, or when the proposal says something else by now.
    """
    now = select(TariffProposal.lines).where(TariffProposal.id == proposal_id).with_for_update(read=True)
    if db.session.scalar(now) != lines:
        return False
    here = Simulation.proposal_id == proposal_id, Simulation.reached == after, Simulation.done_at.is_(None)
    so_far = db.session.execute(select(Simulation.found, Simulation.until).where(*here)).first()
    if so_far is None:
        return False
    values = {
        "found": Found.read(so_far.found).plus(found).stored(),
        "reached": min(upto, so_far.until),
        "done_at": at if upto >= so_far.until else None,
    }
    return changed(update(Simulation).where(*here).values(**values)) == 1
