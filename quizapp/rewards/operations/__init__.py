"""What can be done with rewards: offering them, redeeming, deciding, handing over, and giving back."""

from quizapp.rewards.operations.deciding import approve, hand_over, reveal
from quizapp.rewards.operations.ending import cancel, cancel_own, decline, expire, warn
from quizapp.rewards.operations.offering import (
    add_codes,
    change,
    change_stock,
    offer,
    offer_again,
    show_picture,
    withdraw,
)
from quizapp.rewards.operations.redeeming import redeem

__all__ = [
    "add_codes",
    "approve",
    "cancel",
    "cancel_own",
    "change",
    "change_stock",
    "decline",
    "expire",
    "hand_over",
    "offer",
    "offer_again",
    "redeem",
    "reveal",
    "show_picture",
    "warn",
    "withdraw",
]
