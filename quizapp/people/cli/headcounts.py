"""quizapp people headcounts: how many people belong to branches from a day on, brought in from a file."""

import json
from pathlib import Path
from typing import Any

import click

from quizapp.kernel import clock
from quizapp.people import operations
from quizapp.people.cli.rosters import SHOWN, chosen_organisation
from quizapp.people.gateways import headcounts as gateway


@click.command("headcounts")
@click.argument("file", type=click.Path(exists=True, readable=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what is wrong with the file, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Say everything as JSON, every complaint too.")
@click.option("--organisation", "code", help="Code of the organisation; the top one by default.")
def import_headcounts(file: Path, dry_run: bool, as_json: bool, code: str | None) -> None:
    """Bring in the headcounts of FILE, CSV or XLSX: branch code, from day, headcount. All of its rows or none."""
    node = chosen_organisation(code)
    said = gateway.read(file, node)
    applies = not (dry_run or said.complaints)
    told: dict[str, Any] = {
        "file": file.name,
        "organisation": node.code,
        "dry_run": dry_run,
        "rows": len(said.counts) + len(said.complaints),
        "applied": applies,
        "changed": operations.set_headcounts(
            organisation_id=node.id, counts=said.counts, by=None, at=clock.now()
        )
        if applies
        else 0,
        "complaints": [
            {"row": row.number, "column": row.column, "complaint": row.complaint and row.complaint.id}
            for row in said.complaints
        ],
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=1)) if as_json else _say(told)
    if said.complaints:
        raise click.ClickException(f"Rows refused: {len(said.complaints)}. Nothing was changed.")


def _say(told: dict[str, Any]) -> None:
    for one in told["complaints"][:SHOWN]:
        where = f"row {one['row']}, {one['column']}" if one["column"] else f"row {one['row']}"
        click.echo(f"{where}: {one['complaint']}", err=True)
    if told["dry_run"] and not told["complaints"]:
        click.echo(f"Rows in order: {told['rows']}. Dry run: nothing was changed.")
    elif told["applied"]:
        click.echo(f"Rows: {told['rows']}, of them news: {told['changed']}.")
