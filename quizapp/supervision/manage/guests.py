"""Whom the branches of a part of the tree host."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from quizapp.kernel.clock import local_day
from quizapp.people.roles import Permission
from quizapp.supervision.manage.desk import asked, bp, frame
from quizapp.supervision.queries import guests as queries
from quizapp.supervision.queries.lists import after_key
from quizapp.web.guards import arrived, requires


@bp.get("/<int:organisation_id>/guests")
@requires(Permission.SEE_FIGURES)
def guests(organisation_id: int) -> ResponseReturnValue:
    asking = asked(organisation_id)
    today, after = local_day(arrived(), asking.node.zone), after_key(request.args.get("after", ""))
    return render_template(
        "supervision/manage/guests.html",
        **frame(asking, "guests"),
        page=queries.page(asking.node.path, today=today, after=after),
        today=today,
    )
