"""What was measured in both cities: as a table for people, as JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.city.homes import Built

MOST = 2.0  # times its processor time in the small city, at which a page has grown too much
HEAD = ("", "statements", "small: CPU ms", "large: CPU ms", "ratio", "statements", "walks through", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One page: medians over the rounds, in processor milliseconds a request (a database of its own with them), and its

    statements in each city.
    """

    page: str
    requests: int
    small_ms: float
    large_ms: float
    small_statements: int
    large_statements: int
    walks: Sequence[str]
    most: float = MOST

    @property
    def ratio(self) -> float:
        return round(self.large_ms / self.small_ms, 2)

    @property
    def verdict(self) -> str:
        if self.small_statements != self.large_statements:
            return "statements grow"
        return "met" if self.ratio <= self.most else "missed"


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
    return (
        row.page,
        f"{row.small_statements}",
        f"{row.small_ms:.2f}",
        f"{row.large_ms:.2f}",
        f"{row.ratio:.2f}",
        f"{row.large_statements}",
        ", ".join(row.walks) or "-",
        row.verdict,
    )


def write(rows: Sequence[Row], cities: Sequence[Built], file: Path, *, database: str, took_s: float) -> None:
    """Write the JSON report; the folder is made when it is missing."""
    file.parent.mkdir(exist_ok=True)
    told = {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "database": database,
        "took_s": round(took_s, 1),
        "most": MOST,
        "cities": [
            {
                "members": city.members,
                "branches": city.branches,
                "entries": city.entries,
                "gigabytes": round(city.bytes / 1e9, 3),
                "built_in_s": city.took_s or None,
            }
            for city in cities
        ],
        "rows": [asdict(row) | {"ratio": row.ratio, "verdict": row.verdict} for row in rows],
    }
    file.write_text(json.dumps(told, indent=2) + "\n", "utf8")


def failed(rows: Sequence[Row]) -> bool:
    return any(row.verdict != "met" for row in rows)
