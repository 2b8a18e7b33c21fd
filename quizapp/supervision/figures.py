"""The figures of the desk, as formulas over counts (PRODUCT.md, Figures). Pure; a change of a formula is a new version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from quizapp.kernel.message import Message


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of some people over some days. `days`: those of the span that have begun, at least one."""

    headcount: int = 0
    members: int = 0
    registered: int = 0
    activated: int = 0
    activated_members: int = 0
    visited: int = 0
    participated: int = 0
    earned: int = 0
    days: int = 1


class Unit(StrEnum):
    SHARE = "share"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure: how it is worked out, and the same in words. `target` names the setting that holds its target line."""

    code: str
    version: int
    name: Message
    words: Message
    unit: Unit
    parts: Callable[[Counts], tuple[int, int]]  # above and below the line
    target: str | None = None

    def of(self, counts: Counts) -> Fraction | None:
        """The exact figure; None where there is nobody to divide by. It may exceed one."""
        above, below = self.parts(counts)
        return Fraction(above, below) if below > 0 else None


FORMULAS: tuple[Formula, ...] = (
    Formula(
        "registration",
        1,
        Message("Registration rate"),
        Message("registered people of any type ÷ member headcount"),
        Unit.SHARE,
        lambda counts: (counts.registered, counts.headcount),
        "registration_target",
    ),
    Formula(
        "activation",
        1,
        Message("Activation rate"),
        Message("activated people ÷ registered people"),
        Unit.SHARE,
        lambda counts: (counts.activated, counts.registered),
    ),
    Formula(
        "coverage",
        1,
        Message("Coverage"),
        Message("activated members ÷ members"),
        Unit.SHARE,
        lambda counts: (counts.activated_members, counts.members),
    ),
    Formula(
        "daily_active",
        1,
        Message("Active rate"),
        Message("people who visited in the period ÷ activated people"),
        Unit.SHARE,
        lambda counts: (counts.visited, counts.activated),
    ),
    Formula(
        "participation",
        1,
        Message("Participation rate"),
        Message("people with at least one paid learning event in the period ÷ activated people"),
        Unit.SHARE,
        lambda counts: (counts.participated, counts.activated),
        "participation_target",
    ),
    Formula(
        "points_per_head",
        1,
        Message("Points per head per day"),
        Message("points earned in the period ÷ activated people ÷ days"),
        Unit.POINTS,
        lambda counts: (counts.earned, counts.activated * counts.days),
    ),
)
BY_CODE: Mapping[str, Formula] = {formula.code: formula for formula in FORMULAS}
PARTICIPATION = BY_CODE["participation"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A formula worked out, and its target line in percent where it has one."""

    formula: Formula
    value: Fraction | None
    target: int | None
    above: int
    below: int

    @property
    def words(self) -> str:
        return in_words(self.formula.unit, self.value)

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None without a target or a figure."""
        if self.target is None or self.value is None:
            return None
        return self.value * 100 >= self.target


def worked_out(counts: Counts, targets: Mapping[str, int]) -> tuple[Figure, ...]:
    """Every figure of these counts; `targets` maps a setting to percent."""
    return tuple(
        Figure(
            formula,
            formula.of(counts),
            targets.get(formula.target) if formula.target else None,
            *formula.parts(counts),
        )
        for formula in FORMULAS
    )


def in_words(unit: Unit, value: Fraction | None) -> str:
    """43.2% or 12.4, rounded half to even in the last place shown; a dash where there is nothing to tell."""
    if value is None:
        return "–"
    if unit is Unit.POINTS:
        return f"{float(round(value, 1)):.1f}"
    return f"{float(round(value * 100, 1)):.1f}%"
