"""Organisations brought in from a file: new, renamed, moved, described otherwise; all of its rows or none."""

import json

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.people.cli import people as command
from quizapp.people.models import Organisation

HEAD = "编码,名称,上级编码,类型,领域,类别,时区"


def table(*rows, head=HEAD, encoding="utf8"):
    return "\n".join((head, *rows)).encode(encoding)


@pytest.fixture
def bring_in(app, tmp_path):
    """Runs the command over these rows and gives its report; no traceback, whatever it is given."""

    def run(*rows, options=(), code=0, content=None, name="orgs.csv", **how):
        file, report = tmp_path / name, tmp_path / "report.json"
        file.write_bytes(table(*rows, **how) if content is None else content)
        report.unlink(missing_ok=True)
        db.session.rollback()
        ran = app.test_cli_runner().invoke(
            command, ["organisations", str(file), "--report", str(report), *options]
        )
        refused = type(ran.exception).__name__ == "Refused"
        assert refused or ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        assert (1 if refused else ran.exit_code) == code, ran.output
        db.session.rollback()
        return json.loads(report.read_text("utf8")) if report.exists() else {"said": str(ran.exception)}

    return run


def told(report):
    """What is wrong, by row and column."""
    return [(one["row"], one["column"]) for one in report["complaints"]]


def tree():
    """Every organisation as code, parent's code, name, whether a branch."""
    rows = db.session.scalars(select(Organisation).order_by(Organisation.code)).all()
    codes = {row.id: row.code for row in rows}
    return [(row.code, codes.get(row.parent_id), row.name, row.is_branch) for row in rows]


def one(code):
    return db.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def acts():
    rows = db.session.scalars(select(AuditRow).order_by(AuditRow.id))
    return [(row.verb, row.subject.split(":")[1]) for row in rows]


def test_children_may_stand_above_their_parents_and_what_hangs_below_nothing_is_a_branch(house, bring_in):
    report = bring_in("b1,一支部,west,,,,", "west,西区,,,,,", "b2,二支部,west,,,,")

    assert report["rows"] == {"new": 3, "renamed": 0, "moved": 0, "described": 0, "same": 0, "refused": 0}
    assert [row for row in tree() if row[0] in ("b1", "b2", "west")] == [
        ("b1", "west", "一支部", True),
        ("b2", "west", "二支部", True),
        ("west", "works", "西区", False),
    ]
    assert one("b1").path == f"{house.works.id}/{one('west').id}/{one('b1').id}/"
