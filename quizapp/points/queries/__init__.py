"""Reading the ledger and its sums. Every question here is one statement unless it says otherwise."""

from quizapp.points.queries.ledger import (
    EntryFacts,
    Seen,
    Standing,
    balance,
    day_used,
    entry,
    entry_of,
    house_day,
    look,
    members_after,
    score,
    streak,
    study_days_by_month,
)
from quizapp.points.queries.statement import Line, StatementDay, statement, unpaid
from quizapp.points.queries.tariff import rules_on, tariff

__all__ = [
    "EntryFacts",
    "Line",
    "Seen",
    "Standing",
    "StatementDay",
    "balance",
    "day_used",
    "entry",
    "entry_of",
    "house_day",
    "look",
    "members_after",
    "rules_on",
    "score",
    "statement",
    "streak",
    "study_days_by_month",
    "tariff",
    "unpaid",
]
