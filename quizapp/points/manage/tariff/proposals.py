"""One proposal: what would change, what it would have paid last month, and its decision by a second person."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import ALLOWED, Verdict, all_of
from quizapp.people.roles import Permission
from quizapp.points import operations, policy, queries
from quizapp.points.additions import Addition, with_addition
from quizapp.points.changing import added_in, changes_in
from quizapp.points.earning import Code, Rule
from quizapp.points.forms import DayForm, DecisionForm
from quizapp.points.manage.tariff.counted import counted
from quizapp.points.manage.tariff.desk import bp, proposal_in_reach, telling
from quizapp.points.models import TariffState
from quizapp.points.names import NAMES, addition_in_words, whole_rule_in_words
from quizapp.points.queries.proposals import Proposed, may_hold
from quizapp.points.views.statement import type_titles
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say

STATES: dict[str, tuple[Message, str]] = {
    "draft": (Message("not proposed yet"), "quiet"),
    "open": (Message("waits for a second person"), "gold"),
    "approved": (Message("approved"), "right"),
    "rejected": (Message("turned down"), "wrong"),
    "withdrawn": (Message("withdrawn"), "quiet"),
}
DONE = {
    "approve": Message("Approved. It holds from its day on, and is announced from now on."),
    "reject": Message("Turned down. Nothing changes."),
    "withdraw": Message("Withdrawn. Nothing changes."),
    "propose": Message("Proposed. A second administrator decides it before its day."),
}


@bp.get("/proposals/<int:proposal_id>")
@requires(Permission.MANAGE_TARIFF)
def proposal(proposal_id: int) -> ResponseReturnValue:
    its = proposal_in_reach(proposal_id)
    return render_template(
        "points/manage/proposal.html",
        its=its,
        state=STATES[its.state],
        lines=_added_lines(its) if its.adds else _rule_lines(its),
        **counted(its),
        names=NAMES,
        **_judged(its),
        day_form=DayForm(starts_on=its.starts_on),
        form=DecisionForm(),
    )


@bp.post("/proposals/<int:proposal_id>/decide")
@requires(Permission.MANAGE_TARIFF)
def decide(proposal_id: int) -> ResponseReturnValue:
    its, form = proposal_in_reach(proposal_id), DecisionForm.from_request()
    back = redirect(url_for(".proposal", proposal_id=its.id), code=303)
    if not form.validate():
        flash(_("This page is out of date. Reload it and try again."), "error")
        return back
    with telling(say(DONE[form.step.data])):
        _act(form.step.data, its.id, form.reason.data or "")
    return back


@bp.post("/proposals/<int:proposal_id>/postpone")
@requires(Permission.MANAGE_TARIFF)
def postpone(proposal_id: int) -> ResponseReturnValue:
    its, form = proposal_in_reach(proposal_id), DayForm.from_request()
    if not form.validate():
        flash(_("Choose a day of this century."), "error")
    else:
        with telling(_("Another day is chosen.")):
            day = form.starts_on.data
            operations.postpone_tariff(proposal_id=its.id, starts_on=day, by=me().id, at=arrived())
    return redirect(url_for(".proposal", proposal_id=its.id), code=303)


def _act(step: str, proposal_id: int, reason: str) -> None:
    who: dict[str, Any] = {"proposal_id": proposal_id, "by": me().id, "at": arrived()}
    if step == "approve":
        operations.approve_tariff(**who)
    elif step == "reject":
        operations.reject_tariff(**who, reason=reason)
    elif step == "propose":
        operations.send_draft(**who)
    else:
        operations.withdraw_tariff(**who)


def _judged(its: Proposed) -> dict[str, Any]:
    """Who may do what with a proposal, whether its day has come, and what overtook it."""
    latest = queries.latest_day(arrived())
    undecided = its.state in (TariffState.OPEN, TariffState.DRAFT)
    holds = may_hold(its, at=arrived()) if undecided else ALLOWED
    late = its.state is TariffState.OPEN and its.starts_on <= latest
    return {"verdicts": _verdicts(its, latest, holds), "stale": holds.reason, "late": late}


def _verdicts(its: Proposed, latest: date, holds: Verdict) -> dict[str, Any]:
    who: dict[str, Any] = {"proposer_id": its.proposer_id, "state": its.state}
    approve = policy.may_approve(me(), its.path, **who, starts_on=its.starts_on, latest=latest)
    return {
        "approve": all_of(approve, holds),
        "reject": policy.may_reject(me(), its.path, **who),
        "withdraw": policy.may_withdraw(me(), its.path, **who),
        "propose": all_of(policy.may_send(me(), its.path, **who), holds),
    }


def _rule_lines(its: Proposed) -> list[tuple[Code, Any, Any]]:
    """Each rule: its name, how it is told now, and how it would be told."""
    kept, types = queries.tariff(fresh=True), type_titles()
    found = []
    for line in changes_in(its.lines):
        now = kept.version(line.code, line.version)
        if now is not None:
            new = line.rule(now, version=now.version + 1, starts_on=its.starts_on)
            found.append((line.code, whole_rule_in_words(now, types), whole_rule_in_words(new, types)))
    return found


def _added_lines(its: Proposed) -> list[tuple[Code, Any, Any]]:
    kept, types = queries.tariff(fresh=True), type_titles()
    rules = kept.in_force(its.starts_on)
    return [
        (
            one.code,
            whole_rule_in_words(rules[one.code], types),
            _with_added(rules[one.code], one.addition(organisation_id=0, starts_on=its.starts_on), types),
        )
        for one in added_in(its.lines)
        if one.code in rules
    ]


def _with_added(rule: Rule, addition: Addition, types: dict[str, str]) -> tuple[Message, ...]:
    told = (addition_in_words(addition),)
    return (
        (*told, *whole_rule_in_words(with_addition(rule, addition), types)) if addition.is_something else told
    )
