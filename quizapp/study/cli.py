"""quizapp study ...: check the library's files, and load them."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from quizapp import config
from quizapp.kernel import clock
from quizapp.study import operations
from quizapp.study.files import Complaint, Library, read

study = AppGroup("study", help="Look after the library of articles.")
folder = click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
in_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")


@study.command("check")
@folder
@in_json
def check(folder: Path | None, as_json: bool) -> None:
    """Check the files in DIR (default: the instance's content) and change nothing; exit code 1 with complaints."""
    library = _sound(folder, as_json)
    told = {
        "modules": len(library.modules),
        "articles": len(library.articles),
        "packages": len(library.packages),
    }
    told["editions"] = sum(1 for _ in library.editions())
    click.echo(json.dumps(told | {"complaints": []}) if as_json else _in_line(told))


@study.command("load")
@folder
@click.option(
    "--take-files", is_flag=True, help="Also take the files' text where it was edited in the product."
)
@in_json
def load(folder: Path | None, take_files: bool, as_json: bool) -> None:
    """Load the files in DIR (default: the instance's content); with a complaint nothing is loaded. Twice is once."""
    library = _sound(folder, as_json)
    loaded = asdict(operations.load(library=library, take_files=take_files, at=clock.now()))
    if as_json:
        click.echo(json.dumps(loaded, ensure_ascii=False))
        return
    kept = loaded.pop("kept")
    click.echo(_in_line(loaded))
    for name in kept:
        click.echo(
            f"Edited here since the last load, left as it is: {name} (--take-files takes the file)", err=True
        )


def _sound(folder: Path | None, as_json: bool) -> Library:
    """The library in the folder; ends the command with every complaint when there are some."""
    library = read(folder or config.current().content)
    if not library.complaints:
        return library
    if as_json:
        click.echo(
            json.dumps({"complaints": [asdict(one) for one in library.complaints]}, ensure_ascii=False)
        )
    else:
        _complain(library.complaints)
    raise click.exceptions.Exit(1)


def _complain(complaints: list[Complaint]) -> None:
    for complaint in complaints:
        click.echo(str(complaint), err=True)
    click.echo(f"Complaints: {len(complaints)}. Nothing was loaded.", err=True)


def _in_line(told: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in told.items())
