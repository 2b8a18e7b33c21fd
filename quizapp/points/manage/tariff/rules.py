"""The tariff itself: every rule with its versions, and the form that proposes others."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel import tokens
from quizapp.kernel.verdict import Refused
from quizapp.people.roles import Permission
from quizapp.points import operations, queries
from quizapp.points.changing import BY_FACT, CHANGEABLE, FIXED, Change, taking_back
from quizapp.points.earning import Code, Rule
from quizapp.points.forms import ProposalForm, codes_in, read_change
from quizapp.points.manage.tariff.desk import PROPOSED, at_the_top, bp
from quizapp.points.names import NAMES, TIERS, WEEKDAYS, whole_rule_in_words
from quizapp.points.queries import proposals
from quizapp.points.tariff import Tariff
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
        rules=[_told(kept, code, now.get(code), today) for code in Code if kept.versions(code)],
        latest=queries.latest_day(arrived()),
        fixed=FIXED,
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
    if len(chosen) == 1 and request.args.get("back") == str(chosen[0].version):
        return _taking_back(chosen[0])
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


def _told(kept: Tariff, code: Code, now: Rule | None, today: date) -> dict[str, Any]:
    """A rule with what is announced, the latest day last, and every other version there was, each with whether it held."""
    coming = [rule for rule in kept.coming(today) if rule.code is code]
    others = [rule for rule in kept.versions(code) if rule is not now and rule not in coming]
    return {
        "code": code,
        "now": now,
        "coming": coming,
        "past": [(rule, kept.ever_held(rule)) for rule in others],
        "newest": kept.versions(code)[0].version,
        "can_go_back": len(kept.versions(code)) > 1,
    }


def _taking_back(rule: Rule) -> ResponseReturnValue:
    """The form that has what is announced overruled on its own day by what was before."""
    back = taking_back(queries.tariff(fresh=True).versions(rule.code))
    reason = _("Take back version %(number)s", number=rule.version)
    form = ProposalForm(ticket=tokens.fresh(), starts_on=rule.starts_on, reason=reason)
    return _page(form, [(rule, back or Change.of(rule))])


def _chosen(sent: Sequence[str]) -> list[Rule]:
    newest = proposals.newest_rules()
    return [newest[code] for code in codes_in(sent) if code in newest and code in CHANGEABLE]


def _page(form: ProposalForm, lines: Sequence[tuple[Rule, Change]], trouble: str | None = None) -> str:
    return render_template(
        "points/manage/change.html",
        form=form,
        lines=lines,
        by_fact=BY_FACT,
        trouble=trouble,
        names=NAMES,
        whole=whole_rule_in_words,
        tiers=TIERS,
        weekdays=WEEKDAYS,
        types=type_titles(),
        earliest=queries.latest_day(arrived()),
    )
