"""make bench-city: builds both cities, opens every page in both, in turn, and compares processor time and statements.

Exit code 1 when a page's statements differ, or when its processor time in the large city is above twice that in the
small one, of a board above one and a half times. HOMES=DIR keeps the cities in a folder, and takes those that stand there.
DB=postgresql puts their rows into databases of a PostgreSQL server (TEST_POSTGRES_URL), whose processor time is then part
of a page's.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click

from quizapp.db import db
from quizapp.kernel import clock
from tests.bench import __main__ as single
from tests.bench import servers
from tests.bench.city import databases, plans, report
from tests.bench.city.homes import Built, build, inside, let_in, place_of
from tests.bench.city.pages import PAGES, Page
from tests.bench.load import Call, measure
from tests.bench.servers import Server
from tests.conftest import POSTGRES

SMALL, LARGE = (5_700, 90), (570_000, 9_000)  # members, branches
ROUNDS, EACH, WARM = 5, 80, 24
REPORTS = {
    "sqlite": Path("reports/bench-city.json"),
    "postgresql": Path("reports/bench-city-postgresql.json"),
}
Opened = tuple[
    Call, int, list[str]
]  # a page ready to be asked for, its statements, and the tables they walk through


def open_pages(city: Built) -> Mapping[str, Opened]:
    """Every page, opened twice inside this process: the second time its statements are counted."""
    with inside(city.home) as app:
        visitors, engine = let_in(app, city.home, clock.now()), db.engine
        place = place_of(visitors["member"])
    found = {}
    for page in PAGES:  # outside the context above: what is known of a request would be shared by all of them
        call = page.call(visitors, place)
        _open(app, call)
        with plans.heard(engine) as sent:
            _open(app, call)
        found[page.name] = call, len(sent), plans.walks(engine, sent)
    engine.dispose()
    return found


def _open(app, call: Call) -> None:
    client = app.test_client(use_cookies=False)
    answer = client.get(call.path, headers=call.headers, base_url="http://127.0.0.1")
    assert answer.status_code == 200, f"{call.path}: {answer.status_code}"


@dataclass(frozen=True, slots=True)
class Running:
    """A city that is served: its server, its pages, and the processor time that its database took elsewhere."""

    server: Server
    pages: Mapping[str, Opened]
    elsewhere_s: Callable[[], float]

    def spends(self, name: str, times: int) -> float:
        """Processor milliseconds a request of a page."""
        before = self.elsewhere_s()
        cost = measure(self.server.port, self.server.pid, [self.pages[name][0]] * times)
        return cost.cpu_ms + 1000 * max(0.0, self.elsewhere_s() - before) / times


def compare(small: Running, large: Running, page: Page) -> report.Row:
    """One page in both cities in turn, round by round."""
    spent: dict[int, list[float]] = {small.server.port: [], large.server.port: []}
    for city in (small, large):
        city.spends(page.name, WARM)
    for _ in range(ROUNDS):
        for city in (small, large):
            spent[city.server.port].append(city.spends(page.name, EACH))
    return report.Row(
        page=page.name,
        requests=ROUNDS * EACH,
        small_ms=round(median(spent[small.server.port]), 3),
        large_ms=round(median(spent[large.server.port]), 3),
        small_statements=small.pages[page.name][1],
        large_statements=large.pages[page.name][1],
        walks=large.pages[page.name][2],
        most=page.most,
    )


def run(homes: Path, server: str | None) -> tuple[Sequence[Built], list[report.Row]]:
    cities = [build(homes / name, *size, server) for name, size in (("small", SMALL), ("large", LARGE))]
    pages = [open_pages(city) for city in cities]
    elsewhere = [databases.seconds_of(city.home) for city in cities]
    rows = []
    with servers.ours(cities[0].home) as one, servers.ours(cities[1].home) as other:
        small, large = Running(one, pages[0], elsewhere[0]), Running(other, pages[1], elsewhere[1])
        for page in PAGES:
            click.echo(f"Measuring {page.name} ...")
            rows.append(compare(small, large, page))
    return cities, rows


def run_and_clear_away(server: str | None) -> tuple[Sequence[Built], list[report.Row]]:
    with TemporaryDirectory(prefix="quizapp-bench-city-") as folder:
        try:
            return run(Path(folder), server)
        finally:
            for name in ("small", "large"):
                databases.drop(Path(folder, name))


@click.command()
@click.option("--homes", type=click.Path(file_okay=False, path_type=Path), help="Keep the cities here.")
@click.option(
    "--db", "database", type=click.Choice(list(REPORTS)), default="sqlite", help="Where their rows are."
)
def main(homes: Path | None, database: str) -> None:
    single.insist_on_time()
    began = time.monotonic()
    server = POSTGRES if database == "postgresql" else None
    cities, rows = run(homes.resolve(), server) if homes else run_and_clear_away(server)
    took_s = time.monotonic() - began
    report.write(rows, cities, REPORTS[database], database=database, took_s=took_s)
    click.echo("\n".join(["", *report.table(rows), "", f"{took_s:.0f} s; {REPORTS[database]}"]))
    sys.exit(1 if report.failed(rows) else 0)


if __name__ == "__main__":
    main()
