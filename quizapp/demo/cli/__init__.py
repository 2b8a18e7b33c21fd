"""quizapp demo: an organisation with some weeks of history, made at the first start and served."""

import os
from dataclasses import replace

import click
from sqlalchemy.exc import OperationalError

from quizapp import config, serving
from quizapp.app import instance
from quizapp.config import BadSettings, Settings
from quizapp.demo import sign_ins
from quizapp.demo.cli.steps import get_ready
from quizapp.demo.history import DAYS
from quizapp.demo.lan import lan_address
from quizapp.kernel import clock
from quizapp.kernel.verdict import Refused

LOOPBACK, EVERYWHERE = "127.0.0.1", "0.0.0.0"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Make everything, print the sign-ins, and end.")
@click.option("--extend", is_flag=True, help="Bring the history up to yesterday.")
@click.option(
    "--days",
    default=DAYS,
    show_default=True,
    type=click.IntRange(1, 366),
    help="How many days of history the first start makes.",
)
@click.option("--lan", is_flag=True, help="Let others in the local network open it; nothing is encrypted.")
def demo(port: int, no_serve: bool, extend: bool, days: int, lan: bool) -> None:
    """Make the demo organisation with some weeks of history, and serve it.

    Everything lives in the folder QUIZAPP_HOME. Run again, it starts at once and keeps what is there.
    """
    try:
        _run(port, serves=not no_serve, extend=extend, days=days, lan=lan)
    except (BadSettings, Refused) as error:
        raise click.ClickException(str(error)) from error
    except (OperationalError, OSError) as error:
        reason = error.orig if isinstance(error, OperationalError) else error
        home = config.home_folder(os.environ)
        raise click.ClickException(
            f"{home}: the demo cannot be kept there ({reason}). Make room and leave to write, or set QUIZAPP_HOME to another folder."
        ) from error


def _run(port: int, *, serves: bool, extend: bool, days: int, lan: bool) -> None:
    # The server's processes and the worker read the environment, so that is where the demo's settings go.
    os.environ["QUIZAPP_MODE"] = "demo"
    settings = config.load(make_secrets=True)
    host, address = (EVERYWHERE, _lan_address()) if lan else (LOOPBACK, LOOPBACK)
    if lan:
        settings = _trusting(settings, address)
    if serves:
        serving.insist_on_port(host, port)
    with instance(
        settings
    ):  # closed at its end: the server's processes come from this one, and open their own
        passwords = get_ready(settings, days=days, extend=extend, at=clock.now())
    _tell(settings, passwords)
    if serves:
        _tell_address(address, port, lan=lan)
        serving.serve(settings, host=host, port=port, with_work=True)


def _lan_address() -> str:
    address = lan_address()
    if address is None:
        raise BadSettings(
            "This machine has no address in a local network. Connect it to one, or start without --lan."
        )
    return address


def _trusting(settings: Settings, address: str) -> Settings:
    hosts = (*settings.trusted_hosts, address)
    os.environ["QUIZAPP_TRUSTED_HOSTS"] = ",".join(hosts)
    return replace(settings, trusted_hosts=hosts)


def _tell(settings: Settings, passwords: dict[str, str]) -> None:
    click.echo(f"\nSign-ins (also in {settings.home / sign_ins.FILE}):\n")
    for line in sign_ins.table(passwords):
        click.echo(line)
    click.echo()


def _tell_address(address: str, port: int, *, lan: bool) -> None:
    click.echo(f"Study Star is at http://{address}:{port} (Ctrl-C stops it; `make demo` starts it again).")
    if lan:
        click.echo(
            "Everyone in the local network can reach it, and the traffic is NOT encrypted: no real data, please."
        )
