"""make chaos-kill: clients at work, the server killed and started again, and at the end what was acknowledged beside what is stored.

Exit code 1 when anything was lost, doubled or invented, or the books did not agree. Bounded in kills and in time.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from threading import Event, Lock

import click

from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from tests.conftest import BACKEND
from tests.fire.killing import recorder
from tests.fire.killing.clients import Client, Person
from tests.fire.killing.reckoning import Reckoning, reckon
from tests.fire.killing.scene import Scene, served
from tests.fire.raw import Raw
from tests.fire.reported import keep
from tests.fire.stage import own_database

REPORT = Path("reports/chaos-kill.json")
PEOPLE_PER_KILL = 40
LIFE_S = (0.3, 0.8)
AT_THE_END = ("days", "resent", "acks", "lost", "doubled", "invented", "troubles")
SERVED_S = 15.0
MOST_S = 45.0  # a kill, on a busy machine; the whole run ends after so many times as many


@dataclass
class Run:
    """What a run came to."""

    kills: int = 0
    clients: int = 0
    days: int = 0  # members whose whole day was played
    resent: int = 0  # sent, never answered, and sent again
    acks_under_fire: int = 0  # before the last kill
    acks: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)  # of points verify, after each kill and at the end
    troubles: list[str] = field(default_factory=list)  # answers that no client should get
    back_after_s: list[float] = field(default_factory=list)
    took_s: float = 0.0

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.doubled or self.invented or self.differences or self.troubles)

    def take(self, found: Reckoning) -> None:
        self.acks, self.lost, self.doubled, self.invented = (
            found.acks,
            found.lost,
            found.doubled,
            found.invented,
        )


def run(
    home: Path,
    url: str,
    *,
    kills: int,
    clients: int,
    seed: int,
    say=lambda words: None,
    after_each=lambda told: None,
) -> Run:
    """Kill so many times; then let the clients come to an end, and reckon."""
    began, told, rng = time.monotonic(), Run(clients=clients), Random(seed)
    scene, logs = Scene(home, url), home / "clients"
    logs.mkdir()
    people = scene.furnish(kills * PEOPLE_PER_KILL)
    with served(scene), at_work(scene, people, clients, logs) as crew:
        for number in range(1, kills + 1):
            told.back_after_s.append(round(scene.start(), 2))
            at_least_one_more(crew)
            time.sleep(rng.uniform(*LIFE_S))
            scene.kill()
            told.kills = number
            told.differences += filter(None, [scene.verify()])
            told.acks_under_fire, told.took_s = acked_by(crew), since(began)
            say(
                f"kill {number}: up after {told.back_after_s[-1]:.1f} s, {told.acks_under_fire} acknowledged so far"
            )
            after_each(told)
            if time.monotonic() - began > kills * MOST_S:
                break
        told.back_after_s.append(round(scene.start(), 2))
        finish(crew)
        scene.stop()
    told.differences += filter(None, [scene.verify()])
    told.days, told.resent = sum(one.done for one in crew), sum(one.resent for one in crew)
    told.troubles = [one.trouble for one in crew if one.trouble]
    raw = Raw(url)
    told.take(reckon(recorder.read(logs), raw))
    raw.close()
    told.took_s = since(began)
    return told


def since(began: float) -> float:
    return round(time.monotonic() - began, 1)


def acked_by(crew: list[Client]) -> int:
    return sum(one.acked for one in crew)


@contextmanager
def at_work(scene: Scene, people: list[Person], clients: int, logs: Path) -> Iterator[list[Client]]:
    """So many clients that share the people; when the block ends, so do they."""
    over, lock, queue = Event(), Lock(), iter(people)
    crew = [Client(number, scene.port, queue, lock, logs, over) for number in range(clients)]
    for one in crew:
        one.start()
    try:
        yield crew
    finally:
        over.set()
        for one in crew:
            one.join(timeout=30)


def at_least_one_more(crew: list[Client]) -> None:
    """Wait until somebody is served: a server that is killed before has nothing to lose."""
    before, until = acked_by(crew), time.monotonic() + SERVED_S
    while acked_by(crew) == before and time.monotonic() < until:
        time.sleep(0.01)


def finish(crew: list[Client]) -> None:
    """Let everyone come to the end of the day they are in, now that the server stays."""
    for one in crew:
        one.last.set()
    for one in crew:
        one.join(timeout=60)


def words(told: Run) -> str:
    return (
        f"{BACKEND}: {told.kills} kills, {told.acks} acknowledged ({told.acks_under_fire} before the last kill), {told.resent} sent again; lost {len(told.lost)}, "
        f"doubled {len(told.doubled)}, invented {len(told.invented)}, books that did not agree {len(told.differences)}, "
        f"unexpected answers {len(told.troubles)}; up again after {median(told.back_after_s):.1f} s "
        f"(at most {max(told.back_after_s):.1f}); {told.took_s:.0f} s"
    )


def write(told: Run, *, finished: bool) -> None:
    """What it came to so far. Before the end nobody knows what was lost, doubled or invented: that is not told."""
    figures = asdict(told)
    known = figures if finished else {name: figures[name] for name in figures if name not in AT_THE_END}
    keep(REPORT, known, finished=finished)


@click.command()
@click.option("--kills", default=40, show_default=True, type=click.IntRange(1, 500))
@click.option("--clients", default=12, show_default=True, type=click.IntRange(1, 32))
@click.option("--seed", default=1, show_default=True)
def main(kills: int, clients: int, seed: int) -> None:
    at = datetime.now(UTC)
    if local_day(at, DEFAULT_ZONE) != local_day(at + timedelta(hours=1), DEFAULT_ZONE):
        raise click.ClickException(
            "The study day is about to end, and its five questions with it. Try again later."
        )
    with own_database() as (home, url):
        told = run(
            home,
            url,
            kills=kills,
            clients=clients,
            seed=seed,
            say=click.echo,
            after_each=partial(write, finished=False),
        )
    write(told, finished=True)
    for line in [*told.lost, *told.doubled, *told.invented, *told.differences, *told.troubles][:50]:
        click.echo(line)
    click.echo(words(told))
    sys.exit(1 if told.failed else 0)


if __name__ == "__main__":
    main()
