"""The points pages a member sees: the statement and the own branch's board."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import days_between, local_day, week_start
from quizapp.people.roles import Permission
from quizapp.points import leaderboards, queries
from quizapp.points.diary import MARKS, SIGNS, Mark
from quizapp.points.spans import COMPARED, SPANS, Span
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


@bp.get("/boards")
@requires(Permission.STUDY)
def board() -> ResponseReturnValue:
    """The own branch over a day, a week, a month or all time."""
    span = Span.read(request.args.get("span"))
    shown = leaderboards.branch_board(
        branch_id=me().branch_id,
        span=span,
        day=local_day(arrived(), me().zone),
        member_id=me().id,
        at=arrived(),
        after=leaderboards.Key.read(request.args.get("after")),
    )
    return render_template(
        "points/board.html", board=shown, span=span, spans=SPANS, compared=COMPARED, me=me()
    )


def _day(text: str | None) -> date | None:
    """The day an address carries; None for anything that is no day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
