"""What an organisation adds to the tariff for its members: what holds, from where, and the form that proposes more."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel import tokens
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.points import operations, queries
from quizapp.points.additions import MOST_A_DAY, largest
from quizapp.points.changing import CHANGEABLE
from quizapp.points.forms import DAYS, ProposalForm, read_added
from quizapp.points.manage.tariff.desk import PROPOSED, bp, in_reach
from quizapp.points.names import NAMES, addition_in_words, whole_rule_in_words
from quizapp.points.queries import proposals
from quizapp.points.views.statement import type_titles
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import say


@bp.get("/additions/<int:organisation_id>")
@requires(Permission.MANAGE_TARIFF)
def additions(organisation_id: int) -> ResponseReturnValue:
    return _page(in_reach(organisation_id), ProposalForm(ticket=tokens.fresh()))


@bp.post("/additions/<int:organisation_id>")
@requires(Permission.MANAGE_TARIFF)
def propose_additions(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), ProposalForm.from_request()
    if not form.validate():
        return _page(node, form), 422
    rules = queries.rules_on(form.starts_on.data).values()
    added = read_added(request.form, rules, proposals.newest_additions(node.id))
    told = {"starts_on": form.starts_on.data, "reason": form.reason.data, "ticket": form.ticket.data}
    try:
        made = operations.propose_additions(
            organisation_id=node.id, added=added, **told, by=me().id, at=arrived()
        )
    except Refused as refusal:
        return _page(node, form, say(refusal.reason)), 422
    flash(say(PROPOSED), "success")
    return redirect(url_for(".proposal", proposal_id=made), code=303)


def _page(node: Organisation, form: ProposalForm, trouble: str | None = None) -> str:
    return render_template(
        "points/manage/additions.html",
        **_held(node),
        form=form,
        trouble=trouble,
        sent=request.form,
        tops=proposals.names_of([int(path.split("/")[-2]) for path in me().tops(Permission.MANAGE_TARIFF)]),
        days=DAYS,
        most=MOST_A_DAY,
        largest=largest,
        names=NAMES,
        adding=addition_in_words,
        whole=whole_rule_in_words,
    )


def _held(node: Organisation) -> dict[str, Any]:
    """What is added here now, by the organisation itself and from above."""
    today, kept = queries.house_day(arrived()), queries.tariff(fresh=True)
    own, rules = proposals.newest_additions(node.id), kept.in_force(today)
    return {
        "node": node,
        "lines": [(rules[code], own.get(code)) for code in CHANGEABLE if code in rules],
        "inherited": proposals.inherited(node.path, today),
        "places": queries.additions_from(node.path),
        "types": type_titles(),
        "proposals": proposals.proposals(node.id, adds=True),
        "earliest": queries.latest_day(arrived()),
    }
