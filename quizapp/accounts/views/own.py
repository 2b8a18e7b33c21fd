"""Signing in and out, and the Me tab with one's own settings."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.accounts import signing_in
from quizapp.accounts.devices import in_words
from quizapp.accounts.forms import OwnPhoneForm, PasswordForm, PreferencesForm, SignInForm
from quizapp.accounts.masking import masked
from quizapp.accounts.owning import proven
from quizapp.accounts.queries.phones import bounce_of
from quizapp.kernel.verdict import Refused
from quizapp.people import operations, passwords, queries
from quizapp.people.operations import phones
from quizapp.people.roles import NAMES, Permission
from quizapp.points import queries as points
from quizapp.web import guards
from quizapp.web.guards import anyone, arrived, me, me_or_none, requires
from quizapp.web.i18n import LANGUAGES, _, say

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@anyone
def sign_in() -> ResponseReturnValue:
    """The sign-in page; someone already signed in goes on to where they wanted."""
    wanted = guards.same_site(request.args.get("next"))
    if me_or_none():
        return redirect(wanted or url_for("site.today"), code=303)
    form = SignInForm(next=wanted or "")
    return render_template("accounts/sign_in.html", form=form, refusal=None)


@bp.post("/sign-in")
@anyone
def open_session() -> ResponseReturnValue:
    form = SignInForm.from_request()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, refusal=None), 422
    outcome = signing_in.sign_in(
        identifier=form.identifier.data,
        password=form.password.data,
        network=signing_in.network_of(request.remote_addr or ""),
        device=request.user_agent.string,
        secrets=config.current().secrets,
        at=arrived(),
    )
    if outcome.token is None:
        return _not_signed_in(form, outcome)
    guards.remember(outcome.token)
    return redirect(guards.same_site(form.next.data) or url_for("site.today"), code=303)


def _not_signed_in(form: SignInForm, outcome: signing_in.Outcome) -> ResponseReturnValue:
    """The sign-in page again: too many tries (429, with how long to wait), or not the right name and password (422)."""
    if outcome.wait_until is None:
        refusal = _("Name and password do not belong together. Check both and try again.")
        return render_template("accounts/sign_in.html", form=form, refusal=refusal), 422
    seconds = max(1, round((outcome.wait_until - arrived()).total_seconds()))
    refusal = _("Too many tries in a row. Wait %(seconds)s seconds, then try again.", seconds=seconds)
    answer = current_app.make_response(render_template("accounts/sign_in.html", form=form, refusal=refusal))
    answer.status_code, answer.headers["Retry-After"] = 429, str(seconds)
    return answer


@bp.post("/sign-out")
@requires(Permission.STUDY)
def sign_out() -> ResponseReturnValue:
    operations.end_sign_in(sign_in_id=me().sign_in_id, member_id=me().id, at=arrived())
    guards.forget()
    flash(_("You are signed out."), "success")
    return _to_the_door()


@bp.post("/sign-out/everywhere")
@requires(Permission.STUDY)
def sign_out_everywhere() -> ResponseReturnValue:
    operations.end_every_sign_in(member_id=me().id, at=arrived())
    guards.forget()
    flash(_("You are signed out on every device."), "success")
    return _to_the_door()


def _to_the_door() -> ResponseReturnValue:
    """To the sign-in page; what the pages kept in this browser, such as answers not yet sent, is cleared."""
    answer = redirect(url_for("accounts.sign_in"), code=303)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@bp.get("/me", endpoint="me")
@requires(Permission.STUDY)
def me_page() -> ResponseReturnValue:
    return render_template(
        "accounts/me.html",
        roles=[say(NAMES[role]) for role in me().roles],
        standing=points.balance(me().id),
        bounced=bounce_of(me().id) is not None,
        name_shown=queries.name_shown_since(me().id),
        preferences=PreferencesForm(
            interface_language=me().interface_language or "zh-Hans",
            content_language=me().chosen_content_language or "",
            theme=me().theme,
            large_type=me().large_type,
        ),
    )


@bp.post("/me/preferences")
@requires(Permission.STUDY)
def set_preferences() -> ResponseReturnValue:
    form = PreferencesForm.from_request()
    if not form.validate():
        flash(_("Choose one of the choices shown."), "error")
        return redirect(url_for(".me"), code=303)
    operations.set_preferences(
        member_id=me().id,
        interface_language=form.interface_language.data,
        content_language=form.content_language.data or None,
        large_type=form.large_type.data,
        theme=form.theme.data,
    )
    flash(_("Saved."), "success")
    return redirect(url_for(".me"), code=303)


@bp.post("/me/name")
@requires(Permission.STUDY)
def set_name_shown() -> ResponseReturnValue:
    """Agree to be named on boards above the own branch, or take it back; both hold from the next page on."""
    shown = request.form.get("shown") == "yes"
    operations.show_name(member_id=me().id, shown=shown, at=arrived())
    flash(_("Boards now show your name.") if shown else _("Boards now mask your name."), "success")
    return redirect(url_for(".me"), code=303)


@bp.post("/language")
@anyone
def set_language() -> ResponseReturnValue:
    """Switch the language of the pages; a signed-in member's choice is kept with the account."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if asking := me_or_none():
            operations.set_interface_language(member_id=asking.id, language=chosen)
    return redirect(guards.same_site(request.form.get("next")) or url_for("site.today"), code=303)


