"""Coming in with an invitation: the code, who one is, and the name and password one chooses."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.accounts import activating, signing_in
from quizapp.accounts.forms import CodeForm, EnterForm, RenewForm
from quizapp.accounts.views.own import bp
from quizapp.people import naming, operations, sealing
from quizapp.people.operations.invitations import NO_SUCH_CODE
from quizapp.people.store.invitations import Holder, holder
from quizapp.web import guards
from quizapp.web.guards import anyone, arrived, me_or_none
from quizapp.web.i18n import _, say

KEPT = "invitation"  # in the session: the digest of the code that was typed


@bp.get("/activate")
@anyone
def activate() -> ResponseReturnValue:
    """Where the code on a slip is typed; who scanned it finds it filled in. Opening the page looks nothing up."""
    return _code_page(CodeForm(code=request.args.get("code", "")[:300]))


@bp.post("/activate")
@anyone
def check_code() -> ResponseReturnValue:
    form = CodeForm.from_request()
    if not form.validate():
        return _code_page(form), 422
    network = signing_in.network_of(request.remote_addr or "")
    looked = activating.look_up(
        typed=form.code.data, network=network, secrets=config.current().secrets, at=arrived()
    )
    if looked.code_index is None:
        return _not_let_in(form, looked)
    session[KEPT] = looked.code_index
    return redirect(url_for(".newcomer"), code=303)


def _not_let_in(form: CodeForm, looked: activating.Looked) -> ResponseReturnValue:
    """The page again: too many tries (429, with how long to wait), or a code that opens nothing (422)."""
    if looked.wait_until is None:
        return _code_page(form, say(NO_SUCH_CODE)), 422
    seconds = max(1, round((looked.wait_until - arrived()).total_seconds()))
    refusal = _("Too many tries in a row. Wait %(seconds)s seconds, then try again.", seconds=seconds)
    answer = current_app.make_response(_code_page(form, refusal))
    answer.status_code, answer.headers["Retry-After"] = 429, str(seconds)
    return answer


def _code_page(form: CodeForm, refusal: str | None = None) -> str:
    return render_template("accounts/activate.html", form=form, refusal=refusal)


@bp.get("/activate/you")
@anyone
def newcomer() -> ResponseReturnValue:
    """Whose code it is, masked, and the choice of a name and a password."""
    whose = _holder()
    if whose is None:
        return redirect(url_for(".activate"), code=303)
    return _newcomer_page(_form_of(whose)(sign_in_name=whose.sign_in_name), whose)


@bp.post("/activate/you")
@anyone
def enter() -> ResponseReturnValue:
    whose = _holder()
    if whose is None:
        return _once_more()
    form = _form_of(whose).from_request()
    if not form.validate():
        return _newcomer_page(form, whose), 422
    entered = activating.enter(
        code_index=session[KEPT],
        sign_in_name=form.sign_in_name.data if isinstance(form, EnterForm) else None,
        password=form.password.data,
        device=request.user_agent.string,
        at=arrived(),
    )
    return let_in(entered.token, is_new=whose.is_new) if entered.token else _not_entered(form, whose, entered)


def _form_of(whose: Holder) -> type[RenewForm]:
    return EnterForm if whose.is_new else RenewForm


def _not_entered(form: RenewForm, whose: Holder, entered: activating.Entered) -> ResponseReturnValue:
    if entered.code_is_over:
        return _once_more()
    return _newcomer_page(form, whose, say(entered.wrong or "")), 422


def let_in(token: str, *, is_new: bool = True) -> ResponseReturnValue:
    """On to Today with a new sign-in; whoever was signed in on this device before is signed out."""
    if before := me_or_none():
        operations.end_sign_in(sign_in_id=before.sign_in_id, member_id=before.id, at=arrived())
    guards.remember(token)
    welcome = _("Welcome. From now on you sign in with the name and the password you chose.")
    renewed = _("Your new password holds from now on. Every other device is signed out.")
    flash(welcome if is_new else renewed, "success")
    return redirect(url_for("site.today"), code=303)


def _once_more() -> ResponseReturnValue:
    """To the code again: it was used or voided meanwhile."""
    session.pop(KEPT, None)
    flash(say(NO_SUCH_CODE), "error")
    return redirect(url_for(".activate"), code=303)


def _holder() -> Holder | None:
    return holder(session[KEPT], at=arrived()) if KEPT in session else None


def _newcomer_page(form: RenewForm, whose: Holder, refusal: str | None = None) -> str:
    key = config.current().secrets.phone
    return render_template(
        "accounts/newcomer.html",
        form=form,
        whose=whose,
        name=naming.masked(whose.name),
        phone=sealing.masked(sealing.unseal(whose.phone_sealed, key)) if whose.phone_sealed else None,
        refusal=refusal,
    )
