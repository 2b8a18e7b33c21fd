"""Where things stand in a drawing: lines over time and bars side by side, in the units of the picture. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 12, 24
ROW, BAR, NAME_ROOM = (
    44,
    12,
    22,
)  # of a bar chart: the row of one bar, the bar itself, the most letters of a name


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the line, what it stands for, and the label under it ("" where there is no room for one)."""

    x: float
    y: float
    name: str
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A line over time: runs of points (a gap where there is nothing to tell), lines across, the target."""

    runs: list[list[Point]]
    ticks: list[tuple[float, str]]
    labels: list[Point]
    target_y: float | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def points(self) -> list[Point]:
        return [point for run in self.runs for point in run]


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    words: str
    y: float
    length: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars one below another, each under its name, and the target line through them all."""

    bars: list[Bar]
    height: int
    target_x: float | None
    width: int = WIDTH


def top_of(values: Sequence[Fraction], target: int | None, *, share: bool) -> Fraction:
    """Where the scale ends: a round number above everything that is drawn. Percent of shares, points as they are."""
    most = max([*values, Fraction(target or 0), Fraction(1)])
    for step in (5, 10, 20, 25, 50, 100, 200, 250, 500, 1000):
        if most <= step:
            return Fraction(step)
    return Fraction((int(most) // 1000 + 1) * 1000)


def trend(rows: Sequence[tuple[str, Fraction | None, str]], *, target: int | None, share: bool) -> Trend:
    """`rows`: the name of each period, its figure (percent where `share`), and the figure in words."""
    top = top_of([value for _, value, _ in rows if value is not None], target, share=share)
    across, up = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    step = Fraction(across, max(1, len(rows) - 1))
    every = max(1, -(-len(rows) // 4))  # labels that fit under a phone's chart
    runs: list[list[Point]] = [[]]
    labels: list[Point] = []
    for index, (name, value, words) in enumerate(rows):
        x = float(LEFT + index * step) if len(rows) > 1 else LEFT + across / 2
        shown = name if (len(rows) - 1 - index) % every == 0 else ""
        if shown:
            labels.append(Point(x, HEIGHT - 6, name, words, shown))
        if value is None:
            runs.append([])
            continue
        runs[-1].append(Point(round(x, 1), round(float(TOP + up - value / top * up), 1), name, words, shown))
    ticks = [
        (round(float(TOP + up - part * up), 1), f"{_plain(top * part)}{'%' if share else ''}")
        for part in (Fraction(0), Fraction(1, 2), Fraction(1))
    ]
    at = None if target is None else round(float(TOP + up - Fraction(target) / top * up), 1)
    return Trend([run for run in runs if run], ticks, labels, at)


def bars(rows: Sequence[tuple[str, Fraction | None, str]], *, target: int | None, share: bool) -> Bars:
    """`rows`: each name, its figure (percent where `share`), and the figure in words."""
    top = top_of([value for _, value, _ in rows if value is not None], target, share=share)
    drawn = [
        Bar(name, words, index * ROW, round(float((value or 0) / top * WIDTH), 1))
        for index, (name, value, words) in enumerate(rows)
    ]
    at = None if target is None else round(float(Fraction(target) / top * WIDTH), 1)
    return Bars(drawn, max(ROW, len(rows) * ROW), at)


def _plain(value: Fraction) -> str:
    return f"{float(value):g}"
