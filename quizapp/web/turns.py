"""One page at a time in each process: threads that make pages at once only take the interpreter out of each other's hands.

Each question to SQLite lets go of it for some microseconds, so two threads change places a dozen times a page, and each
time costs a call to the kernel and what the processor had at hand. Requests that change something take no turns: they may
wait for another's lock, and nobody is to wait for that.
"""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from flask import Flask

from quizapp.config import Settings

MOST_WAIT_S = 0.02  # behind a page that takes long; the database itself answers many at once
READING = {"GET", "HEAD"}
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turns:
    """Lets one reading request through at a time, and whoever has waited for long enough."""

    def __init__(self, wsgi_app: Wsgi, most_wait_s: float = MOST_WAIT_S) -> None:
        self.wsgi_app, self.most_wait_s, self._turn = wsgi_app, most_wait_s, Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in READING:
            return self.wsgi_app(environ, start_response)
        held = self._turn.acquire(timeout=self.most_wait_s)
        try:
            return self.wsgi_app(environ, start_response)
        finally:
            if held:
                self._turn.release()


def init_app(app: Flask, settings: Settings) -> None:
    """On SQLite alone: a question to a server is waited for, and others may use that time."""
    if settings.database_url.startswith("sqlite"):
        app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]
