"""What every response carries: a strict content policy, no caching of personal pages, cookies that stay put."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from quizapp.config import Settings
from quizapp.web.guards import asked, is_public_file

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # not no-referrer: the CSRF check of https posts needs the Referer
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
ONE_YEAR_S = 31_536_000
MOST_BYTES = 1_000_000  # of a request, unless its view `takes` more
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def takes(most_bytes: int) -> Callable[[View], View]:
    """The view is sent files: its requests may have so many bytes, and no more."""

    def marked(view: View) -> View:
        view.takes_bytes = most_bytes  # type: ignore[attr-defined]  # read by `make_room`
        return view

    return marked


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(_of_flask(settings))

    @app.before_request  # before the token against forgery is looked for: that reads the whole form
    def make_room() -> None:
        this = asked()
        view = app.view_functions.get(this.endpoint or "")
        this.max_content_length = getattr(view, "takes_bytes", MOST_BYTES)

    csrf.init_app(app)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def refuse_other_sites() -> None:
        if asked().method in UNSAFE and _sent_from_elsewhere():
            abort(400)

    @app.after_request
    def keep_pages_private(response: Response) -> Response:
        if is_public_file():
            return response
        kept, varies = response.headers.get("Cache-Control"), response.headers.get("Vary")
        if (
            kept is None or not response.cache_control.private
        ):  # a view may let this one reader keep its answer
            response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = f"{varies}, Cookie" if varies else "Cookie"
        return response

    same_for_all = HEADERS if settings.plain_http else HEADERS | HTTPS_ONLY
    app.wsgi_app = _Adding(app.wsgi_app, same_for_all)  # type: ignore[method-assign]


def _of_flask(settings: Settings) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "session" if settings.plain_http else "__Host-session",
        "SESSION_COOKIE_SECURE": not settings.plain_http,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,  # a limit of an hour rejects the autosaves of a long quiz
        "WTF_CSRF_SSL_STRICT": not settings.plain_http,
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 500,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "SEND_FILE_MAX_AGE_DEFAULT": ONE_YEAR_S,
    }


class _Adding:
    """Puts the headers of every answer on it where it leaves: as one list, for set one by one they cost as much as a question.

    A view may have a stricter policy of its own, as a picture has; that one stays.
    """

    def __init__(self, wsgi_app: Wsgi, headers: Mapping[str, str]) -> None:
        self.wsgi_app, self.headers, self.names = wsgi_app, list(headers.items()), frozenset(headers)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, own: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, own + self._without(own), *error)

        return self.wsgi_app(environ, start)

    def _without(self, own: list[tuple[str, str]]) -> list[tuple[str, str]]:
        held = self.names.intersection([name for name, _ in own])
        return [pair for pair in self.headers if pair[0] not in held] if held else self.headers


def _sent_from_elsewhere() -> bool:
    """Whether the browser itself says that another site's page sent this. The token is asked for besides."""
    if request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}:
        return True
    # Only the host's name: a proxy may end https and change the port.
    return request.origin is not None and urlsplit(request.origin).hostname != urlsplit(request.url).hostname
