"""The digests of closed days, for auditors: a page, and a file to keep where nobody here can change it."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.people.roles import Permission
from quizapp.people.roster_files import writing
from quizapp.points import queries
from quizapp.points.manage.desk import bp
from quizapp.web.guards import requires
from quizapp.web.i18n import _

A_PAGE = 31


@bp.get("/digests")
@requires(Permission.SEE_AUDIT)
def digests() -> ResponseReturnValue:
    """The latest closed days first, a month a page."""
    days = queries.closed_days(until=_day(request.args.get("before")), limit=A_PAGE + 1)
    older = days[A_PAGE - 1].day if len(days) > A_PAGE else None
    return render_template("points/manage/digests.html", days=days[:A_PAGE], older=older)


@bp.get("/digests/file")
@requires(Permission.SEE_AUDIT)
def digests_file() -> ResponseReturnValue:
    """Every closed day as CSV, the earliest first."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "digests.csv")
        writing.write(path, _rows())
        content = path.read_bytes()
    answer = Response(content, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="points-digests.csv")
    return answer


def _rows() -> Iterator[Sequence[str]]:
    yield [_("Day"), _("Entries"), _("Digest"), _("Digest of the closed day before"), _("Closed")]
    for one in reversed(queries.closed_days()):
        yield [str(one.day), str(one.entries), one.digest, one.before, one.at.isoformat()]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
