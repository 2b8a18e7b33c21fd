"""The Today page, and the rules that everyone may read."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from quizapp.inbox.templates import template
from quizapp.kernel.clock import local_day
from quizapp.people.queries import member_types
from quizapp.people.roles import Permission
from quizapp.points import queries as points
from quizapp.points.earning import Code
from quizapp.points.names import NAMES, addition_in_words, whole_rule_in_words
from quizapp.points.payee import Payee
from quizapp.quizzes.daily import QUESTIONS
from quizapp.site import operations, queries
from quizapp.site.day import greeting
from quizapp.site.published import PAID_FOR, sections
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import title_of

bp = Blueprint("site", __name__)


@bp.get("/")
@requires(Permission.STUDY)
def today() -> ResponseReturnValue:
    """Today. Its first GET of the study day pays the login point: the one effect a link may have."""
    day = local_day(arrived(), me().zone)
    got = points.day_used(me().id, day)
    if Code.LOGIN not in got and request.method == "GET" and not me().viewer:
        got = {**got, Code.LOGIN: operations.note_first_visit(to=Payee.of(me()), at=arrived())}
    return render_template(
        "site/today.html",
        today=queries.today(me(), day=day, got=got),
        greeting=greeting(arrived(), me().zone),
        notice=template,
        five_count=QUESTIONS,
    )


@bp.get("/rules")
@requires(Permission.STUDY)
def rules() -> ResponseReturnValue:
    """Every rule that runs, a sentence each: the tariff as it pays the reader, then what other slices hand in."""
    day = local_day(arrived(), me().zone)
    types = {row.key: title_of(row) for row in member_types()}
    offers = [(title_of(reward), reward.terms) for reward in queries.offered_to(me(), day)]
    return render_template(
        "site/rules.html",
        **_lines(day),
        sections=sections(offers, types),
        names=NAMES,
        whole=whole_rule_in_words,
        adding=addition_in_words,
        types=types,
        places=points.additions_from(me().branch_path),
        day=day,
    )


def _lines(day: date) -> dict[str, list[queries.RuleLine]]:
    """The rules that something here pays by, and those that nothing does yet."""
    lines = queries.tariff_lines(me().branch_path, day)
    return {
        "lines": [line for line in lines if line.rule.code in PAID_FOR],
        "to_come": [line for line in lines if line.rule.code not in PAID_FOR],
    }
