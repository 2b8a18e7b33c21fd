"""The bare ceilings: SQLAlchemy Core's executemany of a member's columns, and reading a sheet and nothing more."""

import json
import os
import sys
import time
from pathlib import Path

import openpyxl
from sqlalchemy import insert

from quizapp import config
from quizapp.app import create_app
from quizapp.db import db, table_of
from quizapp.kernel import clock
from quizapp.people import queries
from quizapp.people.models import Member, MemberState
from tests.bench.importing import rosters

AT_ONCE = 10_000


class Watch:
    """Seconds that passed, and seconds of the processor, while it ran."""

    def __init__(self) -> None:
        self.took_s = self.cpu_s = 0.0

    def __enter__(self) -> None:
        self._begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.took_s += time.perf_counter() - self._begun[0]
        self.cpu_s += time.process_time() - self._begun[1]


def put_in(count: int) -> Watch:
    """executemany over every column a roster fills, in one transaction; making the rows is not counted."""
    with create_app(config.load()).app_context():
        first = queries.organisation_by_code(rosters.branch_code(0)).id
        at, watch, rows = clock.now(), Watch(), []
        with db.engine.connect().execution_options(writing=True) as connection:
            transaction = connection.begin()
            for number, member in enumerate(rosters.members(count), 1):
                rows.append(_columns(member, first + number % rosters.BRANCHES, at))
                if len(rows) == AT_ONCE or number == count:
                    with watch:
                        connection.execute(insert(table_of(Member)), rows)
                    rows = []
            with watch:
                transaction.commit()
        return watch


def _columns(member: tuple[str, ...], branch_id: int, at: object) -> dict[str, object]:
    key, name, *_ = member
    return {
        "sign_in_name": key.lower(),
        "name": name,
        "phone_sealed": os.urandom(42),
        "phone_index": os.urandom(32).hex(),
        "member_type": "office",
        "branch_id": branch_id,
        "roster_key": key,
        "kept_fields": [],
        "state": MemberState.INVITED,
        "must_change_password": False,
        "large_type": False,
        "theme": "auto",
        "created_at": at,
    }


def read_sheet(file: Path) -> Watch:
    """Walking over every row of a sheet."""
    watch = Watch()
    with watch:
        for _ in openpyxl.load_workbook(file, read_only=True).active.iter_rows(values_only=True):
            pass
    return watch


if __name__ == "__main__":
    what, value = sys.argv[1:]
    watched = put_in(int(value)) if what == "put-in" else read_sheet(Path(value))
    print(json.dumps({"took_s": watched.took_s, "cpu_s": watched.cpu_s}))  # noqa: T201
