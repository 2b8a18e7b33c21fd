"""The statement: every entry and every unpaid action; and one entry with its reasons."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import local_day
from quizapp.people.queries import member_types
from quizapp.people.roles import Permission
from quizapp.points import policy, queries
from quizapp.points.earning import Period
from quizapp.points.facts import Fact, Told, tell
from quizapp.points.names import EARNED_IN, NAMES, addition_in_words, name_of, whole_rule_in_words
from quizapp.points.queries import explaining
from quizapp.points.spans import SPANS, Span
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import title_of

bp = Blueprint("points", __name__)


@bp.get("/points")
@requires(Permission.STUDY)
def statement() -> ResponseReturnValue:
    """Every entry and every unpaid action with its reason, a week of study days a page."""
    today, span = local_day(arrived(), me().zone), Span.read(request.args.get("span"))
    days, older = queries.statement(me().id, before=_day(request.args.get("before")))
    return render_template(
        "points/statement.html",
        days=days,
        older=older,
        today=today,
        standing=queries.balance(me().id),
        span=span,
        earned_in=EARNED_IN.get(span, SPANS[span]),
        parts=[(NAMES[code], points) for code, points in explaining.parts_of(me().id, span, today)],
        streak=queries.streak(me().id, today),
        facts=_told([line.fact for told in days for line in told.lines if line.fact]),
    )


@bp.get("/points/<int:entry_id>")
@requires(Permission.STUDY)
def entry(entry_id: int) -> ResponseReturnValue:
    """Everything that made an entry what it is: its member's, and of administrators in reach; else it is not there."""
    found = explaining.explained(entry_id)
    if not policy.may_open_entry(me(), member_id=found.member_id, branch_path=found.member_path):
        abort(404)
    return render_template(
        "points/entry.html",
        entry=found,
        name=name_of(found.code, found.takes_back),
        sentences=whole_rule_in_words(found.plain, type_titles()) if found.plain else (),
        adding=addition_in_words(found.addition) if found.addition else None,
        fact=_told([found.fact]).get(found.fact),
        own=found.member_id == me().id,
        week=found.rule is not None and found.rule.cap_per is Period.WEEK,
    )


def _told(facts: Sequence[Fact]) -> dict[Fact, Told]:
    return tell(current_app.extensions["quizapp_tellers"], facts, me())


def type_titles() -> dict[str, str]:
    """What each member type is called, in the request's language."""
    return {row.key: title_of(row) for row in member_types()}


def _day(text: str | None) -> date | None:
    """The day an address carries; None for anything that is no day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
