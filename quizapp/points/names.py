"""What each code is called on a page, and a rule told in sentences: the answer to "why this number?"."""

from collections.abc import Mapping, Sequence

from quizapp.kernel.message import Message
from quizapp.points.additions import Addition
from quizapp.points.earning import Code, Period, Rule
from quizapp.points.spans import Span

NAMES: dict[Code, Message] = {
    Code.LOGIN: Message("First visit of the day"),
    Code.ARTICLE_READ: Message("Article read"),
    Code.READING_TIME: Message("Reading time"),
    Code.VIDEO_WATCHED: Message("Video watched"),
    Code.VIEWING_TIME: Message("Viewing time"),
    Code.DAILY_QUIZ: Message("Daily five"),
    Code.WEEKLY_QUIZ: Message("Weekly five"),
    Code.TOPICAL_QUIZ: Message("Topical quiz"),
    Code.CHALLENGE_QUIZ: Message("Challenge run"),
    Code.MATCH_FOUR: Message("Match of four"),
    Code.MATCH_DUEL: Message("Duel"),
    Code.REVIEW: Message("Wrong-answer review"),
    Code.REFLECTION: Message("Reflection"),
    Code.COMMENT: Message("Comment"),
    Code.CHECK_IN: Message("Theme day"),
    Code.VOLUNTEER_JOB: Message("Volunteer job"),
    Code.CONTEST_PLACE: Message("Contest place"),
    Code.REPORT_ACCEPTED: Message("Question report accepted"),
    Code.HELPER: Message("Helping a member"),
    Code.STAR_AWARD: Message("Study star award"),
    Code.ADJUST: Message("Adjustment"),
    Code.REVERSAL: Message("Taken back"),
    Code.REDEMPTION: Message("Redemption"),
}

_REFUND = Message("Refund of an exchange")


def name_of(code: Code, taken_back: Code | None = None) -> Message:
    """What an entry is called; where it takes another back, by what that one was: an exchange is refunded."""
    return _REFUND if code is Code.REVERSAL and taken_back is Code.REDEMPTION else NAMES[code]


_PAYS: dict[Code, Message] = {
    Code.LOGIN: Message("The first visit of a study day pays %(points)s."),
    Code.ARTICLE_READ: Message("The first full reading of an article pays %(points)s."),
    Code.READING_TIME: Message("Every 2 minutes of verified reading pay %(points)s."),
    Code.VIDEO_WATCHED: Message("The first full viewing of a video pays %(points)s."),
    Code.VIEWING_TIME: Message("Every 3 minutes of verified viewing pay %(points)s."),
    Code.DAILY_QUIZ: Message(
        "Each right answer of the day's five pays %(points)s, on the first finished attempt."
    ),
    Code.WEEKLY_QUIZ: Message("Each right answer of the week's five pays %(points)s."),
    Code.TOPICAL_QUIZ: Message(
        "All right pays %(all_right)s, at least 60 per cent right pays %(passed)s, once per quiz."
    ),
    Code.CHALLENGE_QUIZ: Message("Each right answer in a row from the start of a run pays %(points)s."),
    Code.MATCH_FOUR: Message(
        "In the first two matches of the day the winner gets %(winner)s, each other player %(other)s."
    ),
    Code.MATCH_DUEL: Message(
        "In the first duel of the day the winner gets %(winner)s, the other player %(other)s."
    ),
    Code.REVIEW: Message("Every 5 due cards of the wrong-answer book pay %(points)s."),
    Code.REFLECTION: Message("An accepted reflection pays %(points)s."),
    Code.COMMENT: Message("A comment pays %(points)s, taken back if it is removed."),
    Code.CHECK_IN: Message("A theme day attended in full pays %(points)s."),
    Code.VOLUNTEER_JOB: Message("A job confirmed by the one who asked pays %(points)s."),
    Code.CONTEST_PLACE: Message("A place in a contest pays what the contest announced."),
    Code.REPORT_ACCEPTED: Message("A question report found right pays %(points)s."),
    Code.HELPER: Message("When the member you help improves, it pays %(points)s."),
    Code.STAR_AWARD: Message("A study star award pays what the selection announced."),
    Code.ADJUST: Message("Entered by a person, for the reason given."),
    Code.REVERSAL: Message("An earlier entry was taken back, for the reason given."),
    Code.REDEMPTION: Message("Points were exchanged. Your places on the boards stay."),
}


