"""What waits for approval, and what is kept for members: approved, declined, cancelled."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.people.roles import Permission
from quizapp.rewards import operations, policy
from quizapp.rewards.forms import EndForm
from quizapp.rewards.manage.desk import asked_number, bp, held_in_hand, telling, tops
from quizapp.rewards.queries import managed
from quizapp.rewards.states import Step
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _


@bp.get("/queue")
@requires(Permission.MANAGE_REWARDS)
def queue() -> ResponseReturnValue:
    waiting = managed.waiting(tops(), after=asked_number("waiting"))
    return render_template(
        "rewards/manage/queue.html",
        waiting=waiting,
        reserved=managed.reserved(tops(), after=asked_number("reserved")),
        may=lambda held, step: policy.may_decide(me(), held.redemption, held.offered_at, step),
        Step=Step,
    )


@bp.post("/redemptions/<int:redemption_id>/approve")
@requires(Permission.MANAGE_REWARDS)
def approve(redemption_id: int) -> ResponseReturnValue:
    held = held_in_hand(redemption_id)
    with telling(_("Approved. %(name)s has a notice.", name=held.member_name)):
        operations.approve(redemption_id=redemption_id, by=me().id, at=arrived())
    return redirect(url_for(".queue"), code=303)


@bp.post("/redemptions/<int:redemption_id>/decline")
@requires(Permission.MANAGE_REWARDS)
def decline(redemption_id: int) -> ResponseReturnValue:
    held, form = held_in_hand(redemption_id), EndForm.from_request()
    with telling(_("Declined. %(name)s has the points back, and the reason.", name=held.member_name)):
        operations.decline(
            redemption_id=redemption_id, reason=form.reason.data or "", by=me().id, at=arrived()
        )
    return redirect(url_for(".queue"), code=303)


@bp.post("/redemptions/<int:redemption_id>/cancel")
@requires(Permission.MANAGE_REWARDS)
def cancel(redemption_id: int) -> ResponseReturnValue:
    held, form = held_in_hand(redemption_id), EndForm.from_request()
    with telling(_("Cancelled. %(name)s has the points back, and the reason.", name=held.member_name)):
        operations.cancel(
            redemption_id=redemption_id, reason=form.reason.data or "", by=me().id, at=arrived()
        )
    return redirect(url_for(".queue"), code=303)
