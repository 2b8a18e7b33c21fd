"""Reading rewards and redemptions."""

from quizapp.rewards.queries.reserved import (
    Held,
    code_of,
    due,
    due_soon,
    held,
    mine,
    redemption,
    redemption_of,
    sealed_code,
    taken_on,
)
from quizapp.rewards.queries.shelves import (
    Offered,
    Shelf,
    Shown,
    Site,
    catalogue,
    left_at,
    reward,
    reward_seen_by,
    shelf,
    shown_to,
    sites,
)
from quizapp.rewards.queries.telling import told_facts

__all__ = [
    "Held",
    "Offered",
    "Shelf",
    "Shown",
    "Site",
    "catalogue",
    "code_of",
    "due",
    "due_soon",
    "held",
    "left_at",
    "mine",
    "redemption",
    "redemption_of",
    "reward",
    "reward_seen_by",
    "sealed_code",
    "shelf",
    "shown_to",
    "sites",
    "taken_on",
    "told_facts",
]
