"""quizapp demo-city: a fictional city of any size up to a real one's, built from a seed in some minutes."""

import gc
import secrets as random_secrets
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random, SystemRandom

import click
from sqlalchemy.exc import OperationalError

from quizapp import config
from quizapp.app import instance
from quizapp.config import BadSettings, Settings
from quizapp.db import db
from quizapp.demo import operations, queries, sign_ins
from quizapp.demo.city import divisions as folders
from quizapp.demo.city.counts import head_rows, heads_of, tally_rows
from quizapp.demo.city.ledger import Bookkeeper, Calendar
from quizapp.demo.city.people import KNOWN, Person, inhabitants
from quizapp.demo.city.size import MOST_BRANCHES, MOST_DAYS, MOST_MEMBERS, Size, TooLarge
from quizapp.demo.city.tree import Branch, City, generated, raised
from quizapp.demo.cli.steps import load_files, make_index, make_tables, yesterday
from quizapp.kernel import clock
from quizapp.kernel.clock import DEFAULT_ZONE, day_begins, days_between
from quizapp.kernel.verdict import Refused
from quizapp.migrations import running
from quizapp.people.passwords import hashed
from quizapp.points import worker as counts
from quizapp.points.counts import Amounts, Key
from quizapp.points.queries import rules_on

AT_ONCE, ROWS_AT_ONCE = 4_000, 50_000  # members, and rows of counts, in one transaction
OPENED_BEFORE = timedelta(days=40)  # the tree and the people stand so long before the first day
GROWN_UP = 10  # parts of the way at which a log is told how far it is


@click.command("demo-city")
@click.option("--members", required=True, type=click.IntRange(1, MOST_MEMBERS), help="How many people.")
@click.option("--branches", required=True, type=click.IntRange(1, MOST_BRANCHES), help="How many branches.")
@click.option(
    "--days", default=5, show_default=True, type=click.IntRange(1, MOST_DAYS), help="Days up to yesterday."
)
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed draws the same city.")
@click.option(
    "--divisions",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of tables of administrative divisions to take the names of districts and streets from.",
)
def demo_city(members: int, branches: int, days: int, seed: int, divisions: Path | None) -> None:
    """Build a fictional city with its tree, its people and some days of points, in an empty QUIZAPP_HOME."""
    try:
        size = Size(members, branches, days)
        settings = config.load(make_secrets=True)
        with instance(settings):
            _build(settings, size, seed, divisions)
    except (BadSettings, Refused, TooLarge, folders.BadDivisions) as error:
        raise click.ClickException(str(error)) from error
    except (OperationalError, OSError) as error:
        reason = error.orig if isinstance(error, OperationalError) else error
        raise click.ClickException(f"The city cannot be built there: {reason}.") from error


def _build(settings: Settings, size: Size, seed: int, folder: Path | None) -> None:
    began, at = time.monotonic(), clock.now()
    insist_on_empty(settings)
    city = draw(size, seed, folder)
    end = yesterday(at)
    days = list(days_between(end - timedelta(days=size.days - 1), end))
    make_tables()
    load_files(settings, at)
    opened = day_begins(days[0] - OPENED_BEFORE, DEFAULT_ZONE)
    click.echo(f"Raising {city.nodes[0].name}: {len(city.districts)} districts, {size.branches} branches ...")
    operations.found_city(city=city, days=days, opened=opened, at=at)
    work = Work(settings, city, days, size.members)
    gc.disable()  # millions of rows without a circle among them: looking for one takes a quarter of the time
    try:
        for homes in _parts(city):
            work.settle(homes)
        work.count()
    finally:
        gc.enable()
    passwords = sign_ins.made(SystemRandom(), KNOWN)
    sign_ins.write(settings.home, passwords, KNOWN)
    operations.crown_city(
        city=city,
        known=KNOWN,
        hashes={name: hashed(password) for name, password in passwords.items()},
        rng=Random(f"{seed} gives the roles"),
        opened=opened,
        at=at,
    )
    make_index(settings, at)
    work.tell(time.monotonic() - began)
    _tell_sign_ins(settings, passwords)


def insist_on_empty(settings: Settings) -> None:
    """BadSettings when somebody lives in the instance already: a city is never built over anything."""
    if running.revision_of(db.engine) is None or not queries.holds_somebody():
        return
    if queries.holds_half_a_city():
        raise BadSettings(
            f"{settings.home} holds a city whose building was broken off. Set QUIZAPP_HOME to an empty folder, or empty this one and its database, and build it again."
        )
    raise BadSettings(
        f"{settings.home} holds an instance already. Set QUIZAPP_HOME to an empty folder for the city; nothing was changed."
    )


