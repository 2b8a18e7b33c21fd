"""One member's points as staff see them: every entry with who answers for it, adding and taking, taking back."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.kernel import tokens
from quizapp.people.reach import Me
from quizapp.people.roles import Permission
from quizapp.points import operations, policy, queries
from quizapp.points.manage.desk import (
    asked_number,
    bp,
    entry_in_reach,
    person_in_reach,
    tell_whether,
    telling_why_not,
    today_of,
)
from quizapp.points.manage.forms import BackForm, ChangeForm, DaysForm
from quizapp.points.names import NAMES
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
    return _entry_page(*entry_in_reach(entry_id))


@bp.post("/entries/<int:entry_id>/back")
@requires(Permission.ADJUST_POINTS)
def take_back(entry_id: int) -> ResponseReturnValue:
    (entry, person), form = entry_in_reach(entry_id), BackForm.from_request()
    if not form.validate():
        return _entry_page(entry, person, form), 422
    said = {"reason": form.reason.data, "ticket": form.ticket.data, "by": me().id, "at": arrived()}
    with telling_why_not():
        tell_whether(operations.take_back(entry_id=entry_id, **said), person.name)
    return redirect(url_for(".member", member_id=person.id), code=303)


def member_page(person: Me, *, change: ChangeForm | None = None, leave: DaysForm | None = None) -> str:
    """The page; a form that was sent and is wrong is shown again with what is wrong in it."""
    entries, older = queries.entries_of(person.id, before=asked_number("before"))
    today = today_of(person.zone)
    return render_template(
        "points/manage/member.html",
        person=person,
        standing=queries.balance(person.id),
        streak=queries.streak(person.id, today),
        entries=entries,
        older=older,
        names=NAMES,
        proposals=queries.proposals_of(person.id),
        leaves=queries.leaves_of(person.id),
        most=queries.limit_at(arrived()),
        may_change=policy.may_change(me(), person),
        may_take_back=lambda line: policy.may_take_back(
            me(), person, line.code, taken_back=line.taken_back, waiting=line.waiting
        ),
        form=change or ChangeForm(formdata=None, ticket=tokens.fresh()),
        leave_form=leave or DaysForm(formdata=None, from_on=today, last_on=today),
    )


def _entry_page(entry: queries.EntryFacts, person: Me, form: BackForm | None = None) -> str:
    line = queries.staff_line(entry.id)
    return render_template(
        "points/manage/entry.html",
        person=person,
        line=line,
        names=NAMES,
        most=queries.limit_at(arrived()),
        verdict=policy.may_take_back(
            me(), person, line.code, taken_back=line.taken_back, waiting=line.waiting
        ),
        form=form or BackForm(formdata=None, ticket=tokens.fresh()),
    )
