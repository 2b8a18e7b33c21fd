"""What a finished attempt paid, line by line, and why the rest of it paid nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.kernel.message import Message
from quizapp.points.earning import Code
from quizapp.points.names import NAMES
from quizapp.points.reasons import Reason
from quizapp.quizzes.run import Run
from quizapp.quizzes.showing import Explained


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One line: what it was for, the points paid, why not more, and the question (from 1) whose explanation says so."""

    title: Message
    amount: int
    note: Message | None = None
    number: int | None = None


def lines(run: Run, answers: Sequence[Explained], *, paid: int, why_less: Message | None) -> list[PaidLine]:
    """What the attempt paid, then a line for every answer that paid nothing (PRODUCT: "why this number?").

    `paid` are the points the ledger holds for it; `why_less` is the ledger's reason where that is less than was wanted.
    """
    title = NAMES[Code.DAILY_QUIZ]
    if run.is_practice:
        return [PaidLine(title, 0, Reason.PRACTICE.words)]
    first = PaidLine(title, paid, why_less)
    return [first, *(_unpaid(answer) for answer in answers if not answer.right)]


def _unpaid(answer: Explained) -> PaidLine:
    return PaidLine(Message("Question %(number)s", number=answer.number), 0, _why(answer), answer.number)


def _why(answer: Explained) -> Message:
    if not answer.answered:
        return Message("It was not answered")
    if answer.share:
        return Message("Partly right; points are paid for full marks only")
    return Reason.WRONG_ANSWER.words
