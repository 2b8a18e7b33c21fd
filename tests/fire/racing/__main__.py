"""make race: the ledger's races between real processes, counted; exit code 1 when one ends wrong or a naive one ends right."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from quizapp.app import create_app
from quizapp.db import db
from tests.conftest import BACKEND, settings_for
from tests.fire.racing.crew import crew_of
from tests.fire.racing.races import CAPS, SALES, Count, Course
from tests.fire.stage import own_database, raise_stage

REPORT = Path("reports/race.json")
SIZES, DEVICES = (16, 64), 16
HEAD = (
    f"{'race':28} {'hands':>5} {'limit':>5} {'rounds':>6} {'wanted':>8} {'given':>7} {'over':>5} {'under':>5}"
)


def line(count: Count) -> str:
    """One race as a line under `HEAD`."""
    told = (
        f"{count.race:28} {count.hands:5} {count.limit:5} {count.rounds:6} {count.wanted:8} {count.given:7}"
    )
    verdict = "" if count.sound else "  WRONG"
    expected = "  (must)" if count.must_fail else ""
    return f"{told} {count.over:5} {count.under:5}{expected}{verdict}"


def run(
    home: Path, url: str, course: Course, *, sizes, rounds: int, say: Callable[[str], object]
) -> list[Count]:
    """Every race with every number of hands; those for a cap with no more than a member may have devices."""
    counts = []
    for size in sizes:
        with crew_of(size, home, url) as crew:
            for race in (*CAPS, *SALES) if size <= DEVICES else SALES:
                counts.append(race(course, crew, rounds))
                say(line(counts[-1]))
    return counts


@contextmanager
def course_at(url: str, home: Path) -> Iterator[Course]:
    app = create_app(settings_for(home, url))
    with app.app_context():
        stage = raise_stage(app, url)
        course = Course(stage)
        course.prepare()
        try:
            yield course
        finally:
            stage.raw.close()
            db.session.remove()
            db.engine.dispose()


def write(counts: list[Count], differences: list[str], *, took_s: float) -> None:
    """Beside what the other database came to, in one file."""
    REPORT.parent.mkdir(exist_ok=True)
    both = json.loads(REPORT.read_text("utf8")) if REPORT.exists() else {}
    rows = [asdict(count) | {"sound": count.sound} for count in counts]
    both[BACKEND] = {
        "cpus": os.cpu_count(),
        "took_s": round(took_s),
        "differences": differences,
        "races": rows,
    }
    REPORT.write_text(json.dumps(both, indent=2, ensure_ascii=False) + "\n", "utf8")


@click.command()
@click.option("--rounds", default=100, show_default=True, type=click.IntRange(1, 10_000))
def main(rounds: int) -> None:
    began = time.monotonic()
    click.echo(HEAD)
    with own_database() as (home, url), course_at(url, home) as course:
        counts = run(home, url, course, sizes=SIZES, rounds=rounds, say=click.echo)
        found = course.differences()
    took_s = time.monotonic() - began
    write(counts, found, took_s=took_s)
    click.echo(f"{BACKEND}: books that do not agree: {len(found)}; {took_s:.0f} s; {REPORT}")
    sys.exit(1 if found or not all(count.sound for count in counts) else 0)


if __name__ == "__main__":
    main()
