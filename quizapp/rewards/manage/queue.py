"""What waits for approval, and what is kept for members: approved, declined, cancelled."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel.verdict import Verdict
from quizapp.people.roles import Permission
from quizapp.rewards import operations, policy
from quizapp.rewards.forms import EndForm
from quizapp.rewards.manage.desk import asked_number, bp, held_in_hand, in_hand, telling, tops
from quizapp.rewards.queries import Held, managed
from quizapp.rewards.states import Step
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _


@bp.get("/queue")
@requires(Permission.MANAGE_REWARDS)
def queue() -> ResponseReturnValue:
    one = asked_number("reward")
    return render_template(
        "rewards/manage/queue.html",
        waiting=managed.waiting(tops(), reward_id=one, after=asked_number("waiting")),
        reserved=managed.reserved(tops(), reward_id=one, after=asked_number("reserved")),
        only=in_hand(one) if one else None,
        may=_may,
        Step=Step,
    )


def _may(held: Held, step: Step) -> Verdict:
    if step is Step.APPROVE:
        return policy.may_approve(me(), held.redemption, held.reward, held.offered_at, arrived())
    return policy.may_decide(me(), held.redemption, held.offered_at, step)


@bp.post("/redemptions/<int:redemption_id>/approve")
@requires(Permission.MANAGE_REWARDS)
def approve(redemption_id: int) -> ResponseReturnValue:
    held = held_in_hand(redemption_id)
    with telling(_("Approved. %(name)s has a notice.", name=held.member_name)):
        operations.approve(redemption_id=redemption_id, by=me().id, at=arrived())
    return _back()


@bp.post("/redemptions/<int:redemption_id>/decline")
@requires(Permission.MANAGE_REWARDS)
def decline(redemption_id: int) -> ResponseReturnValue:
    held, form = held_in_hand(redemption_id), EndForm.from_request()
    with telling(_("Declined. %(name)s has the points back, and the reason.", name=held.member_name)):
        operations.decline(
            redemption_id=redemption_id, reason=form.reason.data or "", by=me().id, at=arrived()
        )
    return _back()


@bp.post("/redemptions/<int:redemption_id>/cancel")
@requires(Permission.MANAGE_REWARDS)
def cancel(redemption_id: int) -> ResponseReturnValue:
    held, form = held_in_hand(redemption_id), EndForm.from_request()
    with telling(_("Cancelled. %(name)s has the points back, and the reason.", name=held.member_name)):
        operations.cancel(
            redemption_id=redemption_id, reason=form.reason.data or "", by=me().id, at=arrived()
        )
    return _back()


def _back() -> ResponseReturnValue:
    """To the list as it was narrowed before."""
    return redirect(url_for(".queue", reward=asked_number("reward") or None), code=303)
