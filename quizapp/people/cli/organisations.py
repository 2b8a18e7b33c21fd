"""quizapp people organisations, export-organisations: the tree in from a file and out to one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from quizapp.kernel import clock
from quizapp.people import operations, queries
from quizapp.people.cli.rosters import SHOWN, chosen_organisation
from quizapp.people.gateways import organisations as gateway
from quizapp.people.models import Organisation
from quizapp.people.roster_files.writing import write
from quizapp.people.store import parts
from quizapp.people.tree_plan import Refusal

UNDER = "Code of the organisation it is about; the top one by default."


def _file(**more: Any) -> click.Path:
    return click.Path(dir_okay=False, path_type=Path, **more)


@click.command("organisations")
@click.argument("file", type=_file(exists=True, readable=True))
@click.option("--under", "code", help=UNDER)
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--report", type=_file(writable=True), help="Write counts and every complaint to this JSON file."
)
def import_organisations(file: Path, code: str | None, dry_run: bool, report: Path | None) -> None:
    """Bring in the organisations of FILE, CSV or XLSX: all of its rows or, when one is refused, none.

    Rows may stand in any order. Where there is no organisation yet, the one row without a parent is the top.
    """
    node = _chosen(code)
    rows, at = gateway.read(file), clock.now()
    plan = parts.planned(node, rows, at=at)
    applies = not (dry_run or plan.complaints)
    counts = plan.counts()
    if applies:
        counts |= operations.import_organisations(
            organisation_id=node.id if node else None, rows=rows, by=None, at=at, seen=plan.digest()
        )
    told: dict[str, Any] = {"file": file.name, "organisation": code, "dry_run": dry_run, "applied": applies}
    if report:
        complaints = [
            {"row": one.row, "column": one.column, "complaint": str(one.words)} for one in plan.complaints
        ]
        told |= {"rows": counts, "complaints": complaints}
        report.write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf8")
    _say(file.name, counts, plan.complaints, dry_run=dry_run)


@click.command("export-organisations")
@click.argument("file", type=_file())
@click.option("--under", "code", help=UNDER)
def export_organisations(file: Path, code: str | None) -> None:
    """Write the open organisations at and below one to FILE (.csv or .xlsx), as they can be brought in again."""
    node = chosen_organisation(code)
    count = write(file, gateway.carry_out(node))
    operations.note_export_of_organisations(
        organisation_id=node.id, organisations=count, by=None, at=clock.now()
    )
    click.echo(f"Organisations written: {count}.")


def _chosen(code: str | None) -> Organisation | None:
    """The organisation with this code, or the top one; None where there is none at all yet."""
    return None if code is None and not queries.has_organisations() else chosen_organisation(code)


def _say(name: str, counts: dict[str, int], complaints: Sequence[Refusal], *, dry_run: bool) -> None:
    """What was done, in a few lines; exit code 1 when rows were refused."""
    for one in complaints[:SHOWN]:
        where = f"row {one.row}, {one.column}" if one.column else f"row {one.row}"
        click.echo(f"{name}, {where}: {one.words}", err=True)
    click.echo(", ".join(f"{what} {count}" for what, count in counts.items()).capitalize() + ".")
    if complaints:
        more = f" The first {SHOWN} are shown; --report FILE has all." if len(complaints) > SHOWN else ""
        raise click.ClickException(f"Rows refused in {name}: {len(complaints)}. Nothing was changed.{more}")
    click.echo("Dry run: nothing was changed." if dry_run else "Applied.")
