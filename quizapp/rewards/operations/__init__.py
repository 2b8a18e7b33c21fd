"""What can be done with rewards: offering them, redeeming, deciding, handing over, and giving back."""

from quizapp.rewards.operations.calling_off import call_off, end_called_off, note_comers_file
from quizapp.rewards.operations.deciding import approve, hand_over, reveal
from quizapp.rewards.operations.ending import cancel, cancel_own, decline, expire, warn
from quizapp.rewards.operations.offering import (
    change,
    change_stock,
    offer,
    offer_again,
    show_picture,
    withdraw,
)
from quizapp.rewards.operations.redeeming import redeem
from quizapp.rewards.operations.vouchers import add_codes, take_out_codes

__all__ = [
    "add_codes",
    "approve",
    "call_off",
    "cancel",
    "cancel_own",
    "change",
    "change_stock",
    "decline",
    "end_called_off",
    "expire",
    "hand_over",
    "note_comers_file",
    "offer",
    "offer_again",
    "redeem",
    "reveal",
    "show_picture",
    "take_out_codes",
    "warn",
    "withdraw",
]
