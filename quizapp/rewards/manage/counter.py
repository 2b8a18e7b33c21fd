"""The counter: a code is scanned or typed, and what it stands for is handed over once."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel.verdict import Verdict
from quizapp.people.roles import Permission
from quizapp.rewards import kinds, operations, policy, queries, states
from quizapp.rewards.forms import CounterForm
from quizapp.rewards.manage.desk import bp
from quizapp.rewards.states import State
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, day_and_time, title_of


@bp.get("/hand-over")
@requires(Permission.HAND_OVER)
def counter() -> ResponseReturnValue:
    """Works with a hand scanner, which types the code and presses Enter; a phone's camera opens this page by itself."""
    form = CounterForm(request.args)
    held = _here(form.read())
    return render_template(
        "rewards/manage/counter.html",
        form=form,
        asked=bool(form.code.data),
        held=held,
        verdict=held and _verdict(held),
        names=states.NAMES,
        kinds=kinds.NAMES,
        State=State,
    )


@bp.post("/redemptions/<int:redemption_id>/hand-over")
@requires(Permission.HAND_OVER)
def hand_over(redemption_id: int) -> ResponseReturnValue:
    held, code = queries.held(redemption_id), CounterForm.from_request().read()
    if not policy.may_hand_over_at(me(), held.site_path):
        abort(404)
    first = operations.hand_over(redemption_id=redemption_id, code=code or "", by=me().id, at=arrived())
    told = {"reward": title_of(held.reward), "name": held.member_name}
    if first:
        flash(_("%(reward)s is handed over to %(name)s.", **told), "success")
    else:
        flash(_before(told, queries.redemption(redemption_id).handed_at), "error")
    return redirect(url_for(".counter"), code=303)


def _verdict(held: queries.Held) -> Verdict:
    return policy.may_hand_over(me(), held.redemption, held.reward, held.site_path, arrived())


def _before(told: dict[str, str], when: datetime | None) -> str:
    """What is said to whoever scans a code for the second time."""
    time = day_and_time(when) if when else ""
    return str(
        _(
            "%(reward)s was handed over to %(name)s before, on %(time)s. Do not give it a second time.",
            **told,
            time=time,
        )
    )


def _here(code: str | None) -> queries.Held | None:
    """What a code stands for, if it is fetched at a place of one's own; to others it is as if there were none."""
    held = queries.code_of(code) if code else None
    return held if held and policy.may_hand_over_at(me(), held.site_path) else None
