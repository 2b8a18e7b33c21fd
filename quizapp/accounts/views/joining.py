"""The page of an organisation's link: telling who one is, and, where it has to be approved, how that stands."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.accounts import joining, signing_in
from quizapp.accounts.forms import JoinForm
from quizapp.accounts.queries import joining as queries
from quizapp.accounts.views.activating import let_in
from quizapp.accounts.views.own import bp
from quizapp.kernel import tokens
from quizapp.people import codes
from quizapp.people.operations.joining import LINK_OVER
from quizapp.people.settings import Joining
from quizapp.people.store.joining import Door, door
from quizapp.web.guards import anyone, arrived
from quizapp.web.i18n import _, say


@bp.get("/join")
@anyone
def join_by_code() -> ResponseReturnValue:
    """Where the code on a poster is typed, by those who cannot scan it."""
    typed = request.args.get("code", "")[:300]
    code = codes.read(typed, codes.LINK)
    if code and door(code, at=arrived()):
        return redirect(url_for(".join", code=code), code=303)
    return render_template("accounts/join_code.html", typed=typed, refusal=say(LINK_OVER) if typed else None)


@bp.get("/join/<code>")
@anyone
def join(code: str) -> ResponseReturnValue:
    where = _door(code)
    if where is None:
        return _over()
    return _page(where, JoinForm(ticket=tokens.fresh()))


@bp.post("/join/<code>")
@anyone
def come_in(code: str) -> ResponseReturnValue:
    form, where = JoinForm.from_request(), _door(code)
    if where is None:
        return _over()
    if not form.validate():
        return _page(where, form), 422
    outcome = joining.join(
        door=where,
        told=_told(form),
        network=signing_in.network_of(request.remote_addr or ""),
        device=request.user_agent.string,
        secrets=config.current().secrets,
        at=arrived(),
    )
    return _not_joined(where, form, outcome) or _joined(form, outcome)


def _told(form: JoinForm) -> joining.Told:
    return joining.Told(
        handle=form.ticket.data,
        name=form.name.data,
        phone=form.phone.data,
        sign_in_name=form.sign_in_name.data,
        password=form.password.data,
    )


def _not_joined(where: Door, form: JoinForm, outcome: joining.Outcome) -> ResponseReturnValue | None:
    """The page again with what was wrong (422), or with how long to wait (429); None when nothing stands in the way."""
    if outcome.wrong:
        return _page(where, form, say(outcome.wrong)), 422
    if outcome.wait_until is None:
        return None
    seconds = max(1, round((outcome.wait_until - arrived()).total_seconds()))
    refusal = _("Very many people join just now. Wait %(seconds)s seconds, then try again.", seconds=seconds)
    answer = current_app.make_response(_page(where, form, refusal))
    answer.status_code, answer.headers["Retry-After"] = 429, str(seconds)
    return answer


def _joined(form: JoinForm, outcome: joining.Outcome) -> ResponseReturnValue:
    if outcome.token is None:
        return redirect(url_for(".joined", handle=form.ticket.data), code=303)
    return let_in(outcome.token)


@bp.get("/joined/<handle>")
@anyone
def joined(handle: str) -> ResponseReturnValue:
    """How it stands with someone who asked to be let in; the address is known to them alone."""
    asked = queries.asked(handle)
    left = joining.days_left(asked.asked_at, at=arrived())
    return render_template("accounts/joined.html", asked=asked, left=left)


def _door(code: str) -> Door | None:
    read = codes.read(code, codes.LINK)
    return door(read, at=arrived()) if read else None


def _over() -> ResponseReturnValue:
    return render_template("accounts/join_code.html", typed="", refusal=say(LINK_OVER)), 404


def _page(where: Door, form: JoinForm, refusal: str | None = None) -> str:
    waits = where.joining != Joining.OPEN
    return render_template("accounts/join.html", where=where, form=form, waits=waits, refusal=refusal)
