"""What the ledger should hold, told again in other words: facts in a list, and every sum folded from them on demand.

Nothing of the program is used here, not even its names for things: a rule that is wrong there cannot be wrong here by
the same slip. What members are paid for stands in `TARIFF`, as PRODUCT tells it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

HOURS_EAST = {"Asia/Shanghai": 8, "Asia/Urumqi": 6}
SPANS = ("day", "week", "month", "quarter", "year", "all")
ONE_DAY = timedelta(days=1)
FREEZES_A_MONTH = 2


@dataclass(frozen=True)
class Pays:
    """How often one thing pays, the most a period pays, and whether it makes the day a study day."""

    once_per: str
    cap: int | None = None
    cap_per: str = "day"
    learning: bool = True


TARIFF = {
    "login": Pays("day", 1, learning=False),
    "article_read": Pays("ever", 6),
    "daily_quiz": Pays("day", 5),
    "weekly_quiz": Pays("week", 5, "week"),
    "challenge_quiz": Pays("fact", 8),
    "report_accepted": Pays("fact", 4, "week"),
    "check_in": Pays("fact"),
    "contest_place": Pays("fact", learning=False),
}
FINAL = ("reversal", "redemption")


@dataclass(frozen=True)
class Place:
    """A branch, by the id it has in the database, and the hours its clocks are ahead of UTC."""

    branch_id: int
    hours: int

    def day(self, at: datetime) -> date:
        return (at + timedelta(hours=self.hours)).date()


@dataclass(frozen=True)
class Fact:
    """One movement of points. `undoes` is the place in the list of the fact it takes back."""

    key: tuple[object, ...]
    member: int
    place: Place
    code: str
    amount: int
    day: date
    counts_on: date
    undoes: int | None = None


@dataclass(frozen=True)
class Told:
    """What should come of one call: how many points moved, or why nothing could."""

    moved: int = 0
    refused: bool = False
    unknown: bool = False


NOTHING, REFUSED, UNKNOWN = Told(), Told(refused=True), Told(unknown=True)


def first_day(period: str, day: date) -> date:
    if period == "week":
        return day - (day.isoweekday() - 1) * ONE_DAY
    if period == "year":
        return day.replace(month=1, day=1)
    if period == "quarter":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    if period == "month":
        return day.replace(day=1)
    return day if period == "day" else date(1970, 1, 1)


@dataclass
class Model:
    """Every fact so far. Points move by adding one; nothing is ever taken out."""

    facts: list[Fact] = field(default_factory=list)

    def earn(self, member: int, place: Place, code: str, thing: str, wanted: int, at: datetime) -> Told:
        pays, day = TARIFF[code], place.day(at)
        once = first_day(pays.once_per, day) if pays.once_per in ("day", "week") else None
        key = code, member, thing, once
        if self._there(key):
            return NOTHING
        if pays.cap is not None:
            wanted = min(wanted, pays.cap - self.used()[member, code, first_day(pays.cap_per, day)])
        return self._add(Fact(key, member, place, code, wanted, day, day)) if wanted > 0 else NOTHING

    def spend(self, member: int, place: Place, amount: int, thing: str, at: datetime) -> Told:
        key = "redemption", member, thing
        if self._there(key):
            return NOTHING
        if self.total(member) < amount:
            return REFUSED
        day = place.day(at)
        return self._add(Fact(key, member, place, "redemption", -amount, day, day))

    def refund(self, member: int, thing: str, at: datetime) -> Told:
        paid = [n for n, fact in enumerate(self.facts) if fact.key == ("redemption", member, thing)]
        return self.take_back(paid[0], at) if paid else UNKNOWN

    def reverse(self, which: int, at: datetime) -> Told:
        return REFUSED if self.facts[which].code in FINAL else self.take_back(which, at)

    def adjust(self, member: int, place: Place, amount: int, ticket: str, at: datetime, *, why: str) -> Told:
        if amount == 0 or not why.strip():
            return REFUSED
        key = "adjust", member, ticket
        if self._there(key):
            return NOTHING
        return self._add(Fact(key, member, place, "adjust", amount, place.day(at), place.day(at)))

    def take_back(self, which: int, at: datetime) -> Told:
        """What every reversal and every refund is: the same fact with the other sign, once."""
        fact, key = self.facts[which], ("reversal", which)
        if self._there(key):
            return NOTHING
        day = fact.place.day(at)
        return self._add(
            Fact(key, fact.member, fact.place, "reversal", -fact.amount, day, fact.counts_on, which)
        )

    def _there(self, key: tuple[object, ...]) -> bool:
        return any(fact.key == key for fact in self.facts)

    def _add(self, fact: Fact) -> Told:
        self.facts.append(fact)
        return Told(fact.amount)

    # What the facts come to.

    def total(self, member: int) -> int:
        return sum(fact.amount for fact in self.facts if fact.member == member)

    def balances(self) -> dict[int, tuple[int, int]]:
        """(to spend, owing) of everyone with a fact."""
        totals = {fact.member: self.total(fact.member) for fact in self.facts}
        return {member: (max(0, total), max(0, -total)) for member, total in totals.items()}

    def used(self) -> Counter[tuple[int, str, date]]:
        """How much of each cap is used up; taking an entry back frees nothing."""
        counted: Counter[tuple[int, str, date]] = Counter()
        for fact in self.facts:
            pays = TARIFF.get(fact.code)
            if pays and pays.cap is not None:
                counted[fact.member, fact.code, first_day(pays.cap_per, fact.day)] += fact.amount
        return counted

    def scores(self) -> dict[tuple[int, str, date, int], tuple[int, int, int, bool]]:
        """Points, visits and learning of a member in a branch over a span, and whether they count there."""
        sums: dict[tuple[int, str, date, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        home: dict[tuple[str, date, int], int] = {}
        for fact in self.facts:
            moved = self._moves(fact)
            if not moved[0]:
                continue
            for span in SPANS:
                start = first_day(span, fact.counts_on)
                home.setdefault((span, start, fact.member), fact.place.branch_id)
                row = sums[fact.place.branch_id, span, start, fact.member]
                row[:] = [one + more for one, more in zip(row, moved, strict=True)]
        return {key: (*row, home[key[1:]] == key[0]) for key, row in sums.items()}

    def _moves(self, fact: Fact) -> tuple[int, int, int]:
        """By how much a fact moves points earned, visits, learning: taking back is minus what was moved then."""
        if fact.undoes is not None:
            earned, visits, learned = self._moves(self.facts[fact.undoes])
            return -earned, -visits, -learned
        earned = {"redemption": 0, "adjust": max(0, fact.amount)}.get(fact.code, fact.amount)
        pays = TARIFF.get(fact.code)
        return earned, int(fact.code == "login"), int(bool(pays and pays.learning))

    def study_days(self) -> dict[tuple[int, date], tuple[int, int, int]]:
        """Paid learning of each study day, the days in a row it closes, and the missed ones that were bridged."""
        learned: dict[int, Counter[date]] = defaultdict(Counter)
        for fact in self.facts:
            learned[fact.member][fact.counts_on] += self._moves(fact)[2]
        return {
            (member, day): (days[day], run, bridged)
            for member, days in learned.items()
            for day, run, bridged in _runs(sorted(day for day in days if days[day] > 0))
        }


def _runs(days: list[date]) -> Iterator[tuple[date, int, int]]:
    run, frozen, last = 0, Counter[tuple[int, int]](), None
    for day in days:
        missed = [last + n * ONE_DAY for n in range(1, (day - last).days)] if last else []
        months = Counter((one.year, one.month) for one in missed)
        if last and all(frozen[month] + more <= FREEZES_A_MONTH for month, more in months.items()):
            frozen.update(months)
            run, bridged = run + 1, len(missed)
        else:
            run, bridged = 1, 0
        yield day, run, bridged
        last = day
