"""What rewards cost, told from redemptions: spent, given back, still held, handed over; by month, reward and site. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from quizapp.rewards.states import GIVEN_BACK, HELD, State

MONTHS = 12  # drawn one beside another


@dataclass(frozen=True, slots=True)
class Sum:
    """How many redemptions of one reward at one site, made in one month ("2026-11"), stand in one state, and their points."""

    month: str
    reward_id: int
    site_id: int
    state: State
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class Line:
    """The points of some redemptions: spent = given back + held + handed over."""

    month: str = ""
    reward_id: int = 0
    site_id: int = 0
    count: int = 0
    spent: int = 0
    given_back: int = 0
    held: int = 0
    handed_over: int = 0

    def with_(self, one: Sum) -> "Line":
        return replace(
            self,
            count=self.count + one.count,
            spent=self.spent + one.points,
            given_back=self.given_back + (one.points if one.state in GIVEN_BACK else 0),
            held=self.held + (one.points if one.state in HELD else 0),
            handed_over=self.handed_over + (one.points if one.state is State.HANDED_OVER else 0),
        )

    @property
    def net(self) -> int:
        """What the members are out of pocket: spent, less what came back."""
        return self.spent - self.given_back


def by_reward(sums: Iterable[Sum]) -> list[Line]:
    """A line for each month, reward and site: the latest month first, in it what cost most."""
    lines: dict[tuple[str, int, int], Line] = {}
    for one in sums:
        key = one.month, one.reward_id, one.site_id
        lines[key] = lines.get(key, Line(*key)).with_(one)
    most_first = sorted(lines.values(), key=lambda line: -line.spent)
    return sorted(most_first, key=lambda line: line.month, reverse=True)


def total(sums: Iterable[Sum]) -> Line:
    line = Line()
    for one in sums:
        line = line.with_(one)
    return line


def by_month(sums: Sequence[Sum], last: str) -> list[Line]:
    """A line for each of twelve months up to the last, those without any among them."""
    lines = {month: Line(month) for month in _months_to(last)}
    for one in sums:
        if one.month in lines:
            lines[one.month] = lines[one.month].with_(one)
    return list(lines.values())


def _months_to(last: str) -> list[str]:
    year, month = map(int, last.split("-"))
    ends = year * 12 + month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(ends - MONTHS + 1, ends + 1)]
