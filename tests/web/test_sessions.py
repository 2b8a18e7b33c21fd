"""The session cookie, known again by its letters: never older than it may be, never someone else's."""

import pytest
from flask import flash, session


@pytest.fixture
def opened(app):
    """Open a session with a cookie; what it holds."""

    def open_with(cookie):
        with app.app_context(), app.test_request_context(headers={"Cookie": f"session={cookie}"}):
            return dict(session)

    return open_with


@pytest.fixture
def cookie_of(app):
    def signed(held):
        with app.app_context(), app.test_request_context():
            return app.session_interface.get_signing_serializer(app).dumps(held)

    return signed


def test_a_cookie_is_read_alike_the_first_and_the_second_time(opened, cookie_of):
    cookie = cookie_of({"_user_id": "token", "_permanent": True})

    assert opened(cookie) == opened(cookie) == {"_user_id": "token", "_permanent": True}


def test_a_cookie_known_before_is_refused_when_it_has_grown_too_old(app, wall, opened, cookie_of):
    cookie = cookie_of({"_user_id": "token"})
    assert opened(cookie)

    wall.forward(seconds=app.permanent_session_lifetime.total_seconds() + 60)

    assert opened(cookie) == {}


def test_a_cookie_changed_by_one_letter_is_refused_though_the_right_one_is_known(opened, cookie_of):
    cookie = cookie_of({"_user_id": "token"})
    assert opened(cookie)

    assert opened("X" + cookie[1:]) == opened(cookie[:-1]) == opened("") == {}


def test_what_a_visitor_does_with_a_session_changes_nothing_for_the_next_request(app, opened, cookie_of):
    cookie = cookie_of({"language": "en"})
    opened(cookie)
    with app.app_context(), app.test_request_context(headers={"Cookie": f"session={cookie}"}):
        session["language"] = "zh-Hans"

    assert opened(cookie) == {"language": "en"}


def test_what_one_request_has_still_to_say_is_not_said_by_the_next(app, opened, cookie_of):
    cookie = cookie_of({"_flashes": [["success", "Saved."]]})
    for _ in range(2):
        with app.app_context(), app.test_request_context(headers={"Cookie": f"session={cookie}"}):
            flash("Once more.")
            assert len(session["_flashes"]) == 2
