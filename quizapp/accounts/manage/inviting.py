"""Making invitation codes: shown once, in the answer to the form that made them, as slips to print or as a file."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from quizapp import config
from quizapp.accounts.manage.desk import asked_number, bp, in_reach, person_in_reach, within_reach
from quizapp.accounts.queries import invitations as queries
from quizapp.accounts.queries import organisations
from quizapp.accounts.slips import as_csv, by_branch
from quizapp.kernel import clock, tokens
from quizapp.kernel.verdict import Refused
from quizapp.people import codes, operations
from quizapp.people.models import Organisation
from quizapp.people.operations.invitations import Order, Slip
from quizapp.people.roles import Permission
from quizapp.web.form import TicketForm
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, _l, say

MOST_SLIPS, MOST_LINES = 300, 5_000  # a slip carries a drawing of its own
DAYS = ("7", "30", "90")
NEW_PASSWORD_LASTS = timedelta(days=3)


class InviteForm(TicketForm):
    every = RadioField(
        _l("For whom"), choices=[SelectChoice("", ""), SelectChoice("every", "")], default=""
    )  # how many they are stands beside each on the page
    days = SelectField(_l("Valid for"), default="30")
    shape = RadioField(
        _l("Handed out as"),
        choices=[
            SelectChoice("slips", _l("Slips to print, branch by branch, with a QR code")),
            SelectChoice("csv", _l("A CSV file, once, to send the codes out by other means")),
        ],
        default="slips",
    )


@bp.get("/organisations/<int:organisation_id>/invitations")
@requires(Permission.MANAGE_PEOPLE)
def invitations(organisation_id: int) -> ResponseReturnValue:
    return _page(in_reach(organisation_id), _with_days(InviteForm(ticket=tokens.fresh())))


@bp.post("/organisations/<int:organisation_id>/invitations")
@requires(Permission.MANAGE_PEOPLE)
def invite(organisation_id: int) -> ResponseReturnValue:
    """The one answer in which the codes stand. Sent once more, it makes none and says so."""
    node, form = in_reach(organisation_id), _with_days(InviteForm.from_request())
    if not form.validate():
        return _page(node, form), 422
    most = MOST_SLIPS if form.shape.data == "slips" else MOST_LINES
    order = Order(node.id, form.ticket.data, _lasting(form), every=bool(form.every.data), most=most)
    return _hand_out(order, node, form) or redirect(
        url_for(".invitations", organisation_id=node.id), code=303
    )


@bp.post("/members/<int:member_id>/invitation")
@requires(Permission.MANAGE_PEOPLE)
def invite_one(member_id: int) -> ResponseReturnValue:
    """A fresh code for one member, whose former one is void."""
    person, form = person_in_reach(member_id), _with_days(InviteForm.from_request())
    node = in_reach(person.branch_id)
    if form.validate():
        order = Order(node.id, form.ticket.data, _lasting(form), every=True, member_id=person.id)
        if answer := _hand_out(order, node, form):
            return answer
    return redirect(url_for(".member", member_id=member_id), code=303)


@bp.post("/members/<int:member_id>/new-password")
@requires(Permission.MANAGE_PEOPLE)
def offer_new_password(member_id: int) -> ResponseReturnValue:
    """A code for a member who cannot sign in any more; by it they set a new password."""
    person, form = person_in_reach(member_id), TicketForm.from_request()
    node = in_reach(person.branch_id)
    if form.validate():
        order = Order(node.id, form.ticket.data, NEW_PASSWORD_LASTS, member_id=person.id)
        if slips := _made(operations.offer_new_password, order):
            return _slips_page(node, slips, _last_day(order, node))
    return redirect(url_for(".member", member_id=member_id), code=303)


def _hand_out(order: Order, node: Organisation, form: InviteForm) -> ResponseReturnValue | None:
    """The codes, as they were asked for; None when none were made, and why is said on the next page."""
    slips = _made(operations.invite, order)
    if slips is None:
        return None
    until = _last_day(order, node)
    return _file(slips, str(until)) if form.shape.data == "csv" else _slips_page(node, slips, until)


def _made(make: Callable[..., list[Slip]], order: Order) -> list[Slip] | None:
    keys = config.current().secrets
    try:
        return make(order=order, draw=codes.invitation, index_key=keys.index, by=me().id, at=arrived())
    except Refused as refusal:
        flash(say(refusal.reason), "error")
        return None


def _last_day(order: Order, node: Organisation) -> date:
    return clock.local_day(arrived() + order.lasts, node.zone)


def _slips_page(node: Organisation, slips: Sequence[Slip], until: date) -> str:
    return render_template(
        "accounts/manage/slips.html",
        node=node,
        count=len(slips),
        branches=by_branch(slips, _address),
        address=url_for("accounts.activate", _external=True),
        until=until,
    )


def _file(slips: Sequence[Slip], until: str) -> Response:
    header = (
        _("Number"),
        _("Name"),
        _("Branch code"),
        _("Branch"),
        _("Invitation code"),
        _("Address"),
        _("Until"),
    )
    name = f"invitations-{clock.local_day(arrived(), me().zone)}.csv"
    return Response(
        as_csv(header, slips, _address, until),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _address(code: str) -> str:
    return url_for("accounts.activate", code=code, _external=True)


def _page(node: Organisation, form: InviteForm) -> str:
    expected = queries.expected(node.path, at=arrived())
    _count_beside(form, expected)
    return render_template(
        "accounts/manage/invitations.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        form=form,
        expected=expected,
        page=queries.batches(node.path, at=arrived(), after=asked_number("after")),
        most=MOST_SLIPS,
    )


def _count_beside(form: InviteForm, expected: queries.Expected) -> None:
    form.every.choices = [
        SelectChoice("", _("Those who hold no valid code: %(count)s", count=expected.without_code)),
        SelectChoice(
            "every", _("All %(count)s; the codes they hold are void from then on", count=expected.invited)
        ),
    ]


def _with_days(form: InviteForm) -> InviteForm:
    form.days.choices = [(days, _("%(days)s days", days=days)) for days in DAYS]
    return form


def _lasting(form: InviteForm) -> timedelta:
    return timedelta(days=int(form.days.data))
