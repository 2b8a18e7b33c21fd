"""What awards and boards cost in both cities, beside their goals: as a table for people, as JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.city.homes import Built
from tests.bench.load import Cost
from tests.bench.report import TOLERATED

MOST = 1.5  # times its cost in the small city
HEAD = (
    "",
    "small: per s",
    "CPU ms",
    "bare",
    "ratio",
    "large: per s",
    "CPU ms",
    "bare",
    "ratio",
    "goal",
    "large/small",
    "",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One thing in one city: medians over the rounds, ours and the bare ceiling's of the same rounds."""

    per_s: float
    cpu_ms: float
    bare_per_s: float
    bare_cpu_ms: float

    @property
    def ratio(self) -> float:
        return round(self.cpu_ms / self.bare_cpu_ms, 2)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in both cities. `goal` is for the ratio to the bare ceiling; None where none is set."""

    name: str
    ceiling: str
    goal: float | None
    requests: int
    small: Side
    large: Side

    @property
    def growth(self) -> float:
        return round(self.large.cpu_ms / self.small.cpu_ms, 2)

    @property
    def verdict(self) -> str:
        worst = max(self.small.ratio, self.large.ratio)
        if self.growth > MOST:
            return "grows"
        if self.goal is None or worst <= self.goal:
            return "met"
        return "missed" if worst <= self.goal * TOLERATED else "far missed"


def side(ours: Sequence[Cost], bare: Sequence[Cost]) -> Side:
    """Fold the rounds of one thing in one city."""

    def middle(costs: Sequence[Cost], figure: str) -> float:
        return round(median(getattr(cost, figure) for cost in costs), 3)

    return Side(middle(ours, "per_s"), middle(ours, "cpu_ms"), middle(bare, "per_s"), middle(bare, "cpu_ms"))


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as lines of text, the figures under their heads."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return [
        "  ".join(
            [
                line[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
            ]
        )
        for line in cells
    ]


def _cells(row: Row) -> tuple[str, ...]:
    sides = [
        text
        for one in (row.small, row.large)
        for text in (f"{one.per_s:.0f}", f"{one.cpu_ms:.2f}", f"{one.bare_cpu_ms:.2f}", f"{one.ratio:.2f}")
    ]
    return (
        row.name,
        *sides,
        "–" if row.goal is None else f"{row.goal:.1f}",
        f"{row.growth:.2f}",
        row.verdict,
    )


def write(rows: Sequence[Row], cities: Sequence[Built], file: Path, *, took_s: float) -> None:
    """Write the JSON report; the folder is made when it is missing."""
    file.parent.mkdir(exist_ok=True)
    told = {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "database": "sqlite",
        "took_s": round(took_s, 1),
        "most_growth": MOST,
        "cities": [
            {"members": city.members, "branches": city.branches, "entries": city.entries} for city in cities
        ],
        "rows": [
            asdict(row)
            | {"ratios": [row.small.ratio, row.large.ratio], "growth": row.growth, "verdict": row.verdict}
            for row in rows
        ],
    }
    file.write_text(json.dumps(told, indent=2) + "\n", "utf8")


def failed(rows: Sequence[Row]) -> bool:
    return any(row.verdict in ("grows", "far missed") for row in rows)
