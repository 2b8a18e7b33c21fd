"""The keeper of phone changes: finding a member, another phone for them, and the list of those that bounced."""

import codecs
from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import operations as accounts
from quizapp.accounts.manage.desk import (
    asked,
    asked_number,
    bp,
    in_phone_reach,
    person_in_phone_reach,
    telling,
)
from quizapp.accounts.manage.forms import BouncesForm, PhoneForm
from quizapp.accounts.manage.phone_page import phone_page
from quizapp.accounts.masking import masked, phone_index
from quizapp.accounts.queries import organisations
from quizapp.accounts.queries import phones as queries
from quizapp.accounts.queries.finding import found_in
from quizapp.config import current
from quizapp.kernel.clock import local_day
from quizapp.people.models import Organisation
from quizapp.people.operations import phones as operations
from quizapp.people.roles import Permission
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _


@bp.get("/phones", endpoint="phone_desk")
@requires(Permission.KEEP_PHONES)
def tops() -> ResponseReturnValue:
    """Where one keeps the phones: the one organisation itself, or a list of several."""
    found = organisations.at_paths(me().tops(Permission.KEEP_PHONES))
    if len(found) == 1:
        return redirect(url_for(".phones", organisation_id=found[0].id), code=303)
    return render_template("accounts/manage/phone_desk.html", tops=found)


@bp.get("/organisations/<int:organisation_id>/phones")
@requires(Permission.KEEP_PHONES)
def phones(organisation_id: int) -> ResponseReturnValue:
    return _list(in_phone_reach(organisation_id), BouncesForm())


@bp.post("/organisations/<int:organisation_id>/phones/bounced")
@requires(Permission.KEEP_PHONES)
def note_bounces(organisation_id: int) -> ResponseReturnValue:
    node, form = in_phone_reach(organisation_id), BouncesForm.from_request()
    found = set(_indices(form)) if form.validate() else set()
    if not found:
        form.numbers.errors = [*form.numbers.errors, _("Nothing of this is a phone number.")]
        return _list(node, form), 422
    done = operations.note_bounces(organisation_id=node.id, indices=found, by=me().id, at=arrived())
    counts = {"noted": done.noted, "before": done.before, "unknown": done.unknown}
    flash(
        _("%(noted)s noted, %(before)s on the list before, %(unknown)s nobody's here.", **counts), "success"
    )
    return redirect(url_for(".phones", organisation_id=organisation_id), code=303)


@bp.get("/members/<int:member_id>/phone")
@requires(Permission.KEEP_PHONES)
def phone(member_id: int) -> ResponseReturnValue:
    return phone_page(person_in_phone_reach(member_id))


@bp.post("/members/<int:member_id>/phone")
@requires(Permission.KEEP_PHONES)
def change_phone(member_id: int) -> ResponseReturnValue:
    person, form = person_in_phone_reach(member_id), PhoneForm.from_request()
    if not form.validate():
        return phone_page(person, change=form), 422
    with telling(_("%(name)s has another phone now. The old one signs in no more.", name=person.name)):
        operations.change_phone(
            member_id=person.id,
            phone=form.phone.data,
            secrets=current().secrets,
            by=me().id,
            at=arrived(),
        )
    return _back(member_id)


@bp.post("/members/<int:member_id>/phone/bounced")
@requires(Permission.KEEP_PHONES)
def note_bounce(member_id: int) -> ResponseReturnValue:
    person = person_in_phone_reach(member_id)
    with telling(_("The phone of %(name)s is on the list of those that bounced.", name=person.name)):
        operations.note_bounce(member_id=person.id, by=me().id, at=arrived())
    return _back(member_id)


@bp.post("/members/<int:member_id>/phone/reached")
@requires(Permission.KEEP_PHONES)
def clear_bounce(member_id: int) -> ResponseReturnValue:
    person = person_in_phone_reach(member_id)
    with telling(_("The phone of %(name)s is off the list.", name=person.name)):
        operations.clear_bounce(member_id=person.id, by=me().id, at=arrived())
    return _back(member_id)


@bp.post("/members/<int:member_id>/phone/ask")
@requires(Permission.KEEP_PHONES)
def ask_for_phone(member_id: int) -> ResponseReturnValue:
    person = person_in_phone_reach(member_id)
    with telling(_("%(name)s is asked for a new number when they next come.", name=person.name)):
        day = local_day(arrived(), me().zone)
        accounts.ask_for_phone(member_id=person.id, by=me().id, day=day, at=arrived())
    return _back(member_id)


def _list(node: Organisation, form: BouncesForm) -> str:
    text = asked("q")
    return render_template(
        "accounts/manage/phones.html",
        node=node,
        text=text,
        found=found_in(node.path, text=text, phone_index=phone_index(text), limit=20) if text else None,
        bounced=queries.bounced_in(node.path, after=asked_number("after")),
        masked=masked,
        form=form,
    )


def _indices(form: BouncesForm) -> Iterator[str]:
    """The blind index of every phone in what was typed and in the file."""
    upload = request.files.get("file")
    texts = [form.numbers.data or "", _text(upload.read()) if upload else ""]
    for cell in "\n".join(texts).replace(",", "\n").replace(";", "\n").replace("\t", "\n").splitlines():
        if index := phone_index(cell.strip().strip('"')):
            yield index


def _text(raw: bytes) -> str:
    """A file as text, whatever its encoding: only its digits matter."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "ignore")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "ignore")


def _back(member_id: int) -> ResponseReturnValue:
    return redirect(url_for(".phone", member_id=member_id), code=303)
