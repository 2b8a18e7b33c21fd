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
from quizapp.points.models.standings import GainHeads, GainRun, Leader, ScoreHeads
from quizapp.points.models.tallies import Heads, Tally, TallyMove, TallyPlace, TallyRun
from quizapp.points.models.tariff import AdditionRow, Simulation, TariffProposal, TariffState

__all__ = [
    "AdditionRow",
    "Balance",
    "CapCounter",
    "Digest",
    "Entry",
    "GainHeads",
    "GainRun",
    "Heads",
    "Leader",
    "Leave",
    "Limit",
    "Outage",
    "Proposal",
    "ProposalState",
    "Score",
    "ScoreHeads",
    "Simulation",
    "StudyDay",
    "Tally",
    "TallyMove",
    "TallyPlace",
    "TallyRun",
    "TariffProposal",
    "TariffRule",
    "TariffState",
    "Unpaid",
]
