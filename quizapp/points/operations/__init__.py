"""Every way points move, and the counts folded from them."""

from quizapp.points.operations.by_hand import adjust, reverse
from quizapp.points.operations.changing import (
    approve_tariff,
    postpone_tariff,
    propose_additions,
    propose_tariff,
    reject_tariff,
    withdraw_tariff,
)
from quizapp.points.operations.folding import fold, recount, redraw
from quizapp.points.operations.paying import earn, forget_unpaid, note_unpaid
from quizapp.points.operations.simulating import keep_piece
from quizapp.points.operations.spending import refund, spend
from quizapp.points.operations.tariff import load_tariff

__all__ = [
    "adjust",
    "approve_tariff",
    "earn",
    "fold",
    "forget_unpaid",
    "keep_piece",
    "load_tariff",
    "note_unpaid",
    "postpone_tariff",
    "propose_additions",
    "propose_tariff",
    "recount",
    "redraw",
    "refund",
    "reject_tariff",
    "reverse",
    "spend",
    "withdraw_tariff",
]