def draw(size: Size, seed: int, folder: Path | None) -> City:
    """The city of a seed, with names made up or from a folder."""
    rng = Random(f"{seed} names the city")
    whole = folders.city(folder, streets=size.streets, rng=rng) if folder else generated(size, rng)
    return raised(size, whole, seed=seed)


def _parts(city: City) -> Iterator[list[tuple[Branch, Sequence[Person]]]]:
    """Branches with their people, a few thousand people at a time."""
    part: list[tuple[Branch, Sequence[Person]]] = []
    for branch in city.branches:
        known = KNOWN if branch is city.best else ()
        part.append((branch, list(inhabitants(branch, seed=city.seed, known=known))))
        if sum(len(people) for _, people in part) >= AT_ONCE:
            yield part
            part = []
    if part:
        yield part


@dataclass(slots=True)
class Work:
    """The building while it goes on: what is written so far, and how fast."""

    settings: Settings
    city: City
    days: Sequence[date]
    of: int
    members: int = 0
    entries: int = 0
    earned: int = 0
    rows: int = 0
    began: float = field(default_factory=time.monotonic)
    nobodys: str = field(default_factory=lambda: hashed(random_secrets.token_urlsafe()))
    heads: dict[Key, Amounts] = field(default_factory=dict)
    hosts: list[int] = field(init=False)
    books: Bookkeeper = field(init=False)

    def __post_init__(self) -> None:
        self.hosts = [branch.node.id for branch in self.city.branches]
        calendar = Calendar(self.days, {day: rules_on(day) for day in self.days}, DEFAULT_ZONE)
        shelf, bank = queries.shelf(operations.LANGUAGE), queries.questions(operations.LANGUAGE)
        self.books = Bookkeeper(calendar, shelf, bank, seed=self.city.seed)

    def settle(self, homes: Sequence[tuple[Branch, Sequence[Person]]]) -> None:
        """Play the days of some branches, and write them in one transaction."""
        for branch, people in homes:
            self.books.play(branch, people)
            self.heads |= heads_of(branch.node.id, people)
        books, secrets = self.books.take(), self.settings.secrets
        self.rows += operations.settle(
            homes=homes,
            books=books,
            hosts=self.hosts,
            password_hash=self.nobodys,
            phone_key=secrets.phone,
            index_key=secrets.index,
            opened=day_begins(self.days[0] - OPENED_BEFORE, DEFAULT_ZONE),
        )
        before, self.members = self.members, self.members + sum(len(people) for _, people in homes)
        self.entries, self.earned = self.entries + len(books.entries), self.earned + books.earned
        self._tell_progress(before)

    def count(self) -> None:
        """Write the counts of every organisation, some thousand in one transaction."""
        click.echo("Counting what each organisation comes to ...")
        heads = list(head_rows(self.city, self.heads, self.days[0]))
        tallies = list(tally_rows(self.city, self.books.tallies))
        for first in range(0, len(heads), ROWS_AT_ONCE):
            self.rows += operations.count_up(heads=heads[first : first + ROWS_AT_ONCE], tallies=())
        for first in range(0, len(tallies), ROWS_AT_ONCE):
            self.rows += operations.count_up(heads=(), tallies=tallies[first : first + ROWS_AT_ONCE])
        click.echo("Folding the boards ...")
        counts.catch_up(at=clock.now())
        counts.count_gains(at=clock.now())

    def _tell_progress(self, before: int) -> None:
        """A line at each tenth of the way, and on a terminal after each part."""
        passed = self.members * GROWN_UP // self.of > before * GROWN_UP // self.of
        if passed or sys.stdout.isatty():
            rate = self.rows / (time.monotonic() - self.began)
            click.echo(
                f"  {self.members:,} of {self.of:,} members, {self.entries:,} entries; {rate:,.0f} rows a second"
            )

    def tell(self, took_s: float) -> None:
        """What was built, how large it is, and how long it took."""
        size = queries.database_bytes()
        rate = self.rows / took_s
        click.echo(
            f"Built in {took_s:.0f} s: {self.members:,} members in {len(self.city.branches):,} branches, {self.entries:,} entries, {self.earned:,} points on {len(self.days)} days; {self.rows:,} rows ({rate:,.0f} a second), {size / 1e9:.2f} GB."
        )


def _tell_sign_ins(settings: Settings, passwords: dict[str, str]) -> None:
    click.echo(f"\nSign-ins (also in {settings.home / sign_ins.FILE}):\n")
    for line in sign_ins.table(passwords, KNOWN):
        click.echo(line)
    click.echo(
        "\n`quizapp points verify` proves the books; QUIZAPP_PLAIN_HTTP=1 `quizapp serve` shows the city."
    )
