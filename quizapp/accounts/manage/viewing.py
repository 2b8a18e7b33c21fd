"""Looking at the pages as a member sees them: begun on the member's page, ended from the bar over every page."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.manage.desk import bp, person_in_reach
from quizapp.people import operations
from quizapp.people.roles import Permission
from quizapp.web.guards import arrived, me, requires


@bp.post("/members/<int:member_id>/view")
@requires(Permission.MANAGE_PEOPLE)
def begin_view(member_id: int) -> ResponseReturnValue:
    person = person_in_reach(member_id)
    operations.begin_view(sign_in_id=me().sign_in_id, member_id=person.id, by=me().id, at=arrived())
    return redirect(url_for("site.today"), code=303)


@bp.post("/view/end")
@requires(Permission.STUDY)
def end_view() -> ResponseReturnValue:
    """Back to one's own pages; a second press changes nothing."""
    viewer = me().viewer
    if viewer is None:
        return redirect(url_for("site.today"), code=303)
    operations.end_view(sign_in_id=me().sign_in_id, by=viewer.id, at=arrived())
    return redirect(url_for(".member", member_id=me().id), code=303)
