"""Links to join an organisation by: opened, printed and closed; and those who wait to be let in."""

from collections.abc import Callable
from datetime import timedelta

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from quizapp import config
from quizapp.accounts.joining import days_left
from quizapp.accounts.manage.desk import asked_number, bp, in_reach, telling, within_reach
from quizapp.accounts.queries import joining as queries
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import JOINING
from quizapp.kernel import qr
from quizapp.kernel.clock import local_day
from quizapp.people import codes, operations, policy, sealing
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.people.settings import Joining
from quizapp.web.form import Form
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, _l, title_of

DAYS = ("7", "30", "90", "365")


class LinkForm(Form):
    member_type = SelectField(_l("They join as"))
    days = SelectField(_l("Open for"), default="30")


@bp.get("/organisations/<int:organisation_id>/joining")
@requires(Permission.MANAGE_PEOPLE)
def joining(organisation_id: int) -> ResponseReturnValue:
    return _page(in_reach(organisation_id), _offered(LinkForm()))


@bp.post("/organisations/<int:organisation_id>/joining")
@requires(Permission.MANAGE_PEOPLE)
def open_join_link(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), _offered(LinkForm.from_request())
    if not form.validate():
        return _page(node, form), 422
    with telling(_("The link is open. Print its poster, or pass its address on.")):
        operations.open_join_link(
            organisation_id=node.id,
            member_type=form.member_type.data,
            code=codes.link(),
            expires_at=arrived() + timedelta(days=int(form.days.data)),
            by=me().id,
            at=arrived(),
        )
    return _back(node.id)


@bp.get("/join-links/<int:link_id>/poster", endpoint="poster")
@requires(Permission.MANAGE_PEOPLE)
def print_poster(link_id: int) -> ResponseReturnValue:
    link, node = _link_in_reach(link_id)
    address = url_for("accounts.join", code=link.code, _external=True)
    return render_template(
        "accounts/manage/poster.html",
        link=link,
        node=node,
        code=codes.in_groups(link.code),
        address=url_for("accounts.join_by_code", _external=True),
        drawing=qr.drawn(address),
        until=local_day(link.expires_at, node.zone),
    )


@bp.post("/join-links/<int:link_id>/close")
@requires(Permission.MANAGE_PEOPLE)
def close_join_link(link_id: int) -> ResponseReturnValue:
    link, node = _link_in_reach(link_id)
    with telling(_("The link is closed. Who waits already can still be let in.")):
        operations.close_join_link(link_id=link.id, by=me().id, at=arrived())
    return _back(node.id)


@bp.post("/join-requests/<int:request_id>/approve")
@requires(Permission.MANAGE_PEOPLE)
def approve_join(request_id: int) -> ResponseReturnValue:
    return _decided(request_id, operations.approve_join, _("Let in. They can sign in from now on."))


@bp.post("/join-requests/<int:request_id>/decline")
@requires(Permission.MANAGE_PEOPLE)
def decline_join(request_id: int) -> ResponseReturnValue:
    return _decided(request_id, operations.decline_join, _("Not let in. What they told is forgotten."))


def _decided(request_id: int, decide: Callable[..., object], done: str) -> ResponseReturnValue:
    path, organisation_id = queries.place_of(request_id)
    if not policy.may_manage(me(), path):
        abort(404)
    with telling(done):
        decide(request_id=request_id, by=me().id, at=arrived())
    return _back(organisation_id)


def _link_in_reach(link_id: int) -> tuple[queries.Link, Organisation]:
    """The link and whose it is; to someone who may not manage that, it is not there (404)."""
    link = queries.link(link_id, at=arrived())
    return link, in_reach(link.organisation_id)


def _page(node: Organisation, form: LinkForm) -> str:
    return render_template(
        "accounts/manage/joining.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        form=form,
        doors=queries.links(node.path, at=arrived()),
        page=queries.waiting(node.path, after=asked_number("after")),
        phone=_masked,
        left=_days_left,
        grouped=codes.in_groups,
        setting=JOINING[Joining(node.joining)],
    )


def _days_left(one: queries.Waiting) -> int:
    return days_left(one.asked_at, at=arrived())


def _masked(one: queries.Waiting) -> str:
    if one.phone_sealed is None:
        return "–"
    return sealing.masked(sealing.unseal(one.phone_sealed, config.current().secrets.phone))


def _offered(form: LinkForm) -> LinkForm:
    form.member_type.choices = [(kind.key, title_of(kind)) for kind in queries.guest_types()]
    form.days.choices = [(days, _("%(days)s days", days=days)) for days in DAYS]
    return form


def _back(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for(".joining", organisation_id=organisation_id), code=303)
