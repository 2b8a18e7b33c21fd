"""The command over small files of organisations, and what stands in the tree afterwards."""

import json

import pytest

from quizapp.db import db
from quizapp.people.cli import people as command

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
