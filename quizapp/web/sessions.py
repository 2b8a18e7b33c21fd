"""The session cookie and the form token: signed as Flask and Flask-WTF sign them, by signers made once."""

from functools import lru_cache
from typing import cast

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer

FIELD = "csrf_token"
MOST_KEPT = 8192  # form tokens, a hundred bytes each


class KeptSigner(SecureCookieSessionInterface):
    """Flask makes the signer anew for each request, which takes as long as signing."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def init_app(app: Flask) -> None:
    app.session_interface = KeptSigner()
    signer = URLSafeTimedSerializer(cast(bytes, app.secret_key), salt="wtf-csrf-token")

    @lru_cache(MOST_KEPT)
    def signed(secret_of_session: str) -> str:
        return str(signer.dumps(secret_of_session))

    def csrf_token() -> str:
        """Flask-WTF's own token; without a time limit (see web/headers) it is as good tomorrow as it is now."""
        return signed(session[FIELD]) if FIELD in session else str(generate_csrf())

    app.jinja_env.globals[FIELD] = csrf_token