EARNED_IN: dict[Span, Message] = {
    Span.DAY: Message("Earned today"),
    Span.WEEK: Message("Earned this week"),
    Span.MONTH: Message("Earned this month"),
    Span.ALL: Message("Earned in all"),
}
_ONCE: dict[Code, Message] = {
    Code.ARTICLE_READ: Message("The same article pays once, ever."),
    Code.VIDEO_WATCHED: Message("The same video pays once, ever."),
    Code.CHECK_IN: Message("Each theme day is its own."),
    Code.VOLUNTEER_JOB: Message("Each job is its own."),
}
WEEKDAYS: tuple[Message, ...] = (
    Message("Monday"),
    Message("Tuesday"),
    Message("Wednesday"),
    Message("Thursday"),
    Message("Friday"),
    Message("Saturday"),
    Message("Sunday"),
)
TIERS: dict[str, Message] = {
    "all_right": Message("all right"),
    "passed": Message("60 per cent right"),
    "winner": Message("the winner"),
    "other": Message("each other player"),
}


def rule_in_words(rule: Rule) -> tuple[Message, ...]:
    """What the rule pays for and at most how much, a sentence each."""
    pays = Message(_PAYS[rule.code].id, points=rule.points, **dict(rule.tiers))
    if rule.cap is None:
        return (pays,)
    if rule.cap_per is Period.WEEK:
        return pays, Message("At most %(cap)s a week.", cap=rule.cap)
    return pays, Message("At most %(cap)s a day.", cap=rule.cap)


def whole_rule_in_words(rule: Rule, types: Mapping[str, str]) -> tuple[Message, ...]:
    """All that the rule says: what it pays, at most how much, how often, on which days and to whom."""
    told = [*rule_in_words(rule)]
    if rule.code in _ONCE:
        told.append(_ONCE[rule.code])
    if days := days_in_words(rule.weekdays):
        told.append(Message("Only on %(days)s.", days=days))
    if rule.member_types:
        told.append(
            Message("Only for %(types)s.", types=listed([types.get(key, key) for key in rule.member_types]))
        )
    return tuple(told)


def addition_in_words(addition: Addition) -> Message:
    """What an organisation adds to a rule, in a sentence."""
    days = days_in_words(addition.weekdays)
    told = {"points": addition.points, "cap": addition.cap, "days": days}
    if addition.points and addition.cap:
        if days:
            return Message("%(points)s more for each on %(days)s, and %(cap)s more at most.", **told)
        return Message("%(points)s more for each, and %(cap)s more at most.", **told)
    if addition.points:
        if days:
            return Message("%(points)s more for each on %(days)s.", **told)
        return Message("%(points)s more for each.", **told)
    if addition.cap:
        return (
            Message("%(cap)s more at most on %(days)s.", **told)
            if days
            else Message("%(cap)s more at most.", **told)
        )
    return Message("Nothing is added any more.")


def days_in_words(weekdays: Sequence[int]) -> Message | None:
    """Some days of the week; None for all of them."""
    if len(weekdays) == len(WEEKDAYS):
        return None
    if tuple(weekdays) == (1, 2, 3, 4, 5):
        return Message("Monday to Friday")
    return listed([WEEKDAYS[day - 1] for day in weekdays if day in range(1, 8)])


def listed(names: Sequence[Message | str]) -> Message:
    """Some names one after the other."""
    if len(names) < 2:
        return Message("%(name)s", name=names[0] if names else "")
    return Message("%(some)s, %(last)s", some=listed(names[:-1]), last=names[-1])
