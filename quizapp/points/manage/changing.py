"""One member's points as staff see them: every entry with who answers for it, adding and taking, taking back."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.people.roles import Permission
from quizapp.points import operations
from quizapp.points.manage.desk import (
    bp,
    entry_in_reach,
    person_in_reach,
    tell_whether,
    telling_why_not,
)
from quizapp.points.manage.forms import BackForm, ChangeForm
from quizapp.points.manage.member_page import entry_page, member_page
from quizapp.web.guards import arrived, me, requires


@bp.get("/members/<int:member_id>")
@requires(Permission.ADJUST_POINTS)
def member(member_id: int) -> ResponseReturnValue:
    return member_page(person_in_reach(member_id))


@bp.post("/members/<int:member_id>/points")
@requires(Permission.ADJUST_POINTS)
def change(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), ChangeForm.from_request()
    if not form.validate():
        return member_page(person, change=form), 422
    said = {"reason": form.reason.data, "ticket": form.ticket.data, "by": me().id, "at": arrived()}
    with telling_why_not():
        posted = operations.change_points(member_id=member_id, amount=form.amount, **said)
        tell_whether(posted, person.name)
    return redirect(url_for(".member", member_id=member_id), code=303)


@bp.get("/entries/<int:entry_id>")
@requires(Permission.ADJUST_POINTS)
def entry(entry_id: int) -> ResponseReturnValue:
    """What taking an entry back would do, and the reason for it."""
    return entry_page(*entry_in_reach(entry_id))


@bp.post("/entries/<int:entry_id>/back")
@requires(Permission.ADJUST_POINTS)
def take_back(entry_id: int) -> ResponseReturnValue:
    (entry, person), form = entry_in_reach(entry_id), BackForm.from_request()
    if not form.validate():
        return entry_page(entry, person, form), 422
    said = {"reason": form.reason.data, "ticket": form.ticket.data, "by": me().id, "at": arrived()}
    with telling_why_not():
        tell_whether(operations.take_back(entry_id=entry_id, **said), person.name)
    return redirect(url_for(".member", member_id=person.id), code=303)
