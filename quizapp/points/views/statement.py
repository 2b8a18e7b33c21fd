"""The statement: every entry and every unpaid action; and one entry with its reasons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import local_day
from quizapp.people.queries import member_types
from quizapp.people.roles import Permission
from quizapp.points import policy, queries
from quizapp.points.earning import Code, Period
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
    about, kept = _about(today, span)
    days, older = queries.statement(me().id, before=_day(request.args.get("before")), about=about)
    facts = [line.fact for shown in days for line in shown.lines if line.fact]
    return render_template(
        "points/statement.html",
        days=days,
        older=older,
        today=today,
        **_sums(span, today),
        about=about,
        kept=kept,
        sum_about=_sum(about, span, today) if about else 0,
        facts=told(facts),
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
        fact=told([found.fact]).get(found.fact),
        own=found.member_id == me().id,
        week=found.rule is not None and found.rule.cap_per is Period.WEEK,
    )


def _about(today: date, span: Span) -> tuple[queries.About | None, dict[str, Any]]:
    """What an address narrows the statement to, and the address again: a rule, the level of a board, a member type."""
    code, at, kind = (request.args.get(name, "") for name in ("code", "at", "type"))
    if code not in [one.value for one in Code]:
        return None, {}
    way = me().branch_path.split("/")
    path = "/".join([*way[: way.index(at) + 1], ""]) if at in way[:-1] else ""
    start = span.start(today)
    kept = {"code": code, "at": at if path else None, "type": kind or None}
    return queries.About(Code(code), start, span.last(start), path, kind), kept


def _sums(span: Span, today: date) -> dict[str, Any]:
    """What stands above the entries: what there is to spend, what was earned in a span and from what, and the streak."""
    return {
        "span": span,
        "earned_in": EARNED_IN.get(span, SPANS[span]),
        "parts": explaining.parts_of(me().id, span, today),
        "standing": queries.balance(me().id),
        "streak": queries.streak(me().id, today),
        "names": NAMES,
    }


def _sum(about: queries.About, span: Span, today: date) -> int:
    """What the entries of a narrowed statement earned."""
    if about.path or about.kind:
        parts = queries.earned_by_code(me().id, about.path, span, today, about.kind)
    else:
        parts = explaining.parts_of(me().id, span, today)
    return dict(parts).get(about.code, 0)


def told(facts: Sequence[Fact]) -> dict[Fact, Told]:
    """What the facts are called, and where they lead whoever asks."""
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
