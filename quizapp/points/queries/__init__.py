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
)
from quizapp.points.queries.statement import Line, StatementDay, statement, unpaid
from quizapp.points.queries.tariff import (
    additions_from,
    forget_tariff,
    latest_day,
    member_types,
    rules_for,
    rules_on,
    tariff,
)

__all__ = [
    "EntryFacts",
    "Line",
    "Seen",
    "Standing",
    "StatementDay",
    "additions_from",
    "balance",
    "day_used",
    "entry",
    "entry_of",
    "forget_tariff",
    "house_day",
    "latest_day",
    "look",
    "member_types",
    "members_after",
    "rules_for",
    "rules_on",
    "score",
    "statement",
    "streak",
    "tariff",
    "unpaid",
]
