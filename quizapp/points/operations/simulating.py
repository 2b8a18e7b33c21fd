"""Keeping what a simulation has found, piece by piece."""

from datetime import datetime

from quizapp.db import db, operation
from quizapp.points.models import Simulation
from quizapp.points.simulating import Found


@operation
def keep_piece(*, proposal_id: int, after: int, upto: int, found: Found, at: datetime) -> bool:
    """Add what the members above `after` and up to `upto` came to; False when somebody counted them meanwhile."""
    kept = db.session.get(Simulation, proposal_id, with_for_update=True, populate_existing=True)
    if kept is None or kept.reached != after or kept.done_at is not None:
        return False
    kept.found = Found.read(kept.found).plus(found).stored()
    kept.reached = min(upto, kept.until)
    kept.done_at = at if upto >= kept.until else None
    return True
