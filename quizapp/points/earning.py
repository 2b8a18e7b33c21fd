"""What earns points: the tariff's rules as data, and the key that makes each payment unique."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quizapp.kernel.clock import week_start


class Code(StrEnum):
    """Why an entry was made. A code is never renamed or reused: old entries keep their meaning."""

    LOGIN = "login"
    ARTICLE_READ = "article_read"
    READING_TIME = "reading_time"
    VIDEO_WATCHED = "video_watched"
    VIEWING_TIME = "viewing_time"
    DAILY_QUIZ = "daily_quiz"
    WEEKLY_QUIZ = "weekly_quiz"
    TOPICAL_QUIZ = "topical_quiz"
    CHALLENGE_QUIZ = "challenge_quiz"
    MATCH_FOUR = "match_four"
    MATCH_DUEL = "match_duel"
    REVIEW = "review"
    REFLECTION = "reflection"
    COMMENT = "comment"
    CHECK_IN = "check_in"
    VOLUNTEER_JOB = "volunteer_job"
    CONTEST_PLACE = "contest_place"
    REPORT_ACCEPTED = "report_accepted"
    HELPER = "helper"
    STAR_AWARD = "star_award"
    ADJUST = "adjust"
    REVERSAL = "reversal"
    REDEMPTION = "redemption"


class Period(StrEnum):
    """How far a cap or a "once" reaches. `FACT` is the thing itself: once per activity, job, contest."""

    DAY = "day"
    WEEK = "week"
    EVER = "ever"
    FACT = "fact"

    def start(self, day: date) -> str:
        """The first day of the period the day lies in, as the key writes it; "-" where it has none."""
        if self is Period.DAY:
            return day.isoformat()
        return week_start(day).isoformat() if self is Period.WEEK else "-"


# What pays only the first times of a study day, however often it happens: how many times.
FIRST_OF_DAY = {Code.MATCH_FOUR: 2, Code.MATCH_DUEL: 1}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the tariff as it stood from a day on; entries remember its version."""

    code: Code
    version: int
    points: (
        int  # per fact: per right answer, per unit of time, per article; 0: the fact brings its own amount
    )
    starts_on: date
    once_per: Period
    cap: int | None = None
    cap_per: Period | None = None  # day or week, where there is a cap
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)  # ISO 8601: Monday is 1
    tiers: tuple[tuple[str, int], ...] = field(
        default=()
    )  # named amounts, where the amount depends on the result
    member_types: tuple[str, ...] = ()  # empty: everyone

    def worth(self, count: int = 1, tier: str = "") -> int:
        """What a fact wants that counts so many times, or reached this tier; 0 where the fact brings its own amount."""
        return dict(self.tiers)[tier] if tier else self.points * count

    def pays_on(self, day: date) -> bool:
        return day.isoweekday() in self.weekdays

    def pays_type(self, member_type: str) -> bool:
        return not self.member_types or member_type in self.member_types

    def cap_start(self, day: date) -> date | None:
        """The first day of the cap's period that `day` lies in; None where nothing caps the rule."""
        if self.cap is None:
            return None
        return week_start(day) if self.cap_per is Period.WEEK else day

    def what_fits(self, *, wanted: int, used: int) -> int:
        """How many of the wanted points the period's cap still lets through."""
        return wanted if self.cap is None else max(0, min(wanted, self.cap - used))


def award_key(rule: Rule, *, member_id: int, object_key: str, day: date) -> str:
    """Names one payment for ever: the same fact, told twice, is paid once (PRODUCT: keys and unpaid facts).

    Of what pays only the first times of a day the key holds which time it was in the place of `object_key`: there is no
    key for one time more, whoever calls.
    """
    return f"{rule.code}:{member_id}:{object_key}:{rule.once_per.start(day)}"


def earned(code: Code, amount: int) -> int:
    """How an entry moves *earned*, which the boards show: spending never does, an adjustment only upward."""
    if code is Code.REDEMPTION:
        return 0
    return max(0, amount) if code is Code.ADJUST else amount


# A study day, for streaks and participation, has at least one paid entry of these.
LEARNING = frozenset(Code) - {
    Code.LOGIN,
    Code.ADJUST,
    Code.REVERSAL,
    Code.REDEMPTION,
    Code.STAR_AWARD,
    Code.CONTEST_PLACE,
}
