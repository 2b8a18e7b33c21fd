"""make bench-points: awards in this process and over HTTP, and the boards, in both cities in turn, each beside the bare ceiling.

Exit code 1 when a ratio is above 1.25 times its goal, or a cost in the large city above 1.5 times that in the small one.
HOMES=DIR keeps the cities in a folder, and takes those that stand there.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import click
from flask import Flask

from quizapp.kernel import clock
from tests.bench import __main__ as single
from tests.bench import servers
from tests.bench.city.homes import Built, build, inside, let_in, place_of
from tests.bench.load import Call, Cost, measure
from tests.bench.points import awards, report
from tests.bench.servers import Server

SMALL, LARGE = "5700x90", "570000x9000"
ROUNDS, EACH, WARM = 5, 200, 40  # of awards, in each city
PAGES = 600  # in a round: processor time is counted in hundredths of a second
REPORT = Path("reports/bench-points.json")
# Every board in one line: its name, who opens it, its address, the goal for its ratio to a bare page of its size.
# {top} is the id of the whole city.
BOARDS = (
    ("board of the branch, own rank", "member", "/boards", 2.0),
    ("board of the branch, all time", "member", "/boards?span=all", 2.0),
    ("board of the city, own rank", "member", "/boards/{top}", 2.0),
    ("board of the city, all time", "member", "/boards/{top}?span=all", 2.0),
    ("statement", "member", "/points", None),
)
T = TypeVar("T")
Measured = Callable[[], Cost]
Pair = tuple[Measured, Measured]  # ours and the bare ceiling


@dataclass
class City:
    """A city that is served, with everything that is going to be asked of it."""

    built: Built
    ours: Server
    bare: Server
    finished: Iterator[Sequence[Call]]
    boards: dict[str, Call]


def in_rounds(small: Pair, large: Pair) -> tuple[report.Side, report.Side]:
    """Ours and bare, in the small city and in the large one, in turn."""
    spent: list[list[Cost]] = [[], [], [], []]
    turns = (*small, *large)
    for _ in range(ROUNDS):
        for costs, turn in zip(spent, turns, strict=True):
            costs.append(turn())
    return report.side(spent[0], spent[1]), report.side(spent[2], spent[3])


def inside_this_process(cities: Sequence[Built], at: datetime) -> report.Row:
    """`points.earn` beside a select and an insert by the ORM; no HTTP, no form, no page."""
    with ExitStack() as stack:
        sides = in_rounds(*(_awards_in(stack.enter_context(inside(city.home)), city, at) for city in cities))
    return report.Row("award, in process", "one ORM select and insert", 2.5, ROUNDS * EACH, *sides)


def _awards_in(app: Flask, city: Built, at: datetime) -> Pair:
    with app.app_context():
        people = awards.payees(WARM + ROUNDS * EACH, at)
        awards.earn_each(people[:WARM], at)  # the connection, and statements that are built once
    portions = iter(_portions(people))

    def ours() -> Cost:
        with app.app_context():
            return awards.earn_each(next(portions), at)

    return ours, lambda: awards.insert_each(city.home, EACH)


def _portions(everything: Sequence[T]) -> list[Sequence[T]]:
    """What each round takes, after the few that are not counted."""
    return [everything[WARM + turn * EACH : WARM + (turn + 1) * EACH] for turn in range(ROUNDS)]


def over_http(cities: Sequence[City]) -> report.Row:
    """An article finished: the form, its reading and its award, to the redirect."""
    fact = [Call("POST", f"/fact/{turn + 1}", "text=a+fact+to+keep", expect=204) for turn in range(EACH)]

    def pair(city: City) -> Pair:
        measure(city.ours.port, city.ours.pid, next(city.finished))
        measure(city.bare.port, city.bare.pid, fact[:WARM])
        return (
            lambda: measure(city.ours.port, city.ours.pid, next(city.finished)),
            lambda: measure(city.bare.port, city.bare.pid, fact),
        )

    sides = in_rounds(*(pair(city) for city in cities))
    named = "one ORM select and insert, over HTTP"
    return report.Row("award, an article finished", named, None, ROUNDS * EACH, *sides)


def board(cities: Sequence[City], name: str, goal: float | None) -> report.Row:
    """A page in both cities, each beside a bare template page of its size."""

    def pair(city: City) -> Pair:
        call = city.boards[name]
        size = measure(city.ours.port, city.ours.pid, [call] * WARM).bytes_each
        page = Call("GET", f"/page/{size}")
        measure(city.bare.port, city.bare.pid, [page] * WARM)
        return (
            lambda: measure(city.ours.port, city.ours.pid, [call] * PAGES),
            lambda: measure(city.bare.port, city.bare.pid, [page] * PAGES),
        )

    sides = in_rounds(*(pair(city) for city in cities))
    return report.Row(name, "a template page of the same size", goal, ROUNDS * PAGES, *sides)


def serve(stack: ExitStack, built: Built, at: datetime) -> City:
    """The city and a bare application beside it, with the forms and pages ready to be sent."""
    with inside(built.home) as app:
        article = awards.shortest()
        people = awards.payees(WARM + ROUNDS * EACH, at, article)
        calls = awards.finished_calls(app, people, article, at)
        known = let_in(app, built.home, at)
        top = place_of(known["member"]).top
    stack.callback(_insist_on_effect, built, people, at)
    return City(
        built,
        stack.enter_context(servers.ours(built.home)),
        stack.enter_context(servers.bare(built.home)),
        iter([calls[:WARM], *_portions(calls)]),
        {name: known[who].gets(address.format(top=top)) for name, who, address, _ in BOARDS},
    )


def _insist_on_effect(built: Built, people: list, at: datetime) -> None:
    """AssertionError unless everyone was paid: a refusal would be cheap."""
    with inside(built.home):
        assert awards.paid(people, at) == len(people), "not every finished article was paid"


def run(homes: Path, sizes: Sequence[tuple[int, int]]) -> tuple[list[Built], list[report.Row]]:
    at = clock.now()
    built = [build(homes / name, *size) for name, size in zip(("small", "large"), sizes, strict=True)]
    click.echo("Measuring awards in process ...")
    rows = [inside_this_process(built, at)]
    with ExitStack() as stack:
        cities = [serve(stack, one, at) for one in built]
        click.echo("Measuring awards over HTTP ...")
        rows.append(over_http(cities))
        for name, _, _, goal in BOARDS:
            click.echo(f"Measuring {name} ...")
            rows.append(board(cities, name, goal))
    return built, rows


def _size(text: str) -> tuple[int, int]:
    members, branches = text.split("x")
    return int(members), int(branches)


@click.command()
@click.option("--homes", type=click.Path(file_okay=False, path_type=Path), help="Keep the cities here.")
@click.option("--small", default=SMALL, show_default=True, help="Members x branches.")
@click.option("--large", default=LARGE, show_default=True, help="Members x branches.")
def main(homes: Path | None, small: str, large: str) -> None:
    single.insist_on_time()
    began, sizes = time.monotonic(), (_size(small), _size(large))
    if homes:
        cities, rows = run(homes.resolve(), sizes)
    else:
        with TemporaryDirectory(prefix="quizapp-bench-points-") as folder:
            cities, rows = run(Path(folder), sizes)
    took_s = time.monotonic() - began
    report.write(rows, cities, REPORT, took_s=took_s)
    click.echo("\n".join(["", *report.table(rows), "", f"{took_s:.0f} s; {REPORT}"]))
    sys.exit(1 if report.failed(rows) else 0)


if __name__ == "__main__":
    main()
