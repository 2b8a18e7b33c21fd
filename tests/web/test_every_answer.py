"""What every answer carries, and the pages for what goes wrong."""

import logging

import pytest
from flask import abort

from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.web.guards import anyone


@pytest.fixture
def shaky(app):
    """The application with routes that go wrong on purpose."""

    @app.get("/fall/<int:status>")
    @anyone
    def fall(status):
        abort(status)

    @app.get("/refuse")
    @anyone
    def refuse():
        raise Refused(Message("There is no more tea."))

    @app.get("/break")
    @anyone
    def break_():
        raise RuntimeError("the secret inner workings")

    return app.test_client()


@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/static/styles.css", "/me"])
def test_every_answer_carries_the_strict_headers(client, address):
    headers = client.get(address).headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_are_not_kept_by_the_browser_and_style_sheets_are(client):
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in client.get("/static/styles.css").headers["Cache-Control"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_each_trouble_has_its_page(shaky, status):
    answer = shaky.get(f"/fall/{status}")

    assert answer.status_code == status
    assert "<h1" in answer.text and 'href="/' in answer.text


def test_a_refusal_says_why(shaky):
    answer = shaky.get("/refuse")

    assert answer.status_code == 409 and "There is no more tea." in answer.text


def test_our_own_mistake_shows_nothing_of_the_inside(shaky, caplog):
    with caplog.at_level(logging.ERROR):
        answer = shaky.get("/break")

    assert answer.status_code == 500
    assert "secret" not in answer.text and "Traceback" not in answer.text
    assert "the secret inner workings" in caplog.text


def test_a_script_that_asks_for_json_gets_json(shaky):
    answer = shaky.get("/refuse", headers={"Accept": "application/json"})

    assert answer.json["detail"] == "There is no more tea."


def test_a_host_name_that_is_not_ours_is_refused(client):
    assert client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def test_a_body_beyond_the_limit_is_too_large(client):
    assert client.post("/sign-in", data={"identifier": "x" * 1_100_000}).status_code == 413


def test_the_language_is_remembered_before_signing_in(client, app):
    app.config["WTF_CSRF_ENABLED"] = False
    client.post("/language", data={"language": "en", "next": "/sign-in"})

    assert '<html lang="en"' in client.get("/sign-in").text
