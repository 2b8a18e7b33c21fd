"""quizapp bank ...: loading the question bank from its files, and checking them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from quizapp import config
from quizapp.bank import operations, queries
from quizapp.bank.changes import reused_keys
from quizapp.bank.files import folder, quotes
from quizapp.bank.files.complaint import Complaint
from quizapp.bank.files.folder import BankFiles
from quizapp.kernel import clock

Editions = Callable[[], Mapping[tuple[str, str], str]]

DIR = click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


def commands(editions: Editions) -> click.Group:
    """The group `bank`. `editions` gives each article's plain text by (article key, language), to check quotes."""
    bank = click.Group("bank", help="Look after the question bank.")

    @bank.command("check")
    @DIR
    @JSON
    def check(directory: Path | None, as_json: bool) -> None:
        """Check the files of DIR (the instance's question bank by default); nothing is loaded."""
        found, complaints = _read(directory, editions)
        _stop_at(complaints, as_json, "")
        counts = {"topics": len(found.topics), "questions": len(found.questions)}
        _tell(counts, as_json)

    @bank.command("load")
    @DIR
    @click.option(
        "--take-files", is_flag=True, help="Take the files' word also where a question was edited since."
    )
    @JSON
    def load(directory: Path | None, take_files: bool, as_json: bool) -> None:
        """Load DIR (the instance's question bank by default), all of it or, when anything is wrong, none."""
        found, complaints = _read(directory, editions)
        complaints += reused_keys(found.questions, queries.standing())
        _stop_at(complaints, as_json, "Nothing was loaded.")
        _tell(asdict(operations.load(bank=found, take_files=take_files, at=clock.now())), as_json)

    return bank


def _read(directory: Path | None, editions: Editions) -> tuple[BankFiles, list[Complaint]]:
    found = folder.read(directory or Path(config.current().question_bank))
    return found, [*found.complaints, *quotes.complaints(found.questions, editions())]


def _stop_at(complaints: Sequence[Complaint], as_json: bool, end: str) -> None:
    """Print every complaint and exit with 1; go on when there is none."""
    if not complaints:
        return
    if as_json:
        click.echo(
            _json({"ok": False, "complaints": [asdict(complaint) for complaint in sorted(complaints)]})
        )
    else:
        for complaint in sorted(complaints):
            click.echo(str(complaint))
        click.echo(f"Complaints: {len(complaints)}. {end}".rstrip(), err=True)
    raise SystemExit(1)


def _tell(counts: Mapping[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(_json({"ok": True, **counts, "complaints": []}))
        return
    kept = counts.get("kept") or ()
    told = (f"{name} {count}" for name, count in counts.items() if name != "kept")
    click.echo(f"{', '.join(told)}.".capitalize())
    for key in kept if isinstance(kept, tuple) else ():
        click.echo(f"Kept as edited in the product: {key} (--take-files overrides).")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
