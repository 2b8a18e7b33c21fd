"""make race: the ledger's races between real processes, counted; exit code 1 when one ends wrong or a naive one ends right."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from quizapp.app import create_app
from quizapp.db import db
from tests.conftest import BACKEND, settings_for
from tests.fire.racing.crew import crew_of
from tests.fire.racing.races import CAPS, SALES, Count, Course
from tests.fire.reported import keep
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


def run(home: Path, url: str, course: Course, *, sizes, rounds: int) -> Iterator[Count]:
    """Every race with every number of hands; those for a cap with no more than a member may have devices."""
    for size in sizes:
        with crew_of(size, home, url) as crew:
            for race in (*CAPS, *SALES) if size <= DEVICES else SALES:
                yield race(course, crew, rounds)


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


def told(races: Iterable[Count], *, rounds: int, began: float) -> list[Count]:
    """Each race printed and kept as soon as it is over."""
    counts: list[Count] = []
    for count in races:
        click.echo(line(count))
        counts.append(count)
        write(counts, None, rounds=rounds, took_s=time.monotonic() - began)
    return counts


def write(counts: list[Count], differences: list[str] | None, *, rounds: int, took_s: float) -> None:
    """What was run so far; `differences`: of the books, None before they were looked at, which ends a run."""
    rows = [asdict(count) | {"sound": count.sound} for count in counts]
    figures = {"rounds": rounds, "took_s": round(took_s), "differences": differences, "races": rows}
    keep(REPORT, figures, finished=differences is not None)


@click.command()
@click.option("--rounds", default=100, show_default=True, type=click.IntRange(1, 10_000))
def main(rounds: int) -> None:
    began = time.monotonic()
    click.echo(HEAD)
    with own_database() as (home, url), course_at(url, home) as course:
        counts = told(run(home, url, course, sizes=SIZES, rounds=rounds), rounds=rounds, began=began)
        found = course.differences()
    took_s = time.monotonic() - began
    write(counts, found, rounds=rounds, took_s=took_s)
    click.echo(f"{BACKEND}: books that do not agree: {len(found)}; {took_s:.0f} s; {REPORT}")
    sys.exit(1 if found or not all(count.sound for count in counts) else 0)


if __name__ == "__main__":
    main()