@bp.get("/me/password")
@requires(Permission.STUDY)
def password() -> ResponseReturnValue:
    return render_template("accounts/password.html", form=PasswordForm(), refusal=None)


@bp.post("/me/password")
@requires(Permission.STUDY)
def change_password() -> ResponseReturnValue:
    form = PasswordForm.from_request()
    if not form.validate():
        return render_template("accounts/password.html", form=form, refusal=None), 422
    right = passwords.matches(form.current.data, queries.password_hash(me().id))
    verdict = passwords.acceptable(form.fresh.data, sign_in_name=me().sign_in_name, name=me().name)
    if not right or not verdict:
        refusal = say(verdict.reason) if right and verdict.reason else _("This is not your present password.")
        return render_template("accounts/password.html", form=form, refusal=refusal), 422
    hashed = passwords.hashed(form.fresh.data)
    operations.change_password(
        member_id=me().id, password_hash=hashed, sign_in_id=me().sign_in_id, at=arrived()
    )
    flash(_("Your password is changed. Other devices are signed out."), "success")
    return redirect(url_for(".me"), code=303)


@bp.get("/me/phone")
@requires(Permission.STUDY)
def phone() -> ResponseReturnValue:
    return _phone_page(OwnPhoneForm(), None)


@bp.post("/me/phone")
@requires(Permission.STUDY)
def change_phone() -> ResponseReturnValue:
    """Another phone for whoever knows the password; tries are counted, or a number's owner could be searched for."""
    form = OwnPhoneForm.from_request()
    if not form.validate():
        return _phone_page(form, None), 422
    try:
        proven(member_id=me().id, password=form.password.data, act="phone", at=arrived()).enforce()
        keys = config.current().secrets
        phones.change_phone(member_id=me().id, phone=form.phone.data, secrets=keys, by=me().id, at=arrived())
    except Refused as refusal:
        return _phone_page(form, say(refusal.reason)), 422
    flash(_("Your phone is changed. Sign in with the new number from now on."), "success")
    return redirect(url_for(".me"), code=303)


def _phone_page(form: OwnPhoneForm, refusal: str | None) -> str:
    sealed, asked = queries.member(me().id).phone_sealed, bounce_of(me().id) is not None
    return render_template(
        "accounts/phone.html",
        form=form,
        refusal=refusal,
        phone=masked(sealed) if sealed else None,
        asked=asked,
    )


@bp.get("/me/devices")
@requires(Permission.STUDY)
def devices() -> ResponseReturnValue:
    rows = queries.open_sign_ins(me().id, at=arrived())
    return render_template("accounts/devices.html", rows=rows, here=me().sign_in_id, in_words=in_words)


@bp.post("/me/devices/<int:sign_in_id>/end")
@requires(Permission.STUDY)
def end_device(sign_in_id: int) -> ResponseReturnValue:
    operations.end_sign_in(sign_in_id=sign_in_id, member_id=me().id, at=arrived())
    flash(_("That device is signed out."), "success")
    return redirect(url_for(".devices"), code=303)
