"""Leave of a member, and outages of a place: days that break no run of study days."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.points import operations, policy, queries
from quizapp.points.manage.desk import bp, person_in_reach, place_in_reach, telling, today_of
from quizapp.points.manage.forms import DaysForm
from quizapp.points.manage.member_page import member_page
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _


@bp.post("/members/<int:member_id>/leave")
@requires(Permission.ADJUST_POINTS)
def note_leave(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), DaysForm.from_request()
    if not form.validate():
        return member_page(person, leave=form), 422
    with telling(_("Noted. These days break no run of %(name)s and cost no freeze.", name=person.name)):
        operations.note_leave(member_id=member_id, **_said(form), by=me().id, at=arrived())
    return redirect(url_for(".member", member_id=member_id), code=303)


@bp.post("/leaves/<int:leave_id>/drop")
@requires(Permission.ADJUST_POINTS)
def drop_leave(leave_id: int) -> ResponseReturnValue:
    person = person_in_reach(queries.member_of_leave(leave_id))
    with telling(_("The leave is taken back.")):
        operations.drop_leave(leave_id=leave_id, by=me().id, at=arrived())
    return redirect(url_for(".member", member_id=person.id), code=303)


@bp.get("/organisations/<int:organisation_id>/outages")
@requires(Permission.ADJUST_POINTS)
def outages(organisation_id: int) -> ResponseReturnValue:
    return _outages_page(place_in_reach(organisation_id))


@bp.post("/organisations/<int:organisation_id>/outages")
@requires(Permission.ADJUST_POINTS)
def note_outage(organisation_id: int) -> ResponseReturnValue:
    node, form = place_in_reach(organisation_id), DaysForm.from_request()
    if not form.validate():
        return _outages_page(node, form), 422
    with telling(_("Noted. These days break nobody's run here, from this moment on.")):
        operations.note_outage(organisation_id=node.id, **_said(form), by=me().id, at=arrived())
    return redirect(url_for(".outages", organisation_id=organisation_id), code=303)


@bp.post("/outages/<int:outage_id>/drop")
@requires(Permission.ADJUST_POINTS)
def drop_outage(outage_id: int) -> ResponseReturnValue:
    node = place_in_reach(queries.place_of_outage(outage_id))
    with telling(_("The outage is taken back.")):
        operations.drop_outage(outage_id=outage_id, by=me().id, at=arrived())
    return redirect(url_for(".outages", organisation_id=node.id), code=303)


def _said(form: DaysForm) -> dict[str, Any]:
    return {"from_on": form.from_on.data, "last_on": form.last_on.data, "reason": form.why.data}


def _outages_page(node: Organisation, form: DaysForm | None = None) -> str:
    today = today_of(node.zone)
    return render_template(
        "points/manage/outages.html",
        node=node,
        outages=queries.outages_at(node.path),
        verdict=policy.may_keep(me(), node.path),
        form=form or DaysForm(formdata=None, from_on=today, last_on=today),
    )
