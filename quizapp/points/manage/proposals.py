"""What waits for a second person, and what became of it."""

from functools import cache, partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.people import queries as people
from quizapp.people.roles import Permission
from quizapp.points import operations, policy, queries
from quizapp.points.manage.desk import bp, proposal_in_reach, telling
from quizapp.points.manage.forms import AnswerForm
from quizapp.points.names import NAMES
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _


@bp.get("/")
@requires(Permission.ADJUST_POINTS)
def proposals() -> ResponseReturnValue:
    """Everything that waits within one's reach, the oldest first, and the latest decisions."""
    tops, person = me().tops(Permission.ADJUST_POINTS), cache(partial(people.standing, at=arrived()))
    return render_template(
        "points/manage/proposals.html",
        waiting=queries.proposals_within(tops, waiting=True),
        decided=queries.proposals_within(tops, waiting=False, limit=20),
        most=queries.limit_at(arrived()),
        may_decide=lambda one: policy.may_decide(me(), person(one.member_id), one.actor_id, one.state),
        may_withdraw=lambda one: policy.may_withdraw_change(
            me(), person(one.member_id), one.actor_id, one.state
        ),
        names=NAMES,
        form=AnswerForm(),
    )


@bp.post("/proposals/<int:proposal_id>/approve")
@requires(Permission.ADJUST_POINTS)
def approve(proposal_id: int) -> ResponseReturnValue:
    proposal, person = proposal_in_reach(proposal_id)
    with telling(_("Posted. %(name)s reads it on the statement.", name=person.name)):
        operations.approve(proposal_id=proposal.id, by=me().id, at=arrived())
    return redirect(url_for(".proposals"), code=303)


@bp.post("/proposals/<int:proposal_id>/decline")
@requires(Permission.ADJUST_POINTS)
def decline(proposal_id: int) -> ResponseReturnValue:
    (proposal, _person), form = proposal_in_reach(proposal_id), AnswerForm.from_request()
    answer = form.answer.data if form.validate() else ""
    with telling(_("Declined. Nothing moves; %(name)s reads why.", name=proposal.actor_name)):
        operations.decline(proposal_id=proposal.id, answer=answer, by=me().id, at=arrived())
    return redirect(url_for(".proposals"), code=303)


@bp.post("/proposals/<int:proposal_id>/withdraw")
@requires(Permission.ADJUST_POINTS)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    proposal, _person = proposal_in_reach(proposal_id)
    with telling(_("Withdrawn. Nothing changes.")):
        operations.withdraw(proposal_id=proposal.id, by=me().id, at=arrived())
    return redirect(url_for(".proposals"), code=303)
