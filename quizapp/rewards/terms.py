"""On what terms a reward may be had: price, for whom, when, how often, and how long it is kept. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from quizapp.kernel.clock import day_begins, local_day, month_start, week_start
from quizapp.kernel.message import Message
from quizapp.points.earning import Code
from quizapp.rewards.kinds import DATED, Kind

PAID_FOR = frozenset({Code.REDEMPTION})
MOST_PRICE, MOST_STOCK, MOST_RESERVE_DAYS = 1_000_000, 1_000_000, 365
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
    limit_count: int | None = None
    limit_per: Per = Per.EVER
    needs_approval: bool = False
    reserve_days: int = 14
    withdrawn: bool = False

    def is_for(self, member_type: str) -> bool:
        return self.member_types is None or member_type in self.member_types

    def counts_from(self, day: date) -> date:
        """From which day on redemptions count towards the limit."""
        return self.limit_per.start(day)

    def taken_of(self, days: Iterable[date], day: date) -> int:
        """How many of a member's redemptions, each with its study day, count towards the limit on `day`."""
        return sum(taken_on >= self.counts_from(day) for taken_on in days)

    def expires_at(self, at: datetime, zone: str) -> datetime:
        """When a reservation made or approved at an instant runs out: at midnight, and not after what it is for."""
        last = local_day(at, zone) + timedelta(days=self.reserve_days)
        if self.kind in DATED and self.happens_on is not None:
            last = min(last, self.happens_on)
        return day_begins(last + timedelta(days=1), zone)

    def not_now(self, day: date) -> Message | None:
        """Why it is not to be had on a day; None when it is."""
        if self.withdrawn:
            return Message("This is no longer offered.")
        if self.starts_on is not None and day < self.starts_on:
            return Message("This can be had from %(day)s on.", day=str(self.starts_on))
        if self.ends_on is not None and day > self.ends_on:
            return Message("This could be had until %(day)s.", day=str(self.ends_on))
        if self.happens_on is not None and day > self.happens_on:
            return Message("This was on %(day)s.", day=str(self.happens_on))
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


def conditions(terms: Terms) -> tuple[Message, ...]:
    """What holds for a reward beside its price, a few words each."""
    told = []
    if terms.limit_count is not None:
        told.append(Message(LIMITS[terms.limit_per].id, count=terms.limit_count))
    if terms.member_types is not None:
        told.append(Message("not for every member type"))
    if terms.starts_on is not None:
        told.append(Message("from %(day)s", day=str(terms.starts_on)))
    if terms.ends_on is not None:
        told.append(Message("until %(day)s", day=str(terms.ends_on)))
    if terms.happens_on is not None:
        told.append(Message("takes place on %(day)s", day=str(terms.happens_on)))
    if terms.needs_approval:
        told.append(Message("has to be approved"))
    told.append(Message("kept for %(days)s days", days=terms.reserve_days))
    return tuple(told)


# What holds for all of them, for who reads the rules.
REWARDS: tuple[Message, ...] = (
    Message("Who redeems pays at once, and a piece is kept ready at the place they chose."),
    Message("What is not fetched in time, cancelled or declined gives its points back in full, once."),
    Message("Each voucher code is given to one member and shown to them once."),
    Message("Nobody approves or hands over what they redeemed themselves."),
)


def reward_rules(rewards: Sequence[tuple[str, Terms]]) -> tuple[Message, ...]:
    """Each reward's rule in one sentence, from its title and its terms."""
    return tuple(
        Message(
            "%(title)s: %(price)s points; %(conditions)s.",
            title=title,
            price=terms.price,
            conditions=_joined(conditions(terms)),
        )
        for title, terms in rewards
    )


def _joined(parts: Sequence[Message]) -> Message:
    """Some words after each other as one; the signs between them belong to the language."""
    first, *rest = parts
    return Message("%(first)s, %(rest)s", first=first, rest=_joined(rest)) if rest else first
