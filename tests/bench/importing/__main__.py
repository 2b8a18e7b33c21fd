"""make bench-import: a roster of everyone by the command, as CSV and as XLSX, beside the bare ceilings of the same run.

Exit code 1 when it is slower than 1/12 of executemany (CSV) or 1/2 of reading the sheet (XLSX), takes 512 MB, or
holds the write lock for more than 8 seconds of its own. SQLite in a folder that is thrown away, or the empty database that
DATABASE_URL names. What is compared is seconds of the processor, as in `make bench`: others may be at work on the machine;
the seconds that passed stand beside them. What a roster of one row takes is the command's start, and is counted apart.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import click
from sqlalchemy import create_engine, make_url, text

from quizapp import config
from quizapp.app import create_app
from quizapp.db import atomic, db
from quizapp.kernel import clock
from quizapp.migrations import running
from quizapp.people import operations as people
from tests.bench.importing import rosters
from tests.bench.servers import environ_of
from tests.bench.spent import Spent, run_in

REPORT = Path("reports/bench-import.json")
MOST_MB, MOST_LOCK_S = 512, 8.0
CEILINGS = {"CSV": ("executemany", 1 / 12, 1 / 6), "XLSX": ("reading the sheet", 1 / 2, 1 / 2)}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import took, for how many seconds others could not write, and how many of these it waited for a processor."""

    spent: Spent
    write_lock_s: float
    lock_waited_s: float


@dataclass(frozen=True, slots=True)
class Run:
    """One import by the command without its start, and the ceiling. `share`: its speed as a part of the ceiling's."""

    kind: str
    rows: int
    database: str
    start_s: float
    took_s: float
    cpu_s: float
    rows_per_s: int
    peak_mb: int
    write_lock_s: float  # by the clock
    write_lock_own_s: float  # without what it waited for a processor that others had
    ceiling: str
    ceiling_s: float
    ceiling_cpu_s: float
    share: float  # of processor time
    share_of_time: float
    least: float
    goal: float

    @property
    def failed(self) -> bool:
        return self.share < self.least or self.peak_mb >= MOST_MB or self.write_lock_own_s > MOST_LOCK_S

    def in_words(self) -> str:
        verdict = "MISSED" if self.failed else "met" if self.share >= self.goal else "goal missed"
        return (
            f"{self.kind:5} {self.rows_per_s:>7,} rows/s  1/{1 / self.share:.1f} of {self.ceiling} "
            f"(at least 1/{1 / self.least:.0f}, goal 1/{1 / self.goal:.0f}; by the clock 1/{1 / self.share_of_time:.1f})  "
            f"peak {self.peak_mb} MB  write lock {self.write_lock_own_s} s "
            f"(by the clock {self.write_lock_s} s)  start {self.start_s} s  {verdict}"
        )


