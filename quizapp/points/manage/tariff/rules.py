"""The tariff itself: every rule with its versions, and the form that proposes others."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel import tokens
from quizapp.kernel.verdict import Refused
from quizapp.people.roles import Permission
from quizapp.points import operations, queries
from quizapp.points.changing import CHANGEABLE, Change
from quizapp.points.earning import Code, Rule
from quizapp.points.forms import ProposalForm, codes_in, read_change
from quizapp.points.manage.tariff.desk import PROPOSED, at_the_top, bp
from quizapp.points.names import NAMES, TIERS, WEEKDAYS, whole_rule_in_words
from quizapp.points.queries import proposals
from quizapp.points.views.statement import type_titles
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say


@bp.get("/rules")
@requires(Permission.MANAGE_TARIFF)
def rules() -> ResponseReturnValue:
    """The rules in force, their coming versions and their history, and the proposals about them."""
    top, today = at_the_top(), queries.house_day(arrived())
    kept = queries.tariff(fresh=True)
    now = kept.in_force(today)
    return render_template(
        "points/manage/rules.html",
        top=top,
        rules=[(code, now.get(code), kept.versions(code)) for code in Code],
        today=today,
        changeable=CHANGEABLE,
        names=NAMES,
        whole=whole_rule_in_words,
        types=type_titles(),
        proposals=proposals.proposals(top.id, adds=False),
    )


@bp.get("/change")
@requires(Permission.MANAGE_TARIFF)
def change() -> ResponseReturnValue:
    """The rules chosen in the list, as they are, to be changed."""
    at_the_top()
    chosen = _chosen(request.args.getlist("code"))
    if not chosen:
        flash(_("Tick the rules to be changed first."), "error")
        return redirect(url_for(".rules"), code=303)
    return _page(ProposalForm(ticket=tokens.fresh()), [(rule, Change.of(rule)) for rule in chosen])


@bp.post("/change")
@requires(Permission.MANAGE_TARIFF)
def propose() -> ResponseReturnValue:
    at_the_top()
    form, types = ProposalForm.from_request(), list(type_titles())
    lines = [(rule, read_change(request.form, rule, types)) for rule in _chosen(request.form.getlist("code"))]
    if not form.validate():
        return _page(form, lines), 422
    changes = [line for rule, line in lines if line != Change.of(rule)]
    told = {"starts_on": form.starts_on.data, "reason": form.reason.data, "ticket": form.ticket.data}
    try:
        made = operations.propose_tariff(changes=changes, **told, by=me().id, at=arrived())
    except Refused as refusal:
        return _page(form, lines, say(refusal.reason)), 422
    flash(say(PROPOSED), "success")
    return redirect(url_for(".proposal", proposal_id=made), code=303)


def _chosen(sent: Sequence[str]) -> list[Rule]:
    newest = proposals.newest_rules()
    return [newest[code] for code in codes_in(sent) if code in newest and code in CHANGEABLE]


def _page(form: ProposalForm, lines: Sequence[tuple[Rule, Change]], trouble: str | None = None) -> str:
    return render_template(
        "points/manage/change.html",
        form=form,
        lines=lines,
        trouble=trouble,
        names=NAMES,
        whole=whole_rule_in_words,
        tiers=TIERS,
        weekdays=WEEKDAYS,
        types=type_titles(),
        earliest=queries.latest_day(arrived()),
    )
