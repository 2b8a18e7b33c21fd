"""A run that is cut off leaves nothing half done, and goes on where it stopped."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.config import current
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people.gateways import rosters as gateway
from quizapp.people.models import Member, RosterImport, RosterRow
from quizapp.people.operations import rosters as operations
from quizapp.people.roster_files.reading import read
from quizapp.people.roster_plan import Mode
from quizapp.people.store import rosters
from tests.cast import make_member
from tests.conftest import NOON
from tests.people.rosters.sheets import roster, row

ROWS = [row(key=f"A{number:05d}", phone=f"139{number:08d}") for number in range(25)]


def carry_in(file, house, *, stop_at=None, at=NOON):
    opened = read(file)
    lines = cut(opened.lines, stop_at) if stop_at else opened.lines
    how = {"organisation_id": house.works.id, "mode": Mode.UPSERT, "file_name": "r.csv", "by": None, "at": at}
    return gateway.carry_in(replace(opened, lines=lines), keys=current().secrets, chunk=10, **how)


def cut(lines, stop_at):
    for line in lines:
        if line.number == stop_at:
            raise KeyboardInterrupt
        yield line


def apply(carried, at=NOON):
    return operations.apply_roster(import_id=carried.import_id, by=None, at=at)


def heads():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Member))


@pytest.fixture
def file(tmp_path):
    return roster(tmp_path, *ROWS)


def test_a_run_that_was_cut_off_goes_on_after_its_last_chunk(file, house):
    with pytest.raises(KeyboardInterrupt):
        carry_in(file, house, stop_at=18)
    assert heads() == 3

    carried = carry_in(file, house)

    assert (carried.resumed_at, carried.counts["new"]) == (11, 25)
    assert (apply(carried).new, heads()) == (25, 28)


def test_another_file_does_not_go_on_with_the_rows_of_the_first(tmp_path, file, house):
    with pytest.raises(KeyboardInterrupt):
        carry_in(file, house, stop_at=18)

    carried = carry_in(roster(tmp_path, *ROWS[:5]), house)

    assert (carried.resumed_at, carried.counts["new"]) == (0, 5)
    gateway.forget(house.works.id)
    assert db.session.scalar(select(func.count()).select_from(RosterRow)) == 5


def test_what_was_planned_before_another_roster_was_applied_is_planned_anew(tmp_path, file, house):
    with pytest.raises(KeyboardInterrupt):
        carry_in(file, house, stop_at=18)
    apply(carry_in(roster(tmp_path, ROWS[0], name="other.csv"), house), at=NOON + timedelta(hours=1))

    carried = carry_in(file, house, at=NOON + timedelta(hours=2))

    assert (carried.resumed_at, carried.counts["same"], carried.counts["new"]) == (0, 1, 24)


def test_two_runs_of_one_file_do_not_mix_their_rows(file, house):
    with pytest.raises(KeyboardInterrupt):
        carry_in(file, house, stop_at=18)
    import_id = db.session.scalar(select(RosterImport.id))

    with pytest.raises(Refused, match="Another run"):
        operations.stage_rows(import_id=import_id, after=0, upto=5, rows=[])


def test_a_member_added_meanwhile_holds_back_the_whole_roster(file, house):
    carried = carry_in(file, house)
    make_member("新人", "a00003", house.third)

    with pytest.raises(Exception, match="sign_in_name"):
        apply(carried)
    assert heads() == 4


def test_a_roster_is_applied_once(file, house):
    carried = carry_in(file, house)
    apply(carried)

    with pytest.raises(Refused, match="applied already"):
        apply(carried)


def test_nothing_is_applied_with_a_row_refused(tmp_path, house):
    carried = carry_in(roster(tmp_path, *ROWS, row(key="1.0")), house)

    with pytest.raises(Refused, match="refused: 1"):
        apply(carried)
    assert next(rosters.complaints(carried.import_id))["row"] == 27


def test_a_killed_process_leaves_no_member_and_its_rows_are_used(tmp_path, app, house, database_url):
    rows = [row(key=f"K{number:06d}", phone=f"139{number:08d}") for number in range(25_000)]
    file, report = roster(tmp_path, *rows), tmp_path / "report.json"
    words = [sys.executable, "-m", "quizapp", "people", "import", str(file), "--report", str(report)]
    env = {
        **os.environ,
        "QUIZAPP_HOME": str(tmp_path / "home"),
        "QUIZAPP_MODE": "test",
        "DATABASE_URL": database_url,
    }
    first = subprocess.Popen(words, env=env, stderr=subprocess.PIPE, text=True)
    assert first.stderr.readline().startswith("10001")
    first.kill()
    first.communicate()
    assert heads() == 3

    subprocess.run(words, env=env, check=True, capture_output=True)

    assert json.loads(report.read_text("utf8"))["resumed_after_row"] >= 10_001
    assert heads() == 25_003
