"""The page that explains a streak."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import days_between, local_day, week_start
from quizapp.people.roles import Permission
from quizapp.points import queries
from quizapp.points.diary import MARKS, SIGNS, Mark
from quizapp.points.views.statement import bp
from quizapp.web.guards import arrived, me, requires


@bp.get("/points/streak")
@requires(Permission.STUDY)
def streak() -> ResponseReturnValue:
    """Six weeks day by day: which counted, and what bridged the others."""
    today = local_day(arrived(), me().zone)
    first = week_start(today) - timedelta(weeks=5)
    told, marked = queries.diary(me().id, today, list(days_between(first, first + timedelta(days=41))))
    return render_template(
        "points/streak.html",
        streak=told,
        weeks=[marked[begin : begin + 7] for begin in range(0, len(marked), 7)],
        words=MARKS,
        signs=SIGNS,
        legend=[mark for mark in SIGNS if mark is not Mark.BEFORE],
    )
