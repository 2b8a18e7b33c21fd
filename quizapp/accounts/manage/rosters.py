"""Rosters of members by page: sent, looked at before anything changes, mended, applied; and members carried out."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from quizapp import config
from quizapp.accounts.manage.desk import bp, in_reach, telling, within_reach
from quizapp.accounts.manage.files import a_folder, download, name_of, saved
from quizapp.accounts.manage.roster_forms import ApplyForm, ExportForm, MendedForm, RosterForm
from quizapp.accounts.manage.roster_pages import import_page
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import MODES, STAGES
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import queries
from quizapp.people.gateways import roster_pages as gateway
from quizapp.people.gateways import rosters
from quizapp.people.gateways.exports import Phones, carry_out
from quizapp.people.models import Organisation, RosterImport
from quizapp.people.operations import rosters as operations
from quizapp.people.roles import Permission
from quizapp.people.roster_files import mending
from quizapp.people.roster_files.limits import PAGE
from quizapp.people.roster_files.writing import write
from quizapp.people.roster_plan import Mode
from quizapp.people.store import previews
from quizapp.web.guards import arrived, me, requires
from quizapp.web.headers import takes
from quizapp.web.i18n import _, say

A_FILE = PAGE.file_bytes + 100_000  # with the words of the form around it


@bp.get("/organisations/<int:organisation_id>/roster")
@requires(Permission.MANAGE_PEOPLE)
def roster(organisation_id: int) -> ResponseReturnValue:
    return _page(in_reach(organisation_id), RosterForm())


@bp.post("/organisations/<int:organisation_id>/roster")
@requires(Permission.MANAGE_PEOPLE)
@takes(A_FILE)
def bring_in(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), RosterForm.from_request()
    if not form.validate():
        return _page(node, form), 422
    try:
        return _to(_take_in(node, form.file.data, Mode(form.mode.data)))
    except Refused as refusal:
        form.file.errors = [say(refusal.reason)]
        return _page(queries.organisation(organisation_id), form), 422


@bp.get("/rosters/<int:import_id>")
@requires(Permission.MANAGE_PEOPLE)
def roster_import(import_id: int) -> ResponseReturnValue:
    return import_page(_in_reach(import_id), MendedForm())


@bp.post("/rosters/<int:import_id>/on")
@requires(Permission.MANAGE_PEOPLE)
def read_on(import_id: int) -> ResponseReturnValue:
    """Read the next rows, for who would not wait; a worker reads them all by and by."""
    its = _in_reach(import_id)
    try:
        gateway.go_on(its, keys=config.current().secrets)
    except Refused as refusal:
        flash(say(refusal.reason), "error")
    return _to(import_id)


@bp.post("/rosters/<int:import_id>/apply")
@requires(Permission.MANAGE_PEOPLE)
def apply_roster(import_id: int) -> ResponseReturnValue:
    its, form = _in_reach(import_id), ApplyForm.from_request()
    if not form.validate():
        flash(_("This page is out of date. Reload it and try again."), "error")
        return _to(import_id)
    node_id, ticket, allowed = its.organisation_id, form.ticket.data, form.allow_leaving.data or 0
    with telling(_("The roster is applied.")):
        rosters.apply(import_id, allow_leaving=allowed, by=me().id, at=arrived(), ticket=ticket)
        rosters.forget(node_id)
    return _to(import_id)


@bp.post("/rosters/<int:import_id>/drop")
@requires(Permission.MANAGE_PEOPLE)
def drop_roster(import_id: int) -> ResponseReturnValue:
    node_id = _in_reach(import_id).organisation_id
    with telling(_("The roster was given up. Nothing was changed.")):
        operations.drop_roster(import_id=import_id)
        rosters.forget(node_id)
    return redirect(url_for(".roster", organisation_id=node_id), code=303)


@bp.get("/rosters/<int:import_id>/refused")
@requires(Permission.MANAGE_PEOPLE)
def refused_rows(import_id: int) -> ResponseReturnValue:
    """The refused rows as a file of the same kind, each with what is wrong, to be mended and sent back."""
    its, keys = _in_reach(import_id), config.current().secrets
    words = {number: say(words) for number, _column, words in previews.refused(import_id)}
    with gateway.opened(import_id, keys.phone) as kept, a_folder() as folder:
        target = folder / f"refused-rows{mending.ending(kept)}"
        gateway.write_refused(its, target, keys=keys, words=words)
        return download(target)


@bp.post("/rosters/<int:import_id>/mend")
@requires(Permission.MANAGE_PEOPLE)
@takes(A_FILE)
def mend_roster(import_id: int) -> ResponseReturnValue:
    its, form = _in_reach(import_id), MendedForm.from_request()
    if not form.validate():
        return import_page(its, form), 422
    try:
        return _to(_mend(its, form.file.data))
    except Refused as refusal:
        form.file.errors = [say(refusal.reason)]
        return import_page(_in_reach(import_id), form), 422


@bp.post("/organisations/<int:organisation_id>/export")
@requires(Permission.MANAGE_PEOPLE)
def export_members(organisation_id: int) -> ResponseReturnValue:
    """The members of the organisation and below as a file, phones masked; the audit trail keeps that it was done."""
    node, form = in_reach(organisation_id), ExportForm.from_request()
    if not form.validate():
        return _page(node, RosterForm()), 422
    phones = Phones(config.current().secrets.phone, whole=False)
    with a_folder() as folder:
        target = folder / f"members-{node.code}.{form.kind.data}"
        count = write(target, carry_out(node, phones))
        operations.note_export(
            organisation_id=organisation_id, members=count, phones=False, by=me().id, at=arrived()
        )
        return download(target)


def _page(node: Organisation, form: RosterForm) -> str:
    return render_template(
        "accounts/manage/roster.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        form=form,
        past=previews.past(node.id),
        modes=MODES,
        stages=STAGES,
    )


def _take_in(node: Organisation, sent: FileStorage, mode: Mode) -> int:
    keys, name = config.current().secrets, name_of(sent)
    with saved(sent) as path:
        return gateway.take_in(
            path, organisation_id=node.id, mode=mode, file_name=name, keys=keys, by=me().id, at=arrived()
        )


def _mend(its: RosterImport, sent: FileStorage) -> int:
    refused = [number for number, _column, _words in previews.refused(its.id)]
    with saved(sent) as path:
        return gateway.mend(
            its, path, refused=refused, keys=config.current().secrets, by=me().id, at=arrived()
        )


def _in_reach(import_id: int) -> RosterImport:
    """The import; to someone who may not manage its organisation, it is not there (404)."""
    its = db.session.get_one(RosterImport, import_id)
    in_reach(its.organisation_id)
    return its


def _to(import_id: int) -> ResponseReturnValue:
    return redirect(url_for(".roster_import", import_id=import_id), code=303)
