"""Every way points move, and the counts folded from them."""

from quizapp.points.operations.by_hand import adjust, reverse
from quizapp.points.operations.folding import fold, recount, redraw
from quizapp.points.operations.paying import earn, forget_unpaid, note_unpaid
from quizapp.points.operations.proposing import (
    approve,
    postpone,
    propose,
    propose_additions,
    reject,
    withdraw,
)
from quizapp.points.operations.simulating import keep_piece
from quizapp.points.operations.spending import refund, spend
from quizapp.points.operations.tariff import load_tariff

__all__ = [
    "adjust",
    "approve",
    "earn",
    "fold",
    "forget_unpaid",
    "keep_piece",
    "load_tariff",
    "note_unpaid",
    "postpone",
    "propose",
    "propose_additions",
    "recount",
    "redraw",
    "refund",
    "reject",
    "reverse",
    "spend",
    "withdraw",
]
