"""Which columns of the library an organisation shows to its members: a staff page."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.queries.organisations import chain
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people import policy
from quizapp.people import queries as organisations
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.study import queries
from quizapp.study.views import bp
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say

__all__ = ["bp"]


@bp.get("/desk/organisations/<int:organisation_id>/columns")
@requires(Permission.MANAGE_PEOPLE)
def columns(organisation_id: int) -> ResponseReturnValue:
    node = _in_reach(organisation_id)
    return _page(node, node.own_settings.get("columns") or node.columns)


@bp.post("/desk/organisations/<int:organisation_id>/columns")
@requires(Permission.MANAGE_PEOPLE)
def choose_columns(organisation_id: int) -> ResponseReturnValue:
    node, chosen = _in_reach(organisation_id), request.form.getlist("column")
    own: dict[str, Any] = {name: value for name, value in node.own_settings.items() if name != "columns"}
    if "inherit" not in request.form:
        own["columns"] = [column.key for column in queries.columns() if column.key in chosen]
    try:
        people.set_settings(organisation_id=node.id, own=own, by=me().id, at=arrived())
    except Refused as refused:
        flash(say(refused.reason), "error")
        return _page(node, chosen), 422
    flash(_("Saved. What hangs below and does not set its own follows at once."), "success")
    return redirect(url_for(".columns", organisation_id=organisation_id), code=303)


def _in_reach(organisation_id: int) -> Organisation:
    """The organisation; to someone who may not manage it, it is not there (404)."""
    node = organisations.organisation(organisation_id)
    if not policy.may_manage(me(), node.path):
        abort(404)
    return node


def _page(node: Organisation, ticked: Sequence[str] | None) -> str:
    """`ticked`: keys of the columns that stand chosen; None means all of them."""
    return render_template(
        "study/columns.html",
        node=node,
        crumbs=[one for one in chain(node.path) if policy.may_manage(me(), one.path)],
        shelves=queries.columns(),
        ticked=ticked,
        own="columns" in node.own_settings,
    )
