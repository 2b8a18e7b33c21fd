"""make bench-verify: cities of 570,000 built by the command, and their books proved in one pass; what both took.

Exit code 1 when the city that the command builds by itself (five days) takes more than 600 s of the processor or 4 GB, when
one has more than 10 million entries, when `points verify` finds a difference, holds 512 MB, or does not tell how far it is. HOMES=DIR keeps the city of five days there, as `large`, where
`make bench-city` takes it from.
"""

import json
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from quizapp.demo.queries import database_bytes
from tests.bench import servers
from tests.bench.city.homes import inside
from tests.bench.spent import Spent, run_in

MEMBERS, BRANCHES = 570_000, 9_000
REPORT = Path("reports/bench-verify.json")
MOST_BUILD_S, MOST_BYTES, MOST_ENTRIES, MOST_MB = 600, 4_000_000_000, 10_000_000, 512
PATIENCE_S = 30  # of whoever waits without a word
KEPT_DAYS = 5  # of the city that is kept


@dataclass(frozen=True, slots=True)
class Proved:
    """A city: what building it took, what it holds, and what proving its books took."""

    members: int
    branches: int
    days: int
    built: Spent
    bytes: int
    entries: int
    proved: Spent
    differences: int
    told_how_far: int  # times

    @property
    def failed(self) -> bool:
        small_enough = self.built.cpu_s <= MOST_BUILD_S and self.bytes <= MOST_BYTES
        built_well = small_enough or self.days > KEPT_DAYS
        proved_well = self.differences == 0 and self.proved.peak_mb < MOST_MB
        told = self.told_how_far > 1 or self.proved.took_s < PATIENCE_S
        return not (built_well and proved_well and told and self.entries <= MOST_ENTRIES)

    def in_words(self) -> str:
        return (
            f"{self.members:,} members, {self.days} days, {self.entries:,} entries, {self.bytes / 1e9:.2f} GB: built in "
            f"{self.built.took_s:.0f} s ({self.built.cpu_s:.0f} s of the processor, {self.built.peak_mb} MB), proved in "
            f"{self.proved.took_s:.0f} s ({self.proved.cpu_s:.0f} s, {self.proved.peak_mb} MB), differences "
            f"{self.differences}, told how far {self.told_how_far} times  {'MISSED' if self.failed else 'met'}"
        )


def prove(home: Path, days: int, members: int, branches: int) -> Proved:
    """Build a city of so many days in an empty home, and prove its books."""
    home.mkdir(mode=0o700, parents=True)
    environ, size = servers.environ_of(home), ("--members", str(members), "--branches", str(branches))
    click.echo(f"Building {members:,} members with {days} days of points ...")
    _, built = run_in(environ, "-m", "quizapp", "demo-city", *size, "--days", str(days))
    with inside(home):
        held = database_bytes()
    click.echo("Proving their books ...")
    # A file, not a pipe: what nobody reads would fill it.
    with (home / "told.txt").open("w+", encoding="utf8") as told:
        said, proved = run_in(environ, "-m", "quizapp", "points", "verify", stderr=told)
        told.seek(0)
        times = len(told.read().replace("\r", "\n").split("\n")) - 1
    numbers = [int(word.strip(".")) for word in said.splitlines()[-1].split() if word.strip(".").isdigit()]
    _, entries, _, differences = numbers
    return Proved(members, branches, days, built, held, entries, proved, differences, times)


def keep(proved: Proved) -> None:
    """Write it into the report, in the place of what an earlier run saw of as many members and days."""
    size = {"members": proved.members, "days": proved.days}
    before = json.loads(REPORT.read_text("utf8")) if REPORT.exists() else []
    others = [one for one in before if any(one[name] != value for name, value in size.items())]
    kept = sorted([*others, asdict(proved)], key=lambda one: (one["members"], one["days"]))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(kept, indent=1) + "\n", "utf8")


@click.command()
@click.option(
    "--homes", type=click.Path(file_okay=False, path_type=Path), help="Keep the city of five days here."
)
@click.option("--days", "spans", multiple=True, type=int, default=(KEPT_DAYS, 10), show_default=True)
@click.option("--members", default=MEMBERS, show_default=True, type=int)
@click.option("--branches", default=BRANCHES, show_default=True, type=int)
def main(homes: Path | None, spans: tuple[int, ...], members: int, branches: int) -> None:
    """Measure, write the report, and fail where less was reached than has to be."""
    found = []
    with TemporaryDirectory(prefix="quizapp-bench-") as folder:
        for days in spans:
            kept = homes / "large" if homes and days == KEPT_DAYS else None
            home = kept or Path(folder, str(days))
            found.append(prove(home, days, members, branches))
            click.echo(found[-1].in_words())
            keep(found[-1])
            if not kept:
                shutil.rmtree(home)
    click.echo(str(REPORT))
    sys.exit(1 if any(one.failed for one in found) else 0)


if __name__ == "__main__":
    main()
