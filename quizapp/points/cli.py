"""quizapp points ...: the tariff, and upkeep and proof of the ledger's sums."""

import json
from itertools import chain

import click
from flask.cli import AppGroup

from quizapp.kernel import clock
from quizapp.points import operations, queries, worker
from quizapp.points.queries import counted, ranked
from quizapp.points.queries.verifying import Proof, differences

BATCH = 100  # members redrawn in one transaction: others may be paid in between
TOLD = 200  # differences printed one by one; the rest is counted

points = AppGroup("points", help="Look after the points ledger.")


@points.command("load-tariff")
def load_tariff() -> None:
    """Load the tariff that ships with the program; what is loaded already stays as it is."""
    added = operations.load_tariff(at=clock.now())
    click.echo(f"Rules added: {added}.")


@points.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def verify(as_json: bool) -> None:
    """Fold every entry again and compare with every sum and every count; exit 1 on any difference.

    What waits to be counted is counted first.
    """
    proof, found, told, at = Proof(), 0, [], clock.now()
    worker.catch_up(at=at)
    today = queries.house_day(at)
    for difference in chain(differences(proof), counted.differences(today), ranked.differences(today)):
        found += 1
        if found <= TOLD:
            told.append({"check": difference.check, "text": difference.text})
    if as_json:
        answer = {"members": proof.members, "entries": proof.entries, "differences": found, "first": told}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for line in told:
            click.echo(f"{line['check']}: {line['text']}")
        click.echo(f"Members: {proof.members}. Entries: {proof.entries}. Differences: {found}.")
    if found:
        raise SystemExit(1)


@points.command("rebuild")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def rebuild(as_json: bool) -> None:
    """Draw every sum again from the ledger's entries, a hundred members at a time, and then the counts of branches."""
    last, members, entries = 0, 0, 0
    while batch := queries.members_after(last, limit=BATCH):
        entries += operations.redraw(first_id=batch[0], last_id=batch[-1])
        last, members = batch[-1], members + len(batch)
    operations.recount(at=clock.now())
    worker.catch_up(at=clock.now())
    worker.count_gains(at=clock.now())
    if as_json:
        click.echo(json.dumps({"members": members, "entries": entries}))
    else:
        click.echo(f"Sums of {members} members drawn again from {entries} entries.")
