"""Every way points move, and the counts folded from them."""

from quizapp.points.operations.folding import fold, recount
from quizapp.points.operations.ledger import (
    adjust,
    earn,
    forget_unpaid,
    load_tariff,
    note_unpaid,
    redraw,
    reverse,
)

__all__ = [
    "adjust",
    "earn",
    "fold",
    "forget_unpaid",
    "load_tariff",
    "note_unpaid",
    "recount",
    "redraw",
    "reverse",
]
