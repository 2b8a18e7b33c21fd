"""On what terms a reward may be had: price, for whom, when, how often, and how long it is kept. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from quizapp.kernel.clock import day_begins, month_start, week_start
from quizapp.kernel.message import Message
from quizapp.points.earning import Code
from quizapp.rewards.kinds import DATED, Kind

PAID_FOR = frozenset({Code.REDEMPTION})
MOST_PRICE, MOST_STOCK, MOST_RESERVE_DAYS = 1_000_000, 1_000_000, 365
DECIDE_DAYS = 14  # so long an approval is waited for
WARN_BEFORE = timedelta(days=2)  # a reservation about to run out is told of


class Per(StrEnum):
    """The period a limit counts in. Values are stored; they are never renamed."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"

    def start(self, day: date) -> date:
        """The first day of the period that a study day lies in."""
        match self:
            case Per.DAY:
                return day
            case Per.WEEK:
                return week_start(day)
            case Per.MONTH:
                return month_start(day)
            case Per.YEAR:
                return day.replace(month=1, day=1)
        return date.min


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one reward, as they stand now. A redemption keeps the price it was made at."""

    kind: Kind
    price: int
    member_types: tuple[str, ...] | None = None  # None: for everyone
    starts_on: date | None = None
    ends_on: date | None = None
    happens_on: date | None = None  # of a ticket or a trip
    place: str | None = None
    limit_count: int | None = None
    limit_per: Per = Per.EVER
    needs_approval: bool = False
    reserve_days: int = 14
    withdrawn: bool = False
    called_off: bool = False

    def is_for(self, member_type: str) -> bool:
        return self.member_types is None or member_type in self.member_types

    def counts_from(self, day: date) -> date:
        """From which day on redemptions count towards the limit."""
        return self.limit_per.start(day)

    def taken_of(self, days: Iterable[date], day: date) -> int:
        """How many of a member's redemptions, each with its study day, count towards the limit on `day`."""
        return sum(taken_on >= self.counts_from(day) for taken_on in days)

    @property
    def held_to(self) -> date | None:
        """The day of a ticket or a trip, to the end of which it is kept; None for what has none."""
        return self.happens_on if self.kind in DATED else None

    def kept_until(self, day: date, zone: str) -> datetime:
        """When a reservation made or approved on a study day runs out: at a midnight."""
        last = self.held_to or day + timedelta(days=self.reserve_days)
        return day_begins(last + timedelta(days=1), zone)

    def waits_until(self, day: date, zone: str) -> datetime:
        """Until when approval of what was asked for on a study day is waited for: never beyond what it is for."""
        last = min(day + timedelta(days=DECIDE_DAYS), self.held_to or date.max)
        return day_begins(last + timedelta(days=1), zone)

    def held_until(self, day: date, zone: str) -> datetime:
        """When what is redeemed on a study day ends, unless somebody goes on with it."""
        return self.waits_until(day, zone) if self.needs_approval else self.kept_until(day, zone)

    def not_now(self, day: date) -> Message | None:
        """Why it is not to be had on a day; None when it is."""
        if self.called_off:
            return Message("This was called off.")
        if self.withdrawn:
            return Message("This is no longer offered.")
        if self.starts_on is not None and day < self.starts_on:
            return Message("This can be had from %(day)s on.", day=self.starts_on)
        if self.ends_on is not None and day > self.ends_on:
            return Message("This could be had until %(day)s.", day=self.ends_on)
        if self.happens_on is not None and day > self.happens_on:
            return Message("This was on %(day)s.", day=self.happens_on)
        return None


LIMITS: dict[Per, Message] = {
    Per.DAY: Message("at most %(count)s a day"),
    Per.WEEK: Message("at most %(count)s a week"),
    Per.MONTH: Message("at most %(count)s a month"),
    Per.YEAR: Message("at most %(count)s a year"),
    Per.EVER: Message("at most %(count)s for each member"),
}
REACHED: dict[Per, Message] = {
    Per.DAY: Message("You have had as many today as one member may: %(count)s."),
    Per.WEEK: Message("You have had as many this week as one member may: %(count)s."),
    Per.MONTH: Message("You have had as many this month as one member may: %(count)s."),
    Per.YEAR: Message("You have had as many this year as one member may: %(count)s."),
    Per.EVER: Message("You have had as many as one member may: %(count)s."),
}


def conditions(terms: Terms, types: Mapping[str, str]) -> tuple[Message, ...]:
    """What holds for a reward beside its price, a few words each; `types` names the member types by their keys."""
    told = []
    if terms.limit_count is not None:
        told.append(Message(LIMITS[terms.limit_per].id, count=terms.limit_count))
    if terms.member_types is not None:
        names = [Message(types.get(key, key)) for key in terms.member_types]
        told.append(Message("only for %(types)s", types=_either(names)))
    if terms.starts_on is not None:
        told.append(Message("from %(day)s", day=terms.starts_on))
    if terms.ends_on is not None:
        told.append(Message("until %(day)s", day=terms.ends_on))
    if terms.happens_on is not None and terms.place:
        told.append(Message("takes place on %(day)s at %(place)s", day=terms.happens_on, place=terms.place))
    elif terms.happens_on is not None:
        told.append(Message("takes place on %(day)s", day=terms.happens_on))
    elif terms.place:
        told.append(Message("at %(place)s", place=terms.place))
    return (*told, *_kept(terms))


def _kept(terms: Terms) -> Iterator[Message]:
    """How long it is waited for, and kept."""
    if terms.needs_approval:
        yield Message("has to be approved within %(days)s days", days=DECIDE_DAYS)
    if terms.held_to is not None:
        yield Message("kept until that day is over")
    elif terms.needs_approval:
        yield Message("then kept for %(days)s days", days=terms.reserve_days)
    else:
        yield Message("kept for %(days)s days", days=terms.reserve_days)


# What holds for all of them, for who reads the rules.
REWARDS: tuple[Message, ...] = (
    Message("Who redeems pays at once, and a piece is kept ready at the place they chose."),
    Message(
        "A ticket or a trip is kept until its day is over. If the day is moved, it is kept until the new one."
    ),
    Message("What waits for approval and is not decided in time gives its points back in full, once."),
    Message("What is not fetched in time, cancelled, called off or declined does so, too."),
    Message("Each voucher code is given to one member and shown to them once."),
    Message("Nobody approves or hands over what they redeemed themselves."),
)


def reward_rules(rewards: Sequence[tuple[str, Terms]], types: Mapping[str, str]) -> tuple[Message, ...]:
    """Each reward's rule in one sentence, from its title and its terms."""
    return tuple(
        Message(
            "%(title)s: %(price)s points; %(conditions)s.",
            title=title,
            price=terms.price,
            conditions=_joined(conditions(terms, types)),
        )
        for title, terms in rewards
    )


def _either(parts: Sequence[Message]) -> Message:
    first, *rest = parts
    return Message("%(first)s or %(rest)s", first=first, rest=_either(rest)) if rest else first


def _joined(parts: Sequence[Message]) -> Message:
    """Some words after each other as one; the signs between them belong to the language."""
    first, *rest = parts
    return Message("%(first)s, %(rest)s", first=first, rest=_joined(rest)) if rest else first
