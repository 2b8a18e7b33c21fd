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
from quizapp.points.models.standings import Leader, ScoreHeads
from quizapp.points.models.tallies import Heads, Tally, TallyPlace, TallyRun

__all__ = [
    "Balance",
    "CapCounter",
    "Entry",
    "Heads",
    "Leader",
    "Score",
    "ScoreHeads",
    "StudyDay",
    "Tally",
    "TallyPlace",
    "TallyRun",
    "TariffRule",
    "Unpaid",
]
