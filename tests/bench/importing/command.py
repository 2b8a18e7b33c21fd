"""The command as it is, noting how long its applying stood waiting for a processor that others had.

`write_lock_s` of the command's report goes by the clock: on a machine with other work it says more about that. The
kernel counts what a process waits to run; where it does not tell, nothing is taken off.
"""

import sys
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from quizapp.cli import main

STATISTICS = Path("/proc/self/schedstat")  # nanoseconds run, nanoseconds waited, turns


def waited_s() -> float:
    return int(STATISTICS.read_text().split()[1]) / 1e9 if STATISTICS.exists() else 0.0


class Applying:
    """The transaction that adds the members: how long it waited, from its begin until it commits."""

    def __init__(self) -> None:
        self.waited_s = self.before_s = 0.0
        self.adds = False

    def begin(self, connection: Connection) -> None:
        self.before_s, self.adds = waited_s(), False

    def execute(self, connection: Connection, cursor: object, statement: str, *_: object) -> None:
        self.adds |= statement.startswith("INSERT INTO members ")

    def commit(self, connection: Connection) -> None:
        if self.adds:
            self.waited_s = waited_s() - self.before_s


if __name__ == "__main__":
    note, applying = Path(sys.argv.pop(1)), Applying()
    event.listen(Engine, "begin", applying.begin)
    event.listen(Engine, "before_cursor_execute", applying.execute)
    event.listen(Engine, "commit", applying.commit)
    try:
        main(prog_name="quizapp")
    finally:
        note.write_text(f"{applying.waited_s:.3f}", "utf8")
