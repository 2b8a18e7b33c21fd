"""The ledger's tables, and those of the counts folded from it."""

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
from quizapp.points.models.tariff import AdditionRow, Simulation, TariffProposal, TariffState

__all__ = [
    "AdditionRow",
    "Balance",
    "CapCounter",
    "Entry",
    "Heads",
    "Score",
    "Simulation",
    "StudyDay",
    "Tally",
    "TallyPlace",
    "TallyRun",
    "TariffProposal",
    "TariffRule",
    "TariffState",
    "Unpaid",
]
