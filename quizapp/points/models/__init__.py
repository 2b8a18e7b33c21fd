"""The ledger's tables, and those of the counts folded from it."""

from quizapp.points.models.by_hand import Limit, Proposal, ProposalState
from quizapp.points.models.digests import Digest
from quizapp.points.models.excuses import Leave, Outage
from quizapp.points.models.ledger import (
    Balance,
    CapCounter,
    Entry,
    Score,
    StudyDay,
    TariffRule,
    Unpaid,
)
from quizapp.points.models.tallies import Heads, Tally, TallyPlace, TallyRun

__all__ = [
    "Balance",
    "CapCounter",
    "Digest",
    "Entry",
    "Heads",
    "Leave",
    "Limit",
    "Outage",
    "Proposal",
    "ProposalState",
    "Score",
    "StudyDay",
    "Tally",
    "TallyPlace",
    "TallyRun",
    "TariffRule",
    "Unpaid",
]
