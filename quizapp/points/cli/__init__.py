"""quizapp points ...: the tariff, and upkeep and proof of the ledger's sums."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import chain

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import NoResultFound

from quizapp.kernel import clock
from quizapp.people import queries as people
from quizapp.points import operations, progress, queries, worker
from quizapp.points.cli.explaining import day_as_json, day_in_lines, spoken_here
from quizapp.points.queries import counted, explaining, ranked
from quizapp.points.queries.verifying import PROOFS, Proof, differences
from quizapp.web.i18n import LANGUAGES, speaking_to

BATCH = 100  # members redrawn in one transaction: others may be paid in between
TOLD = 200  # differences printed one by one; the rest is counted
EVERY_S = 5  # between two lines of progress

points = AppGroup("points", help="Look after the points ledger.")
as_json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, and say nothing else.")


@points.command("explain")
@click.argument("member")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), help="Default: that of the terminal's locale."
)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def explain(member: str, day: datetime, language: str | None, as_json: bool) -> None:
    """Say why MEMBER (a sign-in name) was paid what they were on DAY: every entry, and everything that paid nothing."""
    try:
        member_id = explaining.member_called(member)
    except NoResultFound as error:
        raise click.ClickException(f"There is no member called {member}.") from error
    asking = replace(people.standing(member_id, at=clock.now()), interface_language=language or spoken_here())
    with speaking_to(asking):
        paid = explaining.explained_day(member_id, day.date())
        unpaid = explaining.not_paid(member_id, day.date())
        if as_json:
            found = {"member": member, "day": str(day.date()), **day_as_json(paid, unpaid)}
            click.echo(json.dumps(found, ensure_ascii=False))
            return
        for line in day_in_lines(paid, unpaid):
            click.echo(line)


@points.command("load-tariff")
def load_tariff() -> None:
    """Load the tariff that ships with the program; what is loaded already stays as it is."""
    added = operations.load_tariff(at=clock.now())
    click.echo(f"Rules added: {added}.")


@points.command("verify")
@as_json_option
def verify(as_json: bool) -> None:
    """Fold every entry again and compare with every sum, count and digest; exit 1 on any difference.

    What waits to be counted is counted first. How far it came is told on the standard error.
    """
    found, told, at = 0, [], clock.now()
    worker.catch_up(at=at)
    tell, today = _telling(quiet=as_json), queries.house_day(at)
    proof = Proof(tell=lambda proof: tell(*_how_far(proof)))
    checks = current_app.extensions.get(PROOFS, ())
    for difference in chain(
        differences(proof, checks), counted.differences(today), ranked.differences(today)
    ):
        found += 1
        if found <= TOLD:
            told.append({"check": difference.check, "text": difference.text})
    if as_json:
        answer = {"members": proof.members, "entries": proof.entries, "days": proof.days}
        click.echo(json.dumps(answer | {"differences": found, "first": told}, ensure_ascii=False))
    else:
        for line in told:
            click.echo(f"{line['check']}: {line['text']}")
        counts = f"Members: {proof.members}. Entries: {proof.entries}. Closed days: {proof.days}."
        click.echo(f"{counts} Differences: {found}.")
    if found:
        raise SystemExit(1)


@points.command("rebuild")
@as_json_option
def rebuild(as_json: bool) -> None:
    """Draw every sum again from the ledger's entries, a hundred members at a time, and then the counts of branches."""
    last, members, entries = 0, 0, 0
    whole = queries.member_count()
    tell = _telling(quiet=as_json)
    while batch := queries.members_after(last, limit=BATCH):
        entries += operations.redraw(first_id=batch[0], last_id=batch[-1])
        last, members = batch[-1], members + len(batch)
        tell(members, whole, "members", entries)
    operations.recount(at=clock.now())
    worker.catch_up(at=clock.now())
    worker.count_gains(at=clock.now())
    if as_json:
        click.echo(json.dumps({"members": members, "entries": entries}))
    else:
        click.echo(f"Sums of {members} members drawn again from {entries} entries.")


@points.command("close-days")
def close_days() -> None:
    """Close the books of every day that is over in each time zone used; `quizapp work` does so by itself."""
    closed = 0
    while worker.close_day(at=clock.now()):
        closed += 1
    click.echo(f"Days closed: {closed}.")


@points.command("digests")
@as_json_option
def digests(as_json: bool) -> None:
    """Write out the digest of every closed day, the earliest first: keep a copy where nobody here can change it."""
    days = [
        {"day": str(one.day), "entries": one.entries, "digest": one.digest, "before": one.before}
        for one in reversed(queries.closed_days())
    ]
    if as_json:
        click.echo(json.dumps(days))
        return
    for day in days:
        click.echo(f"{day['day']}  {day['digest']}  {day['entries']:>9}")


@points.command("limit")
@click.argument("most", type=click.IntRange(0, 10_000))
def limit(most: int) -> None:
    """Say how many points one administrator may move alone for a member in a day; above it a second one approves."""
    operations.set_limit(most=most, at=clock.now())
    click.echo(f"From now on one administrator moves at most {most} points alone.")


Tell = Callable[[int, int, str, int], None]


def _telling(*, quiet: bool) -> Tell:
    """A way to say every few seconds how far one is: so many of so many, of what, and how many entries."""
    began = last = clock.now()

    def tell(done: int, whole: int, of: str, entries: int) -> None:
        nonlocal last
        now = clock.now()
        if quiet or (now - last).total_seconds() < EVERY_S:
            return
        last, elapsed_s = now, (now - began).total_seconds()
        words = progress.line(done=done, whole=whole, of=of, entries=entries, elapsed_s=elapsed_s)
        click.echo(words, err=True)

    return tell


def _how_far(proof: Proof) -> tuple[int, int, str, int]:
    if proof.of_days:
        return proof.days, proof.of_days, "closed days", 0
    return proof.members, proof.of_members, "members", proof.entries
