"""What is published about the ledger, sentence by sentence, beside the rules of the tariff."""

from quizapp.kernel.message import Message
from quizapp.points.earning import Code
from quizapp.points.streaks import FREEZES_A_MONTH

PAID_FOR = frozenset({Code.ADJUST, Code.REVERSAL})  # entered from the ledger's own desk
LEDGER: tuple[Message, ...] = (
    Message(
        "Every point is an entry with its reason. An entry stays as it was written; a mistake is taken back by another."
    ),
    Message(
        "Points you earned count on the boards. Redeeming lowers only what you can spend, so it never costs a place."
    ),
    Message("What is taken back after it was spent is owed, and repaid first from what you earn next."),
    Message("What is taken back counts on the day it was earned."),
    Message("Near the most of a day or a week, the part that still fits is paid."),
    Message("A change of the rules is announced before its day, and never changes what was paid before."),
    Message(
        "%(count)s missed days a month are bridged by themselves; a study day has at least one paid act of learning.",
        count=FREEZES_A_MONTH,
    ),
)
