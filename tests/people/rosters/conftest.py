"""The `quizapp people` command in the house of 青港, and the members it leaves behind."""

import json

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.people.cli import people
from quizapp.people.models import Member
from tests.people.rosters.sheets import roster


@pytest.fixture
def command(app, house):
    """Runs a command; no traceback, whatever it is given."""

    def run(*words, code=0):
        db.session.rollback()
        ran = app.test_cli_runner().invoke(people, [str(word) for word in words])
        refused = ran.exception is not None and type(ran.exception).__name__ == "Refused"
        assert refused or ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        assert (1 if refused else ran.exit_code) == code, ran.output
        return str(ran.exception) if refused else ran.output

    return run


@pytest.fixture
def bring_in(command, tmp_path):
    """Imports these rows and gives the report."""

    def run(*rows, options=(), code=0, **how):
        report = tmp_path / "report.json"
        report.unlink(missing_ok=True)
        said = command("import", roster(tmp_path, *rows, **how), "--report", report, *options, code=code)
        return json.loads(report.read_text("utf8")) if report.exists() else said

    return run


@pytest.fixture
def member():
    def found(key):
        db.session.rollback()
        return db.session.scalar(select(Member).where(Member.roster_key == key))

    return found
