"""Who may open a route. A route without a guard does not start the application (see `insist_on_guards`)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Flask, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from quizapp.db import read_only
from quizapp.kernel import clock
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.people import operations, queries
from quizapp.people.reach import Me
from quizapp.people.roles import Permission

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
FRESH_PASSWORD = {
    "accounts.password",
    "accounts.change_password",
    "accounts.sign_out",
    "accounts.set_language",
    "static",
}
WAY_OUT = "accounts.sign_out"  # open to who is suspended, too
OWN_EYES = {
    "accounts.password",
    "accounts.devices",
    "accounts.data",
    "accounts.phone",
}  # closed to whoever looks as the member
END_VIEW = "desk.end_view"


# What `g` and `request` stand for, asked once where a page asks a hundred times: a proxy looks it up at every attribute.
here = g._get_current_object
asked = request._get_current_object  # type: ignore[attr-defined]


def me() -> Me:
    """The signed-in member. Only behind `@requires`; AssertionError elsewhere."""
    found = me_or_none()
    assert found is not None, "me() was asked on a page that does not require a sign-in"
    return found


def me_or_none() -> Me | None:
    kept = here()
    try:
        asking: Me | None = kept.asking  # pages ask some twenty times
    except AttributeError:
        found = current_user._get_current_object()
        asking = kept.asking = found if found.is_authenticated else None
    return asking


def arrived() -> datetime:
    """The instant the request arrived, by the server's clock; what deadlines are judged by."""
    kept = here()
    try:
        instant: datetime = kept.arrived
    except AttributeError:
        instant = kept.arrived = clock.now()
    return instant


def is_public_file() -> bool:
    """Whether the request is for a style sheet, a script or an icon: alike for everyone, and kept for a year."""
    endpoint = asked().endpoint
    return endpoint is not None and (endpoint == "static" or endpoint.startswith("assets."))


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """The route is for members who hold the permission; others are sent to sign in, or told no (403)."""

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            asking = me_or_none()
            if asking is None:
                return _to_sign_in()
            if asking.must_change_password and request.endpoint not in FRESH_PASSWORD:
                return redirect(url_for("accounts.password"), code=303)
            if not asking.may(permission) and not (asking.suspended and request.endpoint == WAY_OUT):
                abort(403)
            return view(*args, **kwargs)

        run.guard = f"requires {permission}"  # type: ignore[attr-defined]  # read by tests/architecture and the matrix
        return run

    return guarded


def anyone(view: View[P]) -> View[P]:
    """The route is open to everyone, signed in or not."""
    view.guard = "anyone"  # type: ignore[attr-defined]
    return view


def _to_sign_in() -> ResponseReturnValue:
    wants_page = request.method in {"GET", "HEAD"}
    where = url_for("accounts.sign_in", next=request.full_path.rstrip("?") if wants_page else None)
    return (
        redirect(where, code=303) if "text/html" in request.headers.get("Accept", "text/html") else abort(401)
    )


def same_site(target: str | None) -> str | None:
    """A path of this site that may be returned to after signing in, or None for anything that might leave it."""
    if not target or not target.startswith("/") or any(sign in target for sign in "\\\t\r\n\0"):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or target.startswith("//") or "//" in parts.path:
        return None
    return target


def remember(token: str) -> None:
    """Put a new sign-in's token into a new session; what was there before is dropped."""
    forget()
    session["_user_id"] = token
    session["_fresh"] = True
    session.permanent = True


def forget() -> None:
    """Drop everything the session holds but the language chosen for the pages."""
    kept = session.get("language")
    session.clear()
    if kept:
        session["language"] = kept


class SignInReader(LoginManager):  # type: ignore[misc]  # Flask-Login ships no types
    """Flask-Login with the token in the session as its one way in.

    Its others are looked through on every page: remember-cookies, headers, and a browser that has changed, which signs a
    phone out when it changes network in mid-quiz.
    """

    def init_app(self, app: Flask, add_context_processor: bool = False) -> None:
        """Without its hook for remember-cookies; templates ask `me_or_none`."""
        app.login_manager = self  # type: ignore[attr-defined]  # where Flask-Login looks for it

    def _load_user(self) -> None:
        token = session.get("_user_id")
        self._update_request_context_with_user(self._user_callback(token) if token else None)


def init_app(app: Flask) -> None:
    """Set up the sign-in reader: the only LoginManager there is."""
    manager = SignInReader(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> Me | None:
        found = queries.asking(token, at=arrived())
        g.seen_at = found.seen_at if found else None
        g.lost_view = bool(found and found.lost_view)
        return found.me if found else None

    for first in (_note_arrival, _note_seen, _only_look):
        app.before_request(first)


def _note_arrival() -> None:
    arrived()


def _note_seen() -> None:
    if asked().method == "HEAD" or is_public_file() or "_user_id" not in session:
        return
    asking = me_or_none()
    if asking and arrived() - g.seen_at > operations.SEEN_EVERY:
        operations.note_seen(sign_in_id=asking.sign_in_id, at=arrived())
    if asking and g.lost_view:
        operations.end_view(sign_in_id=asking.sign_in_id, by=asking.id, at=arrived())


def _only_look() -> None:
    """Who looks as someone else reads, and writes nothing."""
    if is_public_file() or "_user_id" not in session or asked().endpoint == END_VIEW:
        return
    asking = me_or_none()
    if asking is None or asking.viewer is None:
        return
    if request.method not in {"GET", "HEAD"}:
        raise Refused(
            Message("You only look as %(name)s. End the view to change anything.", name=asking.name)
        )
    if request.endpoint in OWN_EYES:
        raise Refused(Message("Only %(name)s opens this page.", name=asking.name))
    read_only()


def insist_on_guards(app: Flask) -> None:
    """Refuse to start with a route that wears no guard."""
    bare = [name for name, view in app.view_functions.items() if not hasattr(view, "guard")]
    assert not bare, f"these routes wear no guard: {', '.join(sorted(bare))}"
