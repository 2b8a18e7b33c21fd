"""make bench-city: builds both cities, opens every page in both, in turn, and compares processor time and statements.

Exit code 1 when a page's statements differ, or when its processor time in the large city is above twice that in the
small one, of a board above one and a half times. HOMES=DIR keeps the cities in a folder, and takes those that stand there.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import click

from quizapp.db import db
from quizapp.kernel import clock
from tests.bench import __main__ as single
from tests.bench import servers
from tests.bench.city import plans, report
from tests.bench.city.homes import Built, build, inside, let_in, place_of
from tests.bench.city.pages import PAGES, Page
from tests.bench.load import Call, measure
from tests.bench.servers import Server

SMALL, LARGE = (5_700, 90), (570_000, 9_000)  # members, branches
ROUNDS, EACH, WARM = 5, 80, 24
REPORT = Path("reports/bench-city.json")
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


def compare(small: Server, large: Server, in_small: Opened, in_large: Opened, page: Page) -> report.Row:
    """One page in both cities in turn, round by round."""
    spent: dict[int, list[float]] = {small.port: [], large.port: []}
    turns = ((small, in_small[0]), (large, in_large[0]))
    for server, call in turns:
        measure(server.port, server.pid, [call] * WARM)
    for _ in range(ROUNDS):
        for server, call in turns:
            spent[server.port].append(measure(server.port, server.pid, [call] * EACH).cpu_ms)
    return report.Row(
        page=page.name,
        requests=ROUNDS * EACH,
        small_ms=round(median(spent[small.port]), 3),
        large_ms=round(median(spent[large.port]), 3),
        small_statements=in_small[1],
        large_statements=in_large[1],
        walks=in_large[2],
        most=page.most,
    )


def run(homes: Path) -> tuple[Sequence[Built], list[report.Row]]:
    cities = [build(homes / name, *size) for name, size in (("small", SMALL), ("large", LARGE))]
    in_small, in_large = (open_pages(city) for city in cities)
    rows = []
    with servers.ours(cities[0].home) as small, servers.ours(cities[1].home) as large:
        for page in PAGES:
            click.echo(f"Measuring {page.name} ...")
            rows.append(compare(small, large, in_small[page.name], in_large[page.name], page))
    return cities, rows


@click.command()
@click.option("--homes", type=click.Path(file_okay=False, path_type=Path), help="Keep the cities here.")
def main(homes: Path | None) -> None:
    single.insist_on_time()
    began = time.monotonic()
    if homes:
        cities, rows = run(homes.resolve())
    else:
        with TemporaryDirectory(prefix="quizapp-bench-city-") as folder:
            cities, rows = run(Path(folder))
    took_s = time.monotonic() - began
    report.write(rows, cities, REPORT, took_s=took_s)
    click.echo("\n".join(["", *report.table(rows), "", f"{took_s:.0f} s; {REPORT}"]))
    sys.exit(1 if report.failed(rows) else 0)


if __name__ == "__main__":
    main()
