"""make mutants: the model over the sound ledger, and then over each planted fault, which it must find.

Exit code 1 when the sound ledger fails or a fault is not found. The figures go to reports/mutants.json, after each fault.
"""

import re
import sys
import time
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from tests.fire import playing
from tests.fire.faults import FAULTS, Fault
from tests.fire.reported import keep
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
    began, played, rows = time.monotonic(), 0, []
    chosen = [one for one in FAULTS if only in one.name]

    def write(*, finished: bool) -> None:
        told = {"sound_histories": examples if played else 0, "steps": steps, "most_histories": examples}
        took = {"planted": len(rows), "of": len(FAULTS), "took_s": round(time.monotonic() - began)}
        keep(REPORT, told | took | {"faults": rows}, finished=finished)

    with own_stage() as stage:
        if sound:
            try:
                played = playing.play(stage, examples=examples, steps=steps, seed=0)
            finally:
                write(finished=False)
            click.echo(f"The sound ledger: {played} histories of up to {steps} steps, no difference.")
        for fault in chosen:
            rows.append(found_in(stage, fault, runs, examples=examples, steps=steps))
            write(finished=len(rows) == len(chosen))
    missed = [row["fault"] for row in rows if None in row["found_after"]]
    took_s = time.monotonic() - began
    click.echo(
        f"{len(rows) - len(missed)} of {len(rows)} faults found in every run; {took_s:.0f} s; {REPORT}"
    )
    sys.exit(1 if missed else 0)


def found_in(stage: Stage, fault: Fault, runs: int, **how: int) -> dict[str, Any]:
    """A fault hunted so many times: printed, and as a row of the report."""
    row = row_of(fault, [hunt(stage, fault, seed=seed, **how) for seed in range(1, runs + 1)])
    told = ", ".join("not found" if one is None else str(one) for one in row["found_after"])
    click.echo(f"{fault.name:28} {told:26} {'; '.join(row['by'])}")
    return row


def row_of(fault: Fault, found: list[tuple[int, str] | None]) -> dict[str, Any]:
    return {
        "fault": fault.name,
        "what": fault.what,
        "found_after": [None if one is None else one[0] for one in found],
        "by": sorted({one[1] for one in found if one}),
    }


if __name__ == "__main__":
    main()
