"""My data: fetched as one file, and erased for good, each with the password once more."""

import json

from flask import Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import operations
from quizapp.accounts.forms import EraseForm, OwnDataForm
from quizapp.accounts.owning import proven
from quizapp.accounts.views.own import bp
from quizapp.config import current
from quizapp.kernel import tokens
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.own_data import Whose
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, sealing
from quizapp.people.models import MemberState
from quizapp.people.roles import Permission
from quizapp.web import guards
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say
from quizapp.web.own_data import parts


@bp.get("/me/data")
@requires(Permission.STUDY)
def data() -> ResponseReturnValue:
    return _page(OwnDataForm(), EraseForm())


@bp.post("/me/data")
@requires(Permission.STUDY)
def fetch_data() -> ResponseReturnValue:
    """Everything kept about oneself, in one JSON file made at once."""
    form = OwnDataForm.from_request()
    if not form.validate():
        return _page(form, EraseForm()), 422
    verdict = proven(member_id=me().id, password=form.password.data, act="data", at=arrived())
    if not verdict:
        form.password.errors = [say(reason) for reason in (verdict.reason,) if reason]
        return _page(form, EraseForm()), 422
    operations.note_export(member_id=me().id, branch_id=me().branch_id, at=arrived())
    name = f"study-star-{me().id}-{local_day(arrived(), me().zone)}.json"
    answer = Response(_everything(), mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


@bp.post("/me/erase")
@requires(Permission.STUDY)
def erase() -> ResponseReturnValue:
    form = EraseForm.from_request()
    if not form.validate():
        return _page(OwnDataForm(), form), 422
    try:
        _erase(form)
    except Refused as refusal:
        form.sign_in_name.errors = [say(refusal.reason)]
        return _page(OwnDataForm(), form), 422
    guards.forget()
    flash(_("Your account is erased. Thank you for having been here."), "success")
    answer = current_app.make_response(redirect(url_for("accounts.sign_in"), code=303))
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


def _erase(form: EraseForm) -> None:
    policy.may_erase(me(), me(), MemberState.ACTIVATED, erased=False).enforce()
    named = fold(form.sign_in_name.data) == me().sign_in_name
    unless(named, Message("This is not your sign-in name.")).enforce()
    proven(member_id=me().id, password=form.erase_password.data, act="erase", at=arrived()).enforce()
    keys, pseudonym = current().secrets, tokens.fresh()
    operations.erase(member_id=me().id, pseudonym=pseudonym, secrets=keys, by=me().id, at=arrived())


def _page(fetch: OwnDataForm, erase: EraseForm) -> str:
    may_erase = policy.may_erase(me(), me(), MemberState.ACTIVATED, erased=False)
    return render_template("accounts/data.html", fetch=fetch, erase=erase, may_erase=may_erase)


def _everything() -> str:
    whose = Whose(me().id, lambda sealed: sealing.unseal(sealed, current().secrets.phone))
    told = {part.key: part.read(whose) for part in parts()}
    return json.dumps({"made_at": arrived().isoformat(), **told}, ensure_ascii=False, indent=2)
