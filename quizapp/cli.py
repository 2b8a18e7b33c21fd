"""The `quizapp` command: every slice's commands joined, run inside the instance that QUIZAPP_HOME names."""

import json
import os
from collections.abc import Callable, Mapping
from copy import copy
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from quizapp import config, serving
from quizapp.app import instance
from quizapp.bank import cli as bank
from quizapp.db import db
from quizapp.demo.cli import demo
from quizapp.demo.cli.city import demo_city
from quizapp.kernel.verdict import Refused
from quizapp.migrations import running
from quizapp.people.cli import people
from quizapp.points.cli import points
from quizapp.search import cli as search
from quizapp.study import queries as study_queries
from quizapp.study.cli import study
from quizapp.study.files import plain_texts

C = TypeVar("C", bound=click.Command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Study Star (学习之星): learning and quizzes for organisations whose members study together.

    The instance (database, search index, secrets) lives in the folder QUIZAPP_HOME.
    """


def in_plain_words(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a person can mend into one sentence and exit code 1."""

    @wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return callback(*args, **kwargs)
        except config.BadSettings as error:
            raise click.ClickException(str(error)) from error
        except Refused as refusal:
            raise click.ClickException(str(refusal.reason)) from refusal
        except (IntegrityError, ProgrammingError):
            raise
        except DatabaseError as error:
            said = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(
                f"The database cannot be used: {said}. Nothing was changed."
            ) from error

    return run


def in_instance(command: C, *, migrated: bool = True) -> C:
    """The command, or the group with its commands, run inside the application of this instance."""
    inside = copy(command)
    if isinstance(inside, click.Group):
        inside.commands = {
            name: in_instance(inner, migrated=migrated) for name, inner in inside.commands.items()
        }
        return inside
    callback = command.callback
    assert callback is not None

    def run(*args: Any, **kwargs: Any) -> Any:
        with instance(config.load()):
            if migrated:
                insist_on_newest()
            return callback(*args, **kwargs)

    inside.callback = in_plain_words(wraps(callback)(run))
    return inside


def insist_on_newest() -> None:
    """BadSettings when the database's tables are older or newer than this program."""
    found, wanted = running.revision_of(db.engine), running.newest()
    if found != wanted:
        raise config.BadSettings(
            f"The database is at version {found or 'none'} and this program needs {wanted}. Run `quizapp db upgrade`."
        )


@main.command()
@in_plain_words
def secrets() -> None:
    """Make this instance's secrets, once; a file that is there already stays as it is."""
    home = config.home_folder(os.environ)
    config.make_folder(home)
    try:
        config.write_secrets(home / "secrets.toml")
    except FileExistsError as error:
        raise config.BadSettings(f"{home / 'secrets.toml'} exists already and is left as it is.") from error
    click.echo(
        f"Wrote {home / 'secrets.toml'}. Keep a copy in a safe place: without it no phone number can be read."
    )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-work", is_flag=True, help="Do not run the background worker beside the server.")
@in_plain_words
def serve(host: str, port: int, no_work: bool) -> None:
    """Serve the pages until stopped, with the background worker beside."""
    settings = config.load()
    with instance(settings):
        insist_on_newest()
    serving.insist_on_port(host, port)
    click.echo(f"Serving at http://{host}:{port} (Ctrl-C ends it).")
    serving.serve(settings, host=host, port=port, with_work=not no_work)


@main.command()
@click.option("--once", is_flag=True, help="Run every job once and stop.")
@in_plain_words
def work(once: bool) -> None:
    """Run the background jobs: search index, quiz sweeper."""
    serving.work(config.load(), once=once)


@click.group("db")
def database() -> None:
    """Look after the database's tables."""


@database.command("upgrade")
def upgrade() -> None:
    """Bring the tables to the version this program needs."""
    before = running.revision_of(db.engine)
    running.upgrade(db.engine)
    click.echo(f"Tables at version {running.newest()} (before: {before or 'none'}).")


@database.command("status")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def status(as_json: bool) -> None:
    """Say which version the tables have, and which this program needs."""
    found = {"found": running.revision_of(db.engine), "needed": running.newest()}
    click.echo(
        json.dumps(found) if as_json else f"found {found['found'] or 'none'}, needed {found['needed']}"
    )


def editions() -> Mapping[tuple[str, str], str]:
    """What each article says, from the files, for checking quotes: bank and study do not know each other."""
    return plain_texts(Path(config.current().content))


main.add_command(in_instance(database, migrated=False))
for group in (bank.commands(editions), search.commands(study_queries.documents), study, points, people):
    main.add_command(in_instance(group))
main.add_command(demo)
main.add_command(demo_city)
