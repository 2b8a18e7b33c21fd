"""Organisations by page: a file sent, looked at before anything changes, mended, applied; and the tree carried out."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from quizapp import config
from quizapp.accounts.manage.desk import bp, in_reach, telling, within_reach
from quizapp.accounts.manage.files import a_folder, download, name_of, saved
from quizapp.accounts.manage.roster_forms import ExportForm, MendedForm
from quizapp.accounts.manage.rosters import A_FILE
from quizapp.accounts.manage.tree_forms import ApplyTreeForm, TreeForm
from quizapp.accounts.manage.tree_pages import file_page, plan_of
from quizapp.accounts.queries import organisations
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations
from quizapp.people.gateways import tree_files as gateway
from quizapp.people.gateways.organisations import carry_out
from quizapp.people.models import Organisation, TreeFile
from quizapp.people.roles import Permission
from quizapp.people.roster_files import mending
from quizapp.people.roster_files.writing import write
from quizapp.people.store import parts
from quizapp.web.guards import arrived, me, requires
from quizapp.web.headers import takes
from quizapp.web.i18n import _, say


@bp.get("/organisations/<int:organisation_id>/tree")
@requires(Permission.MANAGE_PEOPLE)
def tree(organisation_id: int) -> ResponseReturnValue:
    return _page(in_reach(organisation_id), TreeForm())


@bp.post("/organisations/<int:organisation_id>/tree")
@requires(Permission.MANAGE_PEOPLE)
@takes(A_FILE)
def send_tree(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), TreeForm.from_request()
    if not form.validate():
        return _page(node, form), 422
    try:
        return _to(_take_in(node.id, form.file.data))
    except Refused as refusal:
        form.file.errors = [say(refusal.reason)]
        return _page(node, form), 422


@bp.get("/trees/<int:file_id>")
@requires(Permission.MANAGE_PEOPLE)
def tree_file(file_id: int) -> ResponseReturnValue:
    return file_page(_in_reach(file_id), MendedForm())


@bp.post("/trees/<int:file_id>/apply")
@requires(Permission.MANAGE_PEOPLE)
def apply_tree(file_id: int) -> ResponseReturnValue:
    kept, form = _in_reach(file_id), ApplyTreeForm.from_request()
    if not form.validate():
        flash(_("This page is out of date. Reload it and try again."), "error")
    elif kept.applied_at is None:
        rows = gateway.rows_of(kept, config.current().secrets.phone)
        with telling(_("The organisations are brought in.")):
            operations.apply_tree_file(
                file_id=file_id, rows=rows, seen=form.seen.data, by=me().id, at=arrived()
            )
    return _to(file_id)


@bp.post("/trees/<int:file_id>/drop")
@requires(Permission.MANAGE_PEOPLE)
def drop_tree(file_id: int) -> ResponseReturnValue:
    node_id = _in_reach(file_id).organisation_id
    with telling(_("The file was given up. Nothing was changed.")):
        operations.drop_tree_file(file_id=file_id)
    return redirect(url_for(".tree", organisation_id=node_id), code=303)


@bp.get("/trees/<int:file_id>/refused")
@requires(Permission.MANAGE_PEOPLE)
def refused_organisations(file_id: int) -> ResponseReturnValue:
    """The refused rows as a file of the same kind, each with what is wrong, to be mended and sent back."""
    kept, key = _in_reach(file_id), config.current().secrets.phone
    with gateway.opened(kept, key) as path, a_folder() as folder:
        words = {one.row: say(one.words) for one in plan_of(kept).complaints}
        target = folder / f"refused-rows{mending.ending(path)}"
        gateway.write_refused(path, target, words)
        return download(target)


@bp.post("/trees/<int:file_id>/mend")
@requires(Permission.MANAGE_PEOPLE)
@takes(A_FILE)
def mend_tree(file_id: int) -> ResponseReturnValue:
    kept, form = _in_reach(file_id), MendedForm.from_request()
    if not form.validate():
        return file_page(kept, form), 422
    try:
        return _to(_mend(kept, form.file.data))
    except Refused as refusal:
        form.file.errors = [say(refusal.reason)]
        return file_page(_in_reach(file_id), form), 422


@bp.post("/organisations/<int:organisation_id>/tree/export")
@requires(Permission.MANAGE_PEOPLE)
def export_tree(organisation_id: int) -> ResponseReturnValue:
    """The organisation and everything open below it as a file; the audit trail keeps that it was done."""
    node, form = in_reach(organisation_id), ExportForm.from_request()
    if not form.validate():
        return _page(node, TreeForm()), 422
    with a_folder() as folder:
        target = folder / f"organisations-{node.code}.{form.kind.data}"
        count = write(target, carry_out(node))
        operations.note_export_of_organisations(
            organisation_id=organisation_id, organisations=count, by=me().id, at=arrived()
        )
        return download(target)


def _page(node: Organisation, form: TreeForm) -> str:
    crumbs, past = within_reach(organisations.chain(node.path)), parts.files_of(node.id)
    return render_template("accounts/manage/tree.html", node=node, crumbs=crumbs, form=form, past=past)


def _take_in(organisation_id: int, sent: FileStorage) -> int:
    key, name = config.current().secrets.phone, name_of(sent)
    with saved(sent) as path:
        return gateway.take_in(
            path, organisation_id=organisation_id, file_name=name, key=key, by=me().id, at=arrived()
        )


def _mend(kept: TreeFile, sent: FileStorage) -> int:
    refused = [one.row for one in plan_of(kept).complaints]
    with saved(sent) as path:
        key = config.current().secrets.phone
        return gateway.mend(kept, path, refused=refused, key=key, by=me().id, at=arrived())


def _in_reach(file_id: int) -> TreeFile:
    """The file; to someone who may not manage its organisation, it is not there (404)."""
    kept = db.session.get_one(TreeFile, file_id)
    in_reach(kept.organisation_id)
    return kept


def _to(file_id: int) -> ResponseReturnValue:
    return redirect(url_for(".tree_file", file_id=file_id), code=303)
