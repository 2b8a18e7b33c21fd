"""What an organisation adds to a rule of the tariff for its members: bounded by the rule, and never taking away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from quizapp.points.earning import Code, Period, Rule

MOST_A_DAY = 22  # of all additions of a place together: a third of what the tariff itself pays a day
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


@dataclass(frozen=True, slots=True)
class Addition:
    """What an organisation adds to one rule from a day on, in one version. One of nothing ends the one before it."""

    id: int
    organisation_id: int
    code: Code
    version: int  # of this rule's additions in this organisation
    starts_on: date
    points: int  # more for one fact, or in every tier
    cap: int  # more that the rule pays in the period of its cap
    weekdays: tuple[int, ...] = EVERY_DAY

    @property
    def is_something(self) -> bool:
        return bool(self.points or self.cap)

    def holds_on(self, day: date) -> bool:
        return self.is_something and day.isoweekday() in self.weekdays


def largest(rule: Rule) -> tuple[int, int]:
    """At most how many points and how much cap an organisation may add to a rule: as much again as it has."""
    amounts = [amount for _, amount in rule.tiers] or [rule.points]
    return min(amounts), rule.cap or 0


def with_addition(rule: Rule, addition: Addition | None) -> Rule:
    """The rule as it pays with an addition; what later versions of the rule leave no room for falls away."""
    if addition is None:
        return rule
    most_points, most_cap = largest(rule)
    points, cap = min(addition.points, most_points), min(addition.cap, most_cap)
    return replace(
        rule,
        points=rule.points + points if rule.points else 0,
        tiers=tuple((name, amount + points) for name, amount in rule.tiers),
        cap=rule.cap + cap if rule.cap is not None else None,
    )


def in_force(additions: Iterable[Addition], day: date) -> dict[Code, Addition]:
    """Of one organisation's additions the newest version that has begun by a day, for each rule; none that add nothing."""
    begun = (one for one in additions if one.starts_on <= day)
    newest = {one.code: one for one in sorted(begun, key=lambda one: (one.starts_on, one.version))}
    return {code: one for code, one in newest.items() if one.is_something}


def a_day(rules: Mapping[Code, Rule], additions: Iterable[Addition]) -> int:
    """The most that some additions may bring a member a day; a week's are counted whole."""
    return sum(_most_of(rules[one.code], one) for one in additions if one.code in rules)


def _most_of(rule: Rule, addition: Addition) -> int:
    return addition.cap if rule.cap_per in (Period.DAY, Period.WEEK) else addition.points
