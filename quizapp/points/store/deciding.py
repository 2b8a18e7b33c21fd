"""The compare-and-set by which a proposed change of points stops waiting; called by operations, inside their transaction."""

from datetime import datetime

from sqlalchemy import update

from quizapp.db import changed
from quizapp.points.models import Proposal, ProposalState


def settle(proposal_id: int, state: ProposalState, *, by: int, at: datetime, answer: str | None) -> bool:
    """Of any number who approve, decline or withdraw one proposal at once, one does: True for that one."""
    waiting = Proposal.id == proposal_id, Proposal.state == ProposalState.WAITING
    decided = {"state": state, "decided_by": by, "decided_at": at, "answer": answer}
    return changed(update(Proposal).where(*waiting).values(decided)) == 1
