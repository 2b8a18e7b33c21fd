"""Every way points move, and the counts folded from them."""

from quizapp.points.operations.adding import propose_additions, send_draft
from quizapp.points.operations.by_hand import adjust, reverse, set_limit
from quizapp.points.operations.changing import (
    approve_tariff,
    postpone_tariff,
    propose_tariff,
    reject_tariff,
    withdraw_tariff,
)
from quizapp.points.operations.closing import close_day
from quizapp.points.operations.excusing import drop_leave, drop_outage, note_leave, note_outage
from quizapp.points.operations.folding import fold, fold_gains, recount, redraw
from quizapp.points.operations.paying import earn, forget_unpaid, note_unpaid
from quizapp.points.operations.proposing import approve, change_points, decline, take_back, withdraw
from quizapp.points.operations.simulating import keep_piece
from quizapp.points.operations.spending import refund, spend
from quizapp.points.operations.tariff import load_tariff

__all__ = [
    "adjust",
    "approve",
    "approve_tariff",
    "change_points",
    "close_day",
    "decline",
    "drop_leave",
    "drop_outage",
    "earn",
    "fold",
    "fold_gains",
    "forget_unpaid",
    "keep_piece",
    "load_tariff",
    "note_leave",
    "note_outage",
    "note_unpaid",
    "postpone_tariff",
    "propose_additions",
    "propose_tariff",
    "recount",
    "redraw",
    "refund",
    "reject_tariff",
    "reverse",
    "send_draft",
    "set_limit",
    "spend",
    "take_back",
    "withdraw",
    "withdraw_tariff",
]
