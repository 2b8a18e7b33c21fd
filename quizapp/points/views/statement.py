"""The statement: every entry and every unpaid action."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import local_day
from quizapp.people.roles import Permission
from quizapp.points import queries
from quizapp.points.spans import Span
from quizapp.web.guards import arrived, me, requires

bp = Blueprint("points", __name__)


@bp.get("/points")
@requires(Permission.STUDY)
def statement() -> ResponseReturnValue:
    """Every entry and every unpaid action with its reason, a week of study days a page."""
    today = local_day(arrived(), me().zone)
    days, older = queries.statement(me().id, before=_day(request.args.get("before")))
    return render_template(
        "points/statement.html",
        days=days,
        older=older,
        today=today,
        standing=queries.balance(me().id),
        this_month=queries.score(me().id, Span.MONTH, today),
        streak=queries.streak(me().id, today),
    )


def _day(text: str | None) -> date | None:
    """The day an address carries; None for anything that is no day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
