"""What an organisation adds to the tariff for its members: what holds, from where, and the form that proposes more."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel import tokens
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.points import operations, queries
from quizapp.points.additions import MOST_A_DAY, largest
from quizapp.points.changing import ADDABLE, added_in
from quizapp.points.forms import DAYS, ProposalForm, as_sent, read_added
from quizapp.points.manage.tariff.counted import counted
from quizapp.points.manage.tariff.desk import PROPOSED, bp, in_reach
from quizapp.points.models import TariffState
from quizapp.points.names import NAMES, addition_in_words, whole_rule_in_words
from quizapp.points.queries import proposals
from quizapp.points.queries.proposals import Proposed
from quizapp.points.views.statement import type_titles
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import say

WORDS: dict[str, Any] = {
    "days": DAYS,
    "most": MOST_A_DAY,
    "largest": largest,
    "adding": addition_in_words,
    "whole": whole_rule_in_words,
}


@bp.get("/additions/<int:organisation_id>")
@requires(Permission.MANAGE_TARIFF)
def additions(organisation_id: int) -> ResponseReturnValue:
    """What holds here, and the form; it goes on with what one has counted and not proposed."""
    node = in_reach(organisation_id)
    draft = proposals.draft(node.id, me().id)
    if draft is None:
        return _page(node, ProposalForm(ticket=tokens.fresh()), {})
    form = ProposalForm(ticket=tokens.fresh(), starts_on=draft.starts_on, reason=draft.reason)
    return _page(node, form, as_sent(added_in(draft.lines)), draft=draft)


@bp.post("/additions/<int:organisation_id>")
@requires(Permission.MANAGE_TARIFF)
def propose_additions(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), ProposalForm.from_request()
    if not form.validate():
        return _page(node, form, request.form), 422
    rules = queries.rules_on(form.starts_on.data).values()
    added = read_added(request.form, rules, proposals.newest_additions(node.id))
    told = {"starts_on": form.starts_on.data, "reason": form.reason.data, "ticket": form.ticket.data}
    counts_first = request.form.get("step") == "count"
    told |= {"state": TariffState.DRAFT if counts_first else TariffState.OPEN, "by": me().id, "at": arrived()}
    try:
        made = operations.propose_additions(organisation_id=node.id, added=added, **told)
    except Refused as refusal:
        return _page(node, form, request.form, trouble=say(refusal.reason)), 422
    if not counts_first:
        flash(say(PROPOSED), "success")
    return redirect(url_for(".proposal", proposal_id=made), code=303)


def _page(
    node: Organisation,
    form: ProposalForm,
    sent: Mapping[str, str],
    *,
    trouble: str | None = None,
    draft: Proposed | None = None,
) -> str:
    return render_template(
        "points/manage/additions.html",
        **_held(node),
        form=form,
        trouble=trouble,
        sent=sent,
        draft=draft,
        **(counted(draft) if draft else {}),
        tops=proposals.names_of([int(path.split("/")[-2]) for path in me().tops(Permission.MANAGE_TARIFF)]),
        names=NAMES,
        **WORDS,
    )


def _held(node: Organisation) -> dict[str, Any]:
    """What is added here now, by the organisation itself and from above."""
    today, kept = queries.house_day(arrived()), queries.tariff(fresh=True)
    own, rules = proposals.newest_additions(node.id), kept.in_force(today)
    return {
        "node": node,
        "lines": [(rules[code], own.get(code)) for code in ADDABLE if code in rules],
        "inherited": proposals.inherited(node.path, today),
        "places": queries.additions_from(node.path),
        "types": type_titles(),
        "proposals": proposals.proposals(node.id, adds=True),
        "earliest": queries.latest_day(arrived()),
    }
