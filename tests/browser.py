"""A test client that looks at every page the way a careful visitor would."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class CarefulClient(FlaskClient):
    """Checks each HTML page it opens, and sends the last page's CSRF token with each form, as a browser would."""

    csrf_token: str | None = None

    def open(self, *args, **kwargs) -> TestResponse:
        if (
            kwargs.get("method") == "POST"
            and "json" not in kwargs
            and "headers" not in kwargs
            and self.csrf_token
        ):
            kwargs["headers"] = {"X-CSRFToken": self.csrf_token}
        with self.application.app_context():  # a context of its own, as in a server: nothing is carried over
            response = super().open(*args, **kwargs)
        page = response.mimetype == "text/html" and response.status_code == 200
        if page and response.data and not response.content_encoding:
            self._look_at(response.text)
        return response

    def _look_at(self, page: str) -> None:
        assert page.lstrip().lower().startswith("<!doctype html>"), page[:200]
        assert re.search(r"<title>[^<]+</title>", page), "a page without a title"
        assert page.count("<h1") == 1, f"{page.count('<h1')} main headings"
        assert " style=" not in page, "an inline style, which the content policy blocks"
        assert " onclick=" not in page and "<script>" not in page, "an inline script"
        if found := _TOKEN.search(page):
            self.csrf_token = found[1]
