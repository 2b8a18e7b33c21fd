"""make bench: the bare ceilings and ours in one run, in processor time per request, each beside its goal.

Exit code 1 when a ratio is above 1.25 times its goal.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import click

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db
from quizapp.kernel import clock
from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.quizzes.daily import QUESTIONS
from quizapp.quizzes.states import State
from tests.bench import report, servers, stage
from tests.bench.load import Call, Cost, measure
from tests.bench.servers import Server
from tests.bench.stage import Sitting

ROUNDS, EACH = 5, 600  # 3,000 requests of each kind
WARM = 60  # and so many before them, not counted
ALL = WARM + ROUNDS * EACH
RUN = timedelta(minutes=6)  # the longest a run may take
REPORT = Path("reports/bench.json")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: ours, what it is compared with (a page of the same size where nothing is named), and its goal."""

    name: str
    calls: Sequence[Call]
    goal: float
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """Everything that is going to be sent, and the attempts that show whether it arrived."""

    kinds: tuple[Kind, ...]
    begun: Sequence[Sitting]
    nearly_done: Sequence[Sitting]


def play(app, settings: config.Settings) -> Play:
    """Set the stage in the instance of `settings`."""
    at, rng = clock.now(), Random("bench")
    stage.furnish(settings, at)
    viewers = stage.admit(app, EACH, group="viewers", at=at)
    stage.give_history(viewers, rng, at)
    begun = stage.seat(
        stage.admit(app, ALL // (QUESTIONS - 1), group="begun", at=at), answered=0, rng=rng, at=at
    )
    nearly_done = stage.seat(
        stage.admit(app, ALL, group="nearly-done", at=at), answered=QUESTIONS - 1, rng=rng, at=at
    )
    articles = stage.article_keys()
    turns = [(viewers[turn % EACH], articles[turn % len(articles)]) for turn in range(ALL)]
    kinds = (
        Kind("Today", [viewer.gets("/") for viewer, _ in turns], goal=2.5),
        Kind("article", [viewer.gets(f"/read/{key}") for viewer, key in turns], goal=2.0),
        Kind("board", [viewer.gets("/boards") for viewer, _ in turns], goal=2.0),
        Kind(
            "autosave",
            [sitting.answers(place) for place in range(QUESTIONS - 1) for sitting in begun],
            goal=2.0,
            writes=True,
        ),
        Kind("finish", [sitting.answers(QUESTIONS - 1) for sitting in nearly_done], goal=6.0, writes=True),
    )
    return Play(kinds, begun, nearly_done)


def compare(kind: Kind, ours: Server, plain: Server) -> report.Row:
    """Ours and the bare ceiling in turn, round by round."""
    size = measure(ours.port, ours.pid, kind.calls[:WARM]).bytes_each
    ceiling = [_ceiling(kind, size, turn) for turn in range(EACH)]
    measure(plain.port, plain.pid, ceiling[:WARM])
    ours_cost: list[Cost] = []
    bare_cost: list[Cost] = []
    for number in range(ROUNDS):
        start = WARM + number * EACH
        ours_cost.append(measure(ours.port, ours.pid, kind.calls[start : start + EACH]))
        bare_cost.append(measure(plain.port, plain.pid, ceiling))
    named = "one ORM select and insert" if kind.writes else "a template page of the same size"
    return report.row(kind.name, named, kind.goal, ours_cost, bare_cost)


def _ceiling(kind: Kind, size: int, turn: int) -> Call:
    if kind.writes:
        return Call("POST", f"/fact/{turn + 1}", "text=a+fact+to+keep", expect=204)
    return Call("GET", f"/page/{size}")


def insist_on_time() -> None:
    """Refuse to measure across the end of a study day: the day's five would be over in the middle of it."""
    at = clock.now()
    if local_day(at, DEFAULT_ZONE) != local_day(at + RUN, DEFAULT_ZONE):
        raise click.ClickException("The study day is about to end. Measure again in a few minutes.")
    if not Path("/proc/self/stat").exists():
        raise click.ClickException("Processor time is read from /proc, which only Linux has.")


def run(home: Path) -> list[report.Row]:
    settings = config.load(servers.environ_of(home), make_secrets=True)
    app = create_app(settings)
    with app.app_context():
        click.echo("Setting the stage ...")
        script = play(app, settings)
        db.session.remove()
        with servers.ours(home) as ours, servers.bare(home) as plain:
            rows = []
            for kind in script.kinds:
                click.echo(f"Measuring {kind.name}: {ROUNDS} rounds of {EACH}, ours and bare in turn ...")
                rows.append(compare(kind, ours, plain))
        insist_on_effect(script)
    return rows


def insist_on_effect(script: Play) -> None:
    """AssertionError unless every answer was saved and every attempt finished: a refusal would be cheap."""
    saved, finished = stage.standing(script.begun), stage.standing(script.nearly_done)
    assert saved == {(State.IN_PROGRESS, QUESTIONS - 1)}, saved
    assert finished == {(State.GRADED, QUESTIONS)}, finished


def main() -> None:
    insist_on_time()
    began = time.monotonic()
    with TemporaryDirectory(prefix="quizapp-bench-") as home:
        rows = run(Path(home))
    took_s = time.monotonic() - began
    report.write(rows, REPORT, took_s=took_s)
    click.echo("\n".join(["", *report.table(rows), "", f"{took_s:.0f} s; {REPORT}"]))
    sys.exit(1 if report.failed(rows) else 0)


if __name__ == "__main__":
    main()
