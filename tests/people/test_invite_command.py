"""Codes for a whole part of the tree by the command: one file, readable by its owner alone, and each line lets one in."""

import csv
import stat

import pytest
from click.testing import CliRunner

from quizapp.config import current
from quizapp.db import db
from quizapp.people import codes, sealing
from quizapp.people.cli import people
from quizapp.people.models import Invitation, InvitationBatch, MemberState
from quizapp.people.store.invitations import holder
from tests.cast import make_member
from tests.conftest import NOON


@pytest.fixture
def run(app, house, tmp_path):
    """Run the command; the rows of its file under the header."""

    def ran(*words):
        file = tmp_path / "codes.csv"
        command = ["invite", str(file), "--address", "https://study.example/", *words]
        done = CliRunner().invoke(people, command, obj=None)
        assert done.exit_code == 0, done.output
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        db.session.rollback()
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.reader(lines))[1:]

    return ran


def test_everyone_who_has_not_registered_gets_a_line_and_each_code_lets_them_in(run, house):
    make_member("=cmd()", "evil", house.works)

    rows = run()

    assert [row[1] for row in rows] == ["'=cmd()", "李梅", "王强", "赵敏"]
    for row in rows:
        index = sealing.invitation_index(codes.read(row[5], codes.INVITATION), current().secrets.index)
        assert holder(index, at=NOON).name == row[1].lstrip("'")
        assert row[5] == f"https://study.example/activate?code={row[4]}"
    assert db.session.query(InvitationBatch).count() == 3, "one for each organisation"


def test_run_again_it_makes_codes_for_those_without_a_valid_one(run, house):
    run("--organisation", "third")
    house.li_mei.state = MemberState.REGISTERED
    db.session.commit()

    assert [row[1] for row in run()] == ["赵敏"]
    assert [row[1] for row in run("--every")] == ["王强", "赵敏"]
    open_now = db.session.query(Invitation).filter(Invitation.voided_at.is_(None)).all()
    assert sorted(row.member_id for row in open_now if row.member_id != house.li_mei.id) == sorted(
        [house.wang_qiang.id, house.zhao_min.id]
    )


def test_a_part_is_named_by_its_code(run, app, tmp_path):
    assert len(run("--organisation", "office")) == 1

    refused = CliRunner().invoke(
        people, ["invite", str(tmp_path / "x.csv"), "--organisation", "no", "--address", "https://x"]
    )
    assert refused.exit_code != 0 and not (tmp_path / "x.csv").exists()
