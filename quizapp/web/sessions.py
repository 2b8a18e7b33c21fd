"""The session cookie and the form token: signed and read as Flask and Flask-WTF do it, but each of them once."""

from collections import OrderedDict
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from quizapp.web.guards import arrived

FIELD = "csrf_token"
MOST_KEPT = 8192  # form tokens and cookies, some hundred bytes each
LONGEST_KEPT = 1000  # of what a browser sends as its cookies; who sends more is read each time
PLAIN = (str, int, bool, type(None))


class ByOurClock(TimestampSigner):
    """Signs with the instant the request arrived, by the one clock."""

    def get_timestamp(self) -> int:
        return int(arrived().timestamp())


class KeptCookies(SecureCookieSessionInterface):
    """Flask's cookie. One whose signature was found right is known again by its letters; its age is looked at each time.

    The letters are those of all that the browser sent as cookies: they need not even be taken apart.
    """

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None
        self._read: OrderedDict[str, tuple[dict[str, Any], datetime]] = OrderedDict()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
            if self._signer:
                self._signer.signer = ByOurClock
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        sent = request.environ.get("HTTP_COOKIE", "")
        held = self._read.get(sent)
        if held and arrived() - held[1] < app.permanent_session_lifetime:
            return self.session_class(held[0])
        found = super().open_session(app, request)
        if found and len(sent) <= LONGEST_KEPT:
            self._keep(app, sent, request.cookies.get(self.get_cookie_name(app), ""), dict(found))
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Only what was changed: that a page depends on its cookie, web/headers says of all of them."""
        if session.modified:
            super().save_session(app, session, response)

    def _keep(self, app: Flask, sent: str, cookie: str, found: dict[str, Any]) -> None:
        # What is to be said to a member lies in a list, which whoever shows it empties: such a cookie is not kept.
        signer = self.get_signing_serializer(app)
        if signer is None or not all(isinstance(value, PLAIN) for value in found.values()):
            return
        try:
            signed_at = signer.loads(cookie, return_timestamp=True)[1]
        except BadSignature:
            return
        self._read[sent] = found, signed_at
        if len(self._read) > MOST_KEPT:
            self._read.popitem(last=False)


def init_app(app: Flask) -> None:
    app.session_interface = KeptCookies()
    signer = URLSafeTimedSerializer(cast(bytes, app.secret_key), salt="wtf-csrf-token")

    @lru_cache(MOST_KEPT)
    def signed(secret_of_session: str) -> str:
        return str(signer.dumps(secret_of_session))

    def csrf_token() -> str:
        """Flask-WTF's own token; without a time limit (see web/headers) it is as good tomorrow as it is now."""
        return signed(session[FIELD]) if FIELD in session else str(generate_csrf())

    app.jinja_env.globals[FIELD] = csrf_token
