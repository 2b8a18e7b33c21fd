"""What was measured, beside its goals: as a table for people, as JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from tests.bench.load import Cost

TOLERATED = 1.25  # a ratio above this many times its goal is a failure, not only a missed goal
HEAD = ("", "requests/s", "CPU ms", "bytes", "bare: requests/s", "CPU ms", "bytes", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of request: medians over the rounds, ours and the bare ceiling's, and the ratio of processor time."""

    name: str
    ceiling: str
    requests: int
    rounds: int
    per_s: float
    cpu_ms: float
    bytes: int
    bare_per_s: float
    bare_cpu_ms: float
    bare_bytes: int
    ratio: float
    goal: float

    @property
    def verdict(self) -> str:
        if self.ratio <= self.goal:
            return "met"
        return "missed" if self.ratio <= self.goal * TOLERATED else "far missed"


def row(name: str, ceiling: str, goal: float, ours: Sequence[Cost], bare: Sequence[Cost]) -> Row:
    """Fold the rounds of one kind of request."""
    cpu_ms, bare_cpu_ms = _median(ours, "cpu_ms"), _median(bare, "cpu_ms")
    return Row(
        name=name,
        ceiling=ceiling,
        requests=sum(cost.requests for cost in ours),
        rounds=len(ours),
        per_s=round(_median(ours, "per_s")),
        cpu_ms=round(cpu_ms, 3),
        bytes=round(_median(ours, "bytes_each")),
        bare_per_s=round(_median(bare, "per_s")),
        bare_cpu_ms=round(bare_cpu_ms, 3),
        bare_bytes=round(_median(bare, "bytes_each")),
        ratio=round(cpu_ms / bare_cpu_ms, 2),
        goal=goal,
    )


def _median(costs: Sequence[Cost], figure: str) -> float:
    return float(median(getattr(cost, figure) for cost in costs))


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
        row.name,
        f"{row.per_s:.0f}",
        f"{row.cpu_ms:.2f}",
        f"{row.bytes}",
        f"{row.bare_per_s:.0f}",
        f"{row.bare_cpu_ms:.2f}",
        f"{row.bare_bytes}",
        f"{row.ratio:.2f}",
        f"{row.goal:.1f}",
        row.verdict,
    )


def write(rows: Sequence[Row], file: Path, *, took_s: float) -> None:
    """Write the JSON report; the folder is made when it is missing."""
    file.parent.mkdir(exist_ok=True)
    told = {
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "database": "sqlite",
        "took_s": round(took_s, 1),
        "tolerated": TOLERATED,
        "rows": [asdict(row) | {"verdict": row.verdict} for row in rows],
    }
    file.write_text(json.dumps(told, indent=2) + "\n", "utf8")


def failed(rows: Sequence[Row]) -> bool:
    return any(row.verdict == "far missed" for row in rows)