class Ground:
    """Where every measurement begins anew: an instance with branches and nobody in them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.given = folder, os.environ.get("DATABASE_URL", "")
        self.database = "postgresql" if self.given.startswith("postgres") else "sqlite"

    @contextmanager
    def fresh(self) -> Iterator[dict[str, str]]:
        """The environment of a new instance, gone afterwards."""
        home = self.folder / uuid4().hex
        if self.database == "sqlite":
            shutil.copytree(self.folder / "founded", home)
            yield environ_of(home)
            shutil.rmtree(home)
            return
        home.mkdir(mode=0o700)
        with _own_database(self.given) as url:
            environ = environ_of(home) | {"DATABASE_URL": url}
            found(environ)
            yield environ

    def prepare(self) -> None:
        if self.database == "sqlite":
            (self.folder / "founded").mkdir(mode=0o700)
            found(environ_of(self.folder / "founded"))


@contextmanager
def _own_database(server: str) -> Iterator[str]:
    name = f"quizapp_bench_{uuid4().hex[:12]}"
    url = make_url(server.replace("postgres://", "postgresql://", 1)).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        engine.dispose()


def found(environ: dict[str, str]) -> None:
    """Migrate, and put the branches in."""
    with create_app(config.load(environ, make_secrets=True)).app_context():
        running.upgrade(db.engine)
        with atomic():
            people.seed_member_types()
            at = clock.now()
            top = people.create_organisation(
                code="top", name="青港集团", parent_id=None, is_branch=False, at=at
            )
            for number in range(rosters.BRANCHES):
                code, name = rosters.branch_code(number), f"第{number + 1}支部"
                people.create_organisation(code=code, name=name, parent_id=top.id, is_branch=True, at=at)
        db.session.remove()
        db.engine.dispose()


def bare(environ: dict[str, str], *words: str) -> Spent:
    said, spent = run_in(environ, "-m", "tests.bench.importing.bare", *words)
    return Spent(**json.loads(said), peak_mb=spent.peak_mb)


def imported(ground: Ground, file: Path, rows: int) -> Imported:
    """One import by the command into a fresh instance."""
    report, waited = ground.folder / "report.json", ground.folder / "waited"
    with ground.fresh() as environ:
        words = ("people", "import", str(file), "--report", str(report))
        _, spent = run_in(environ, "-m", "tests.bench.importing.command", str(waited), *words)
    told = json.loads(report.read_text("utf8"))
    assert told["rows"]["new"] == rows and told["applied"], told["rows"]
    return Imported(spent, told["write_lock_s"], float(waited.read_text("utf8")))


def measured(kind: str, rows: int, database: str, *, held: Imported, start: Spent, ceiling: Spent) -> Run:
    (name, least, goal), ours = CEILINGS[kind], held.spent
    took_s, cpu_s = ours.took_s - start.took_s, ours.cpu_s - start.cpu_s
    return Run(
        kind=kind,
        rows=rows,
        database=database,
        start_s=round(start.took_s, 1),
        took_s=round(took_s, 1),
        cpu_s=round(cpu_s, 1),
        rows_per_s=round(rows / took_s),
        peak_mb=ours.peak_mb,
        write_lock_s=held.write_lock_s,
        write_lock_own_s=round(held.write_lock_s - held.lock_waited_s, 2),
        ceiling=name,
        ceiling_s=round(ceiling.took_s, 1),
        ceiling_cpu_s=round(ceiling.cpu_s, 1),
        share=round(ceiling.cpu_s / cpu_s, 3),
        share_of_time=round(ceiling.took_s / took_s, 3),
        least=least,
        goal=goal,
    )


def compare(ground: Ground, rows: int, kinds: Sequence[str]) -> Iterator[Run]:
    folder = ground.folder
    ground.prepare()
    for kind in kinds:
        click.echo(f"{kind}: writing {rows:,} members ...")
        write = rosters.write_csv if kind == "CSV" else rosters.write_xlsx
        write(folder / f"roster.{kind.lower()}", rows)
        write(folder / f"one.{kind.lower()}", 1)
        click.echo(f"{kind}: measuring {CEILINGS[kind][0]}, then the import ...")
        with ground.fresh() as environ:
            file = str(folder / f"roster.{kind.lower()}")
            ceiling = bare(environ, *(("put-in", str(rows)) if kind == "CSV" else ("read", file)))
        yield _with_start(ground, kind, rows, ceiling)


def _with_start(ground: Ground, kind: str, rows: int, ceiling: Spent) -> Run:
    start = imported(ground, ground.folder / f"one.{kind.lower()}", 1)
    held = imported(ground, ground.folder / f"roster.{kind.lower()}", rows)
    return measured(kind, rows, ground.database, held=held, start=start.spent, ceiling=ceiling)


@click.command()
@click.option("--rows", default=570_000, show_default=True, type=click.IntRange(100, 600_000))
@click.option("--kind", type=click.Choice(list(CEILINGS)), help="Only this kind of file; both by default.")
def main(rows: int, kind: str | None) -> None:
    """Measure, write the report, and fail where less was reached than has to be."""
    with TemporaryDirectory(prefix="quizapp-bench-") as folder:
        runs = list(compare(Ground(Path(folder)), rows, [kind] if kind else list(CEILINGS)))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps([asdict(run) for run in runs], indent=1) + "\n", "utf8")
    click.echo("\n".join(["", *(run.in_words() for run in runs), "", str(REPORT)]))
    sys.exit(1 if any(run.failed for run in runs) else 0)


if __name__ == "__main__":
    main()
