"""Every way points move, and the counts folded from them."""

from quizapp.points.operations.by_hand import adjust, reverse
from quizapp.points.operations.folding import fold, fold_gains, recount, redraw
from quizapp.points.operations.paying import earn, forget_unpaid, note_unpaid
from quizapp.points.operations.spending import refund, spend
from quizapp.points.operations.tariff import load_tariff

__all__ = [
    "adjust",
    "earn",
    "fold",
    "fold_gains",
    "forget_unpaid",
    "load_tariff",
    "note_unpaid",
    "recount",
    "redraw",
    "refund",
    "reverse",
    "spend",
]
