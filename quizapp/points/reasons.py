"""Why an action paid nothing, or less than it might: every reason, in words for the member."""

from datetime import date
from enum import StrEnum

from quizapp.kernel.message import Message
from quizapp.points.earning import Code, Period, Rule


class Reason(StrEnum):
    """Stored beside the unpaid action; a value is never renamed or reused."""

    CAP_REACHED = "cap_reached"
    PAID_ALREADY = "paid_already"
    READ_BEFORE = "read_before"
    SEEN_BEFORE = "seen_before"
    TOO_FAST = "too_fast"
    NOT_FINISHED = "not_finished"
    WRONG_ANSWER = "wrong_answer"
    TOO_FEW_RIGHT = "too_few_right"
    PRACTICE = "practice"
    DAY_OVER = "day_over"
    TIME_LIMIT = "time_limit"
    NOT_FOR_TYPE = "not_for_type"
    NOT_ON_WEEKDAY = "not_on_weekday"
    NOT_IN_TARIFF = "not_in_tariff"
    FIRST_ONLY = "first_only"

    @property
    def words(self) -> Message:
        """The reason as a sentence."""
        return WORDS[self]


WORDS: dict[Reason, Message] = {
    Reason.CAP_REACHED: Message("The most this can pay is reached"),
    Reason.PAID_ALREADY: Message("This has been paid already"),
    Reason.READ_BEFORE: Message("You read this article before; the first full reading paid"),
    Reason.SEEN_BEFORE: Message("You watched this video before; the first full viewing paid"),
    Reason.TOO_FAST: Message("Too fast to have been read with attention"),
    Reason.NOT_FINISHED: Message("Not read or watched to the end"),
    Reason.WRONG_ANSWER: Message("The answer was not right"),
    Reason.TOO_FEW_RIGHT: Message("Too few answers were right"),
    Reason.PRACTICE: Message("Practice pays nothing; the first finished attempt does"),
    Reason.DAY_OVER: Message("It was not finished before the study day ended"),
    Reason.TIME_LIMIT: Message("More time than this article takes is not counted"),
    Reason.NOT_FOR_TYPE: Message("This pays nothing for your member type"),
    Reason.NOT_ON_WEEKDAY: Message("This pays nothing on this day of the week"),
    Reason.NOT_IN_TARIFF: Message("The tariff of that day does not pay for this"),
    Reason.FIRST_ONLY: Message("Only the first of a study day pay, and they were played"),
}

_BEFORE = {Code.ARTICLE_READ: Reason.READ_BEFORE, Code.VIDEO_WATCHED: Reason.SEEN_BEFORE}


def refusal(rule: Rule | None, *, day: date, member_type: str) -> Reason | None:
    """Why the tariff pays nothing for a code to such a member on such a day; None when it pays."""
    if rule is None:
        return Reason.NOT_IN_TARIFF
    if not rule.pays_on(day):
        return Reason.NOT_ON_WEEKDAY
    return None if rule.pays_type(member_type) else Reason.NOT_FOR_TYPE


def paid_before(code: Code) -> Reason:
    """The reason for a fact that an earlier entry paid."""
    return _BEFORE.get(code, Reason.PAID_ALREADY)


def why_not(reason: Reason, rule: Rule | None) -> Message:
    """The reason with the rule's own numbers, where it has any to say."""
    if reason is Reason.CAP_REACHED and rule and rule.cap_per is Period.DAY:
        return Message("At most %(cap)s a day, and that is reached", cap=rule.cap)
    if reason is Reason.CAP_REACHED and rule and rule.cap_per is Period.WEEK:
        return Message("At most %(cap)s a week, and that is reached", cap=rule.cap)
    return reason.words
