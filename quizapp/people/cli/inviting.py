"""quizapp people invite: codes for a whole part of the tree, branch by branch, into one file."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import click

from quizapp import config
from quizapp.kernel import clock, tokens
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import codes, operations, queries
from quizapp.people.models import Organisation
from quizapp.people.operations.invitations import Order, Slip
from quizapp.people.roster_files.writing import write
from quizapp.people.store import rosters
from quizapp.people.store.invitations import branches_waiting

HEADER = ("工号", "姓名", "支部编码", "支部", "邀请码", "网址", "有效期至")


@click.command("invite")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--organisation", "code", help="Code of the organisation; the top one by default.")
@click.option("--every", is_flag=True, help="Also for those who hold a valid code, which is then void.")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 365), help="How long the codes are valid."
)
@click.option("--address", required=True, help="Where members reach this installation: https://study.example")
def invite_members(file: Path, code: str | None, every: bool, days: int, address: str) -> None:
    """Make a one-time code for everyone who has not registered, and write them to FILE (.csv or .xlsx).

    The codes are kept nowhere else. Run again, it makes codes for those who have none that is valid.
    """
    node = queries.organisation_by_code(code) if code else rosters.top()
    if node is None:
        raise Refused(Message("There is no such organisation. Name one by its code."))
    at = clock.now()
    count = write(file, _lines(node, every, timedelta(days=days), address.rstrip("/"), at))
    click.echo(f"Codes made: {count}. Keep {file.name} safe: each line lets one person in.")


def _lines(
    node: Organisation, every: bool, lasts: timedelta, address: str, at: datetime
) -> Iterator[Sequence[str]]:
    yield HEADER
    until = str(clock.local_day(at + lasts, node.zone))
    for branch_id in branches_waiting(node.path, without_code_at=None if every else at):
        for slip in _made(Order(branch_id, tokens.fresh(), lasts, every=every, here_only=True), at):
            one, code = slip.invited, codes.in_groups(slip.code)
            told = (one.roster_key or "", one.name, one.branch_code, one.branch_name, code)
            yield *told, f"{address}/activate?code={code}", until


def _made(order: Order, at: datetime) -> Sequence[Slip]:
    """The codes of one branch, in a transaction of its own: others can write between two branches."""
    key = config.current().secrets.index
    return operations.invite(order=order, draw=codes.invitation, index_key=key, by=None, at=at)
