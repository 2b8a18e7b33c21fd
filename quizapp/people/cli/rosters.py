"""quizapp people import, export: rosters of members in and out."""

import json
from pathlib import Path
from typing import Any

import click

from quizapp import config
from quizapp.kernel import clock
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import queries
from quizapp.people.gateways import rosters as gateway
from quizapp.people.gateways.exports import Phones, carry_out
from quizapp.people.models import Organisation
from quizapp.people.operations import rosters as operations
from quizapp.people.roster_files.reading import read
from quizapp.people.roster_files.writing import write
from quizapp.people.roster_plan import Mode
from quizapp.people.store import rosters

SHOWN = 20  # complaints printed; the report has them all


def _file(**more: Any) -> click.Path:
    return click.Path(dir_okay=False, path_type=Path, **more)


@click.command("import")
@click.argument("file", type=_file(exists=True, readable=True))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.UPSERT.value,
    show_default=True,
    help="upsert: add and change. diff: apply what differs from the last roster; those it leaves out have left.",
)
@click.option(
    "--organisation", "code", help="Code of the organisation the roster is about; the top one by default."
)
@click.option(
    "--allow-leaving", default=0, type=click.IntRange(0), help="In a diff, let so many members leave."
)
@click.option(
    "--report", type=_file(writable=True), help="Write counts and every complaint to this JSON file."
)
def import_roster(
    file: Path, dry_run: bool, mode: str, code: str | None, allow_leaving: int, report: Path | None
) -> None:
    """Bring in the members of FILE, CSV or XLSX: all of its rows or, when one is refused, none.

    A run that was cut off goes on where it stopped when it is given the same file again.
    """
    node = chosen_organisation(code)
    carried = gateway.carry_in(
        read(file),
        organisation_id=node.id,
        mode=Mode(mode),
        file_name=file.name,
        keys=config.current().secrets,
        by=None,
        at=clock.now(),
        note=_told,
    )
    told: dict[str, Any] = {"file": file.name, "mode": mode, "organisation": node.code, "dry_run": dry_run}
    told |= {"rows": dict(carried.counts), "resumed_after_row": carried.resumed_at, "applied": False}
    complaints = list(rosters.complaints(carried.import_id)) if carried.counts["refused"] else []
    try:
        if not complaints:
            told |= _finish(carried.import_id, node, dry_run, allow_leaving)
    finally:
        operations.drop_roster(import_id=carried.import_id)  # nothing, when it was applied
        gateway.forget(node.id)
    if report:
        report.write_text(json.dumps(told | {"complaints": complaints}, ensure_ascii=False, indent=1), "utf8")
    _say(told, complaints)


@click.command("export")
@click.argument("file", type=_file())
@click.option("--organisation", "code", help="Code of the organisation; the top one by default.")
@click.option(
    "--phones", is_flag=True, help="Write phones whole, not masked; the audit trail keeps that it was done."
)
def export_roster(file: Path, code: str | None, phones: bool) -> None:
    """Write the members who have not left to FILE (.csv or .xlsx). With --phones it can be imported again."""
    node = chosen_organisation(code)
    written = Phones(config.current().secrets.phone, whole=phones)
    count = write(file, carry_out(node, written))
    operations.note_export(organisation_id=node.id, members=count, phones=phones, by=None, at=clock.now())
    click.echo(f"Members written: {count}.")


def chosen_organisation(code: str | None) -> Organisation:
    """The organisation with this code, or the one at the top. Refused when there is none."""
    found = queries.organisation_by_code(code) if code else rosters.top()
    if found is None:
        raise Refused(Message("There is no such organisation. Name one by its code."))
    return found


def _told(row: int) -> None:
    click.echo(f"{row} …", err=True)


def _finish(import_id: int, node: Organisation, dry_run: bool, allow_leaving: int) -> dict[str, Any]:
    """Apply, and say for how long others had to wait; in a dry run only say who would leave."""
    if dry_run:
        return {"left": len(rosters.leaving(import_id, node))}
    done, held_s = gateway.apply(import_id, allow_leaving=allow_leaving, by=None, at=clock.now())
    return {"applied": True, "left": done.left, "write_lock_s": round(held_s, 2)}


def _say(told: dict[str, Any], complaints: list[dict[str, Any]]) -> None:
    """What was done, in a few lines; exit code 1 when rows were refused."""
    for one in complaints[:SHOWN]:
        where = f"row {one['row']}, {one['column']}" if one["column"] else f"row {one['row']}"
        click.echo(f"{where}: {one['complaint']}", err=True)
    counts = ", ".join(f"{name} {count}" for name, count in told["rows"].items())
    click.echo(f"{counts}, left {told.get('left', 0)}.".capitalize())
    if complaints:
        more = f" The first {SHOWN} are shown; --report FILE has all." if len(complaints) > SHOWN else ""
        raise click.ClickException(f"Rows refused: {len(complaints)}. Nothing was changed.{more}")
    if told["applied"]:
        click.echo(f"Applied. The write lock was held for {told['write_lock_s']} s.")
    else:
        click.echo("Dry run: nothing was changed.")
