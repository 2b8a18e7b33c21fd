"""The page of notices a member sees."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.inbox import operations, queries
from quizapp.inbox.templates import body, template
from quizapp.people.roles import Permission
from quizapp.web.guards import arrived, me, requires

bp = Blueprint("inbox", __name__, url_prefix="/notices")


@bp.get("")
@requires(Permission.STUDY)
def notices() -> ResponseReturnValue:
    said = request.args.get("before", "")
    before = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    page = queries.received(me().id, before=before)
    return render_template("inbox/notices.html", page=page, template=template, body=body)


@bp.post("/<int:notice_id>/open")
@requires(Permission.STUDY)
def follow(notice_id: int) -> ResponseReturnValue:
    """Go where a notice leads; it counts as read."""
    found = queries.notice(notice_id, me().id)
    operations.read(notice_id=found.id, member_id=me().id, at=arrived())
    return redirect(url_for(template(found.template).endpoint), code=303)


@bp.post("/read")
@requires(Permission.STUDY)
def read_all() -> ResponseReturnValue:
    operations.read_all(member_id=me().id, at=arrived())
    return redirect(url_for(".notices"), code=303)
