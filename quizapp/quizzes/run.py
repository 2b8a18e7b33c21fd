"""One attempt as it was read: where it stands, what is asked next, and what its member may see by now."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from quizapp.kernel.message import Message
from quizapp.quizzes.paper import Given, Place
from quizapp.quizzes.states import State

PAYS = 1  # the number of the attempt that pays; later ones are practice


@dataclass(frozen=True, slots=True)
class Run:
    """An attempt's row, with paper and responses read from JSON."""

    id: int
    handle: str
    member_id: int
    quiz_key: str
    number: int
    day: date
    state: State
    paper: list[Place]
    responses: list[Given | None]
    answered: int
    score: int
    right_count: int
    started_at: datetime
    saved_at: datetime

    @property
    def is_practice(self) -> bool:
        return self.number != PAYS

    def is_late(self, today: date) -> bool:
        """Whether its study day went by while it was open: shown as closed, and closed by the next POST or the sweeper."""
        return self.state is State.IN_PROGRESS and self.day < today

    def is_open(self, today: date) -> bool:
        return self.state is State.IN_PROGRESS and not self.is_late(today)

    def is_released(self, place: int, today: date) -> bool:
        """Whether the key and the explanation of a place may leave the server: after its answer, or after the end."""
        return 0 <= place < len(self.paper) and (place < self.answered or not self.is_open(today))

    def place_to_show(self, wanted: int | None, today: date) -> int | None:
        """The place (from 0) that may be shown for the one wanted; None when only the result is left to show."""
        if wanted is not None and self.is_released(wanted, today):
            return wanted
        return self.answered if self.is_open(today) else None


class Answer(StrEnum):
    """What becomes of an answer that was sent."""

    SAVED = "saved"
    AGAIN = "again"  # the same answer, sent twice: nothing to do
    STANDS = "stands"  # another one was given before, and was shown
    AHEAD = "ahead"  # a question that is not yet asked
    INCOMPLETE = "incomplete"
    LATE = "late"  # the study day is over
    ENDED = "ended"

    @property
    def is_answered(self) -> bool:
        """Whether the question now holds an answer, so that its explanation may be shown."""
        return self in {Answer.SAVED, Answer.AGAIN, Answer.STANDS}


WHY_NOT: dict[Answer, Message] = {
    Answer.STANDS: Message("This question was answered before. The first answer stands."),
    Answer.AHEAD: Message("One question after the other: please answer this one first."),
    Answer.INCOMPLETE: Message("The answer is not complete yet. Fill it in, then press “Answer”."),
    Answer.LATE: Message("The day of this quiz is over, so this answer no longer counts."),
    Answer.ENDED: Message("This quiz was finished before this answer came, so it does not count."),
}


def judge(run: Run, place: int, answer: list[Any] | None, today: date) -> Answer:
    """What becomes of an answer to a place (from 0); `None` is one that could not be read or is not complete.

    The order of questions is the server's: only the place at the cursor takes an answer, and only once.
    """
    if 0 <= place < run.answered:
        given = run.responses[place]
        return Answer.AGAIN if given and given.answer == answer else Answer.STANDS
    if not run.is_open(today):
        return Answer.LATE if run.is_late(today) else Answer.ENDED
    if place != run.answered:
        return Answer.AHEAD
    return Answer.INCOMPLETE if answer is None else Answer.SAVED
