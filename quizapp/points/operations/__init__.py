"""Every way points move, and the counts folded from them."""

from quizapp.points.operations.by_hand import adjust, reverse, set_limit
from quizapp.points.operations.closing import close_day
from quizapp.points.operations.excusing import drop_leave, drop_outage, note_leave, note_outage
from quizapp.points.operations.folding import fold, recount, redraw
from quizapp.points.operations.paying import earn, forget_unpaid, note_unpaid
from quizapp.points.operations.proposing import approve, change_points, decline, take_back
from quizapp.points.operations.spending import refund, spend
from quizapp.points.operations.tariff import load_tariff

__all__ = [
    "adjust",
    "approve",
    "change_points",
    "close_day",
    "decline",
    "drop_leave",
    "drop_outage",
    "earn",
    "fold",
    "forget_unpaid",
    "load_tariff",
    "note_leave",
    "note_outage",
    "note_unpaid",
    "recount",
    "redraw",
    "refund",
    "reverse",
    "set_limit",
    "spend",
    "take_back",
]
