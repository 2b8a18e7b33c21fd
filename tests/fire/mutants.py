"""make mutants: the model over the sound ledger, and then over each planted fault, which it must find.

Exit code 1 when the sound ledger fails or a fault is not found. The figures go to reports/mutants.json.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from tests.conftest import BACKEND
from tests.fire import playing
from tests.fire.faults import FAULTS, Fault
from tests.fire.stage import Stage, own_stage

REPORT = Path("reports/mutants.json")


def hunt(stage: Stage, fault: Fault, *, examples: int, steps: int, seed: int) -> tuple[int, str] | None:
    """How many histories were played until the fault showed, and by what; None when it did not."""
    before = stage.admitted
    try:
        with fault.plant():
            playing.play(stage, examples=examples, steps=steps, seed=seed)
    except AssertionError as error:
        by = re.split(r"[(:\n]", str(error))[0].strip()
    except SQLAlchemyError as error:
        by = type(error).__name__
    else:
        return None
    return (stage.admitted - before) // 2 - 1, by  # the history that failed is played once more to be told


@click.command()
@click.option("--examples", default=2000, show_default=True)
@click.option("--steps", default=60, show_default=True)
@click.option("--runs", default=5, show_default=True, help="How often each fault must be found.")
@click.option("--only", default="", help="Only faults with this in their name.")
@click.option("--sound/--no-sound", default=True, help="Play the sound ledger first.")
def main(examples: int, steps: int, runs: int, only: str, sound: bool) -> None:
    began, rows = time.monotonic(), []
    with own_stage() as stage:
        if sound:
            played = playing.play(stage, examples=examples, steps=steps, seed=0)
            click.echo(f"The sound ledger: {played} histories of up to {steps} steps, no difference.")
        for fault in (one for one in FAULTS if only in one.name):
            found = [
                hunt(stage, fault, examples=examples, steps=steps, seed=seed) for seed in range(1, runs + 1)
            ]
            rows.append(row_of(fault, found))
            told = ", ".join("not found" if one is None else str(one) for one in rows[-1]["found_after"])
            click.echo(f"{fault.name:28} {told:26} {'; '.join(rows[-1]['by'])}")
    took_s = time.monotonic() - began
    write(rows, examples=examples, steps=steps, sound=sound, took_s=took_s)
    missed = [row["fault"] for row in rows if None in row["found_after"]]
    click.echo(
        f"{len(rows) - len(missed)} of {len(rows)} faults found in every run; {took_s:.0f} s; {REPORT}"
    )
    sys.exit(1 if missed else 0)


def row_of(fault: Fault, found: list[tuple[int, str] | None]) -> dict[str, Any]:
    return {
        "fault": fault.name,
        "what": fault.what,
        "found_after": [None if one is None else one[0] for one in found],
        "by": sorted({one[1] for one in found if one}),
    }


def write(rows: list[dict[str, Any]], *, examples: int, steps: int, sound: bool, took_s: float) -> None:
    """Beside what the other database came to, in one file."""
    REPORT.parent.mkdir(exist_ok=True)
    told = json.loads(REPORT.read_text("utf8")) if REPORT.exists() else {}
    told[BACKEND] = {
        "sound_histories": examples if sound else 0,
        "steps": steps,
        "most_histories": examples,
        "took_s": round(took_s),
        "faults": rows,
    }
    REPORT.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf8")


if __name__ == "__main__":
    main()
