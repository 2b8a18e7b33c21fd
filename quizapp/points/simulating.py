"""What a month that is over would have paid under other rules: told from what was paid, and from what is known not to be."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Self

from quizapp.points.additions import Addition, with_addition
from quizapp.points.earning import FIRST_OF_DAY, Code, Period, Rule
from quizapp.points.reasons import Reason, refusal
from quizapp.points.tariff import Tariff

# What paid nothing for these reasons might be paid by another tariff; other reasons are no matter of the tariff.
REVIVED = (Reason.CAP_REACHED, Reason.NOT_FOR_TYPE, Reason.NOT_ON_WEEKDAY, Reason.NOT_IN_TARIFF)
BY_HAND = (Code.ADJUST, Code.REVERSAL, Code.REDEMPTION)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something one member did: what it wanted by the rule of its day, and what was paid."""

    code: Code
    object_key: str
    day: date
    member_type: str
    rule: Rule | None  # by which it was judged, without additions
    addition: Addition | None
    wanted: int
    paid: int
    path: str = ""  # of the branch it was earned in

    def wants_by(self, other: Rule) -> int:
        """What it would want by another rule: as many times the amount, or the same tier."""
        if self.rule is None:
            return self.wanted
        was = with_addition(self.rule, self.addition)
        tier = next((name for name, amount in was.tiers if amount == self.wanted), "")
        if tier in dict(other.tiers):
            return other.worth(tier=tier)
        return self.wanted * other.points // was.points if was.points and other.points else self.wanted


Terms = Callable[[Fact], Rule | None]  # the rule that a fact would be paid by, whole; None: it would not be


def by_rules(rules: Mapping[Code, Rule]) -> Terms:
    """Other rules, and what was added to the old ones."""
    return lambda fact: with_addition(rules[fact.code], fact.addition)


def by_additions(tariff: Tariff) -> Terms:
    """The rules of their days, and what is added to them in `tariff`."""
    added, in_force = cache(tariff.added), cache(tariff.in_force)

    def terms(fact: Fact) -> Rule | None:
        rule = fact.rule or in_force(fact.day).get(fact.code)
        return with_addition(rule, added(fact.path, fact.day).get(fact.code)) if rule else None

    return terms


@dataclass(slots=True)
class Found:
    """Sums over members: for each changed rule what was paid and what would have been, and how it went to how many."""

    paid: Counter[str] = field(default_factory=Counter)
    proposed: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0  # paid by the rules that stay as they are
    heads: int = 0  # members who were paid anything
    gain: int = 0
    lose: int = 0

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """From JSON; what is missing is nothing."""
        sums = {name: stored.get(name, 0) for name in ("unchanged", "heads", "gain", "lose")}
        return cls(Counter(stored.get("paid", {})), Counter(stored.get("proposed", {})), **sums)

    def stored(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Found.__slots__}

    def plus(self, other: "Found") -> "Found":
        return Found(
            self.paid + other.paid,
            self.proposed + other.proposed,
            self.unchanged + other.unchanged,
            self.heads + other.heads,
            self.gain + other.gain,
            self.lose + other.lose,
        )

    @property
    def before(self) -> int:
        return self.unchanged + self.paid.total()

    @property
    def after(self) -> int:
        return self.unchanged + self.proposed.total()

    def add_member(self, facts: Iterable[Fact], terms: Terms, *, first: date) -> None:
        """One member's facts, in the order of their days. What lies before `first` only fills the caps of its week."""
        before, after = under(facts, terms, first=first)
        self.paid += before
        self.proposed += after
        self.gain += after.total() > before.total()
        self.lose += after.total() < before.total()


def under(facts: Iterable[Fact], terms: Terms, *, first: date) -> tuple[Counter[str], Counter[str]]:
    """What a member's facts were paid by the rules of their days, and what they would be paid on other terms."""
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    used: Counter[tuple[Code, date]] = Counter()
    done: set[tuple[Code, str, str]] = set()
    for fact in facts:
        granted = _granted(fact, terms(fact), used, done)
        if fact.day >= first:
            before[fact.code.value] += fact.paid
            after[fact.code.value] += granted
    return before, after


def _granted(
    fact: Fact, rule: Rule | None, used: Counter[tuple[Code, date]], done: set[tuple[Code, str, str]]
) -> int:
    if rule is None:
        return 0
    key = fact.code, fact.object_key, rule.once_per.start(fact.day)
    if refusal(rule, day=fact.day, member_type=fact.member_type) is not None or key in done:
        return 0
    if fact.code in FIRST_OF_DAY and _times(fact, done) >= FIRST_OF_DAY[fact.code]:
        return 0
    start = rule.cap_start(fact.day)
    granted = rule.what_fits(wanted=fact.wants_by(rule), used=used[fact.code, start] if start else 0)
    if granted:
        done.add(key)
    if start:
        used[fact.code, start] += granted
    return granted


def _times(fact: Fact, done: set[tuple[Code, str, str]]) -> int:
    """How often the same was paid on the fact's day."""
    day = Period.DAY.start(fact.day)
    return sum(1 for code, _, period in done if (code, period) == (fact.code, day))
