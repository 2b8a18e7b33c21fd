"""When reading counts: the server's own seconds, one article at a time, and what they pay (PRODUCT, reading credit)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from quizapp.points.earning import Code

PAID_FOR = frozenset({Code.ARTICLE_READ, Code.READING_TIME})
BEAT_S = 15  # how often a page that is being read says so
MOST_PER_BEAT_S = 20
LEAST_S = 20  # nobody reads even the shortest article faster
CHARACTERS_PER_MINUTE = 600  # nor any other at more than this
UNHURRIED = (
    3  # an unhurried reader takes three times the nominal time: what is shown, and what a day credits at most
)
UNIT_S = 120
WORD = 2  # a word of an alphabet takes as long to read as two Chinese characters
_WORD = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’.,:-][A-Za-z0-9À-ɏ]+)*")


def length_of(plain: str) -> int:
    """The length of a text in characters: each sign one, a word or figure of Latin letters and digits two."""
    rest, words = _WORD.subn(" ", plain)
    return len("".join(rest.split())) + WORD * words


def nominal_s(characters: int) -> int:
    """The seconds a full reading takes at least: max(20 s, characters / 600 minutes), rounded up."""
    return max(LEAST_S, -(-characters * 60 // CHARACTERS_PER_MINUTE))


def unhurried_min(characters: int) -> int:
    """The minutes an unhurried reading takes: what a page promises, and what one day credits for it."""
    return max(1, round(UNHURRIED * nominal_s(characters) / 60))


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a member has come in one article, as stored."""

    credited_s: int = 0  # towards the current full reading
    reached_end: bool = False
    day: date | None = None  # the study day `day_s` belongs to
    day_s: int = 0
    last_at: datetime | None = None
    first_read_at: datetime | None = None
    read_on: date | None = None  # the last study day with a full reading

    def on(self, day: date) -> "Standing":
        """The same on a study day: yesterday's seconds no longer count."""
        return self if self.day == day else replace(self, day=day, day_s=0)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the member's other articles say: when one was last read, and the seconds they were credited today."""

    last_at: datetime | None = None
    day_s: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of reading: one beat of an open page, or the "Finished" form of a page opened at `opened_at`."""

    at: datetime
    day: date  # the study day of `at`
    characters: int
    end: bool  # the last paragraph was reached
    opened_at: datetime | None = None  # only from the form

    @property
    def nominal_s(self) -> int:
        return nominal_s(self.characters)

    @property
    def day_limit_s(self) -> int:
        return UNHURRIED * self.nominal_s


@dataclass(frozen=True, slots=True)
class Step:
    """What one sign of reading changed."""

    standing: Standing
    credited_s: int
    read: bool  # a full reading was completed, the first of the day
    missing_s: int  # what a full reading still lacks
    units: range  # the day's 2-minute units completed: 1 is the first of the day
    limit_reached: bool  # from here on the day credits nothing more for this article


def credit(before: Standing, elsewhere: Elsewhere, sign: Sign) -> Step:
    """Credit one sign of reading. No second is credited twice, in one article or in two."""
    today = before.on(sign.day)
    gained, accounted = _gained(before, elsewhere, sign)
    left = max(0, sign.day_limit_s - today.day_s)
    counted = min(gained, left)
    units_before, units_after = (
        s // UNIT_S for s in (elsewhere.day_s + today.day_s, elsewhere.day_s + today.day_s + counted)
    )
    after = replace(
        _towards_the_end(today, gained, sign),
        day_s=today.day_s + counted,
        last_at=max(accounted, before.last_at or accounted),
    )
    read = after.read_on == sign.day and today.read_on != sign.day
    done = after.read_on == sign.day
    return Step(
        standing=after,
        credited_s=gained,
        read=read,
        missing_s=0 if done else sign.nominal_s - after.credited_s,
        units=range(units_before + 1, units_after + 1),
        limit_reached=0 < left <= gained,
    )


def _towards_the_end(today: Standing, gained: int, sign: Sign) -> Standing:
    if today.read_on == sign.day:
        return today
    total, reached = min(today.credited_s + gained, sign.nominal_s), today.reached_end or sign.end
    if not reached or total < sign.nominal_s:
        return replace(today, credited_s=total, reached_end=reached)
    first = today.first_read_at or sign.at
    return replace(today, credited_s=0, reached_end=False, first_read_at=first, read_on=sign.day)


def _gained(before: Standing, elsewhere: Elsewhere, sign: Sign) -> tuple[int, datetime]:
    """The whole seconds this sign credits, and the moment up to which time is now accounted for."""
    if sign.opened_at is not None:
        since = max(moment for moment in (sign.opened_at, before.last_at, elsewhere.last_at) if moment)
        return _between(since, sign.at, at_most_s=sign.nominal_s)
    if before.last_at is None or (elsewhere.last_at and elsewhere.last_at >= before.last_at):
        return (
            0,
            sign.at,
        )  # the page was just opened, or the member came back from another article: the clock starts here
    return _between(before.last_at, sign.at, at_most_s=MOST_PER_BEAT_S)


def _between(start: datetime, end: datetime, *, at_most_s: int) -> tuple[int, datetime]:
    gap_s = int((end - start).total_seconds())
    if gap_s >= at_most_s:
        return at_most_s, end
    # What is left of a second stays to be credited: beats a hair under 15 seconds apart would lose one each.
    return max(0, gap_s), start + timedelta(seconds=max(0, gap_s))
