"""quizapp points ...: the tariff, and upkeep and proof of the ledger's sums."""

import json
from datetime import datetime
from itertools import chain

import click
from flask.cli import AppGroup
from sqlalchemy.exc import NoResultFound

from quizapp.kernel import clock
from quizapp.points import operations, queries, worker
from quizapp.points.names import NAMES, addition_in_words, rule_in_words
from quizapp.points.queries import counted, explaining
from quizapp.points.queries.explaining import Explained, NotPaid
from quizapp.points.queries.verifying import Proof, differences

BATCH = 100  # members redrawn in one transaction: others may be paid in between
TOLD = 200  # differences printed one by one; the rest is counted

points = AppGroup("points", help="Look after the points ledger.")


@points.command("explain")
@click.argument("member")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def explain(member: str, day: datetime, as_json: bool) -> None:
    """Say why MEMBER (a sign-in name) was paid what they were on DAY: every entry, and everything that paid nothing."""
    try:
        member_id = explaining.member_called(member)
    except NoResultFound as error:
        raise click.ClickException(f"There is no member called {member}.") from error
    entries = explaining.explained_day(member_id, day.date())
    unpaid = explaining.not_paid(member_id, day.date())
    if as_json:
        told = {"entries": [_entry(one) for one in entries], "unpaid": [_unpaid(one) for one in unpaid]}
        click.echo(json.dumps({"member": member, "day": str(day.date()), **told}, ensure_ascii=False))
        return
    for one in entries:
        click.echo(f"#{one.id} {one.amount:+d} {NAMES[one.code]} ({one.object_key}) at {one.at.isoformat()}")
        for words in _why(one):
            click.echo(f"    {words}")
    for other in unpaid:
        click.echo(f"    0 {NAMES[other.code]} ({other.object_key}): {other.reason.words}")
    click.echo(f"Entries: {len(entries)}. Unpaid: {len(unpaid)}. Sum: {sum(one.amount for one in entries)}.")


def _why(one: Explained) -> list[str]:
    """What made an entry what it is, a line each."""
    why = [str(sentence) for sentence in rule_in_words(one.plain)] if one.plain else []
    why += [f"Added by the organisation: {addition_in_words(one.addition)}"] if one.addition else []
    if one.used is not None and one.rule is not None:
        why.append(f"{one.used} of {one.rule.cap} used with this entry.")
    why += [f"{one.wanted} were wanted."] if one.wanted > one.amount > 0 else []
    why += [f"Takes back entry {one.reverses_id}."] if one.reverses_id else []
    why += [f"Taken back by entry {one.taken_back_by}."] if one.taken_back_by else []
    why += [f"Entered by {one.actor}."] if one.actor else []
    return [*why, f"Reason: {one.note}"] if one.note else why


def _entry(one: Explained) -> dict[str, object]:
    return {
        "id": one.id,
        "code": one.code.value,
        "object": one.object_key,
        "amount": one.amount,
        "wanted": one.wanted,
        "at": one.at.isoformat(),
        "counts_on": str(one.counts_on),
        "version": one.version,
        "addition": one.addition.id if one.addition else None,
        "used": one.used,
        "cap": one.rule.cap if one.rule else None,
        "why": _why(one),
    }


def _unpaid(one: NotPaid) -> dict[str, object]:
    return {
        "code": one.code.value,
        "object": one.object_key,
        "wanted": one.wanted,
        "reason": one.reason.value,
        "why": str(one.reason.words),
    }


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
    for difference in chain(differences(proof), counted.differences(queries.house_day(at))):
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
    if as_json:
        click.echo(json.dumps({"members": members, "entries": entries}))
    else:
        click.echo(f"Sums of {members} members drawn again from {entries} entries.")
