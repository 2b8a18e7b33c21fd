"""Where the rows of a city are: in its home, or in a database of PostgreSQL's that its home names; and what that costs."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

from quizapp.config import load
from tests.bench.load import TICKS
from tests.bench.servers import DATABASE, environ_of


def make(home: Path, server: str) -> None:
    """A new database for a home, named in it: whatever looks at the home from now on finds its rows there."""
    url = make_url(server).set(database=f"quizapp_bench_{uuid4().hex[:12]}")
    _tell(server, text(f"CREATE DATABASE {url.database}"))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / DATABASE).write_text(url.render_as_string(hide_password=False), "utf8")


def settle(home: Path) -> None:
    """After so many rows at once: what PostgreSQL would do by itself within the next minutes."""
    if (home / DATABASE).exists():
        _tell((home / DATABASE).read_text("utf8"), text("VACUUM ANALYZE"))


def drop(home: Path) -> None:
    if (home / DATABASE).exists():
        url = make_url((home / DATABASE).read_text("utf8"))
        name, server = url.database, url.set(database="postgres")
        _tell(
            server.render_as_string(hide_password=False), text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        )


def _tell(url: str, order) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(order)
    finally:
        engine.dispose()


def seconds_of(home: Path) -> Callable[[], float]:
    """Asks for the processor time so far of the database's own processes; embedded, they are the server's: none."""
    url = make_url(load(environ_of(home)).database_url)
    if not url.drivername.startswith("postgresql"):
        return lambda: 0.0
    wanted = f" {url.username} {url.database} ".encode()
    return lambda: (
        sum(_ticks(process) for process in Path("/proc").glob("[0-9]*") if _is_of(process, wanted)) / TICKS
    )


def _is_of(process: Path, wanted: bytes) -> bool:
    try:
        told = (process / "cmdline").read_bytes()
    except OSError:  # it has ended
        return False
    return told.startswith(b"postgres: ") and wanted in told


def _ticks(process: Path) -> int:
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
