"""Signing in and out, over HTTP."""

import re

import pytest

from quizapp.people.passwords import hashed
from tests.cast import PASSWORD, make_member


@pytest.fixture(scope="module")
def password_hash():
    return hashed(PASSWORD)


@pytest.fixture
def sun_wei(house, password_hash):
    return make_member("孙伟", "sunwei", house.third, phone="13900139000", hash=password_hash)


@pytest.fixture
def door(client):
    client.get("/sign-in")
    return client


def try_in(door, identifier, password=PASSWORD, **more):
    return door.post("/sign-in", data={"identifier": identifier, "password": password, **more})


def words(page):
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page.text)


def test_it_works(door, sun_wei):
    answer = try_in(door, "sunwei")

    assert (answer.status_code, answer.location) == (303, "/")
    assert "孙伟" in door.get("/me").text


@pytest.mark.parametrize("phone", ["13900139000", "+86 139 0013 9000", "139-0013-9000"])
def test_a_phone_number_will_do(door, sun_wei, phone):
    assert try_in(door, phone).status_code == 303


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(door, sun_wei):
    wrong, unknown = try_in(door, "sunwei", "not mine at all"), try_in(door, "nobody")

    assert wrong.status_code == unknown.status_code == 422
    assert words(wrong).replace("sunwei", "") == words(unknown).replace("nobody", "")


def test_after_five_wrong_tries_one_waits_and_then_comes_in(door, sun_wei, wall):
    for _ in range(5):
        try_in(door, "sunwei", "not mine at all")

    refused = try_in(door, "sunwei")
    wall.forward(seconds=int(refused.headers["Retry-After"]) + 1)

    assert refused.status_code == 429
    assert try_in(door, "sunwei").status_code == 303


def test_the_session_before_signing_in_is_dropped(door, sun_wei):
    with door.session_transaction() as session:
        session["planted"] = "before"
    try_in(door, "sunwei")

    with door.session_transaction() as session:
        assert "planted" not in session


def test_a_cookie_is_worth_nothing_after_signing_out(door, sun_wei):
    try_in(door, "sunwei")
    stolen = door.get_cookie("session").value
    door.get("/me")
    door.post("/sign-out")

    door.set_cookie("session", stolen)

    assert door.get("/me").status_code == 303


def test_signing_out_everywhere_ends_the_other_phone_too(client_of, sun_wei):
    here, there = client_of(sun_wei), client_of(sun_wei)
    here.get("/me")

    here.post("/sign-out/everywhere")

    assert there.get("/me").status_code == 303


def test_a_sign_in_ends_by_itself_after_thirty_days_unused(client_of, sun_wei, wall):
    phone = client_of(sun_wei)
    wall.forward(days=29)
    assert phone.get("/me").status_code == 200

    wall.forward(days=31)

    assert phone.get("/me").status_code == 303


def test_one_comes_back_to_the_page_one_wanted(door, sun_wei):
    assert try_in(door, "sunwei", next="/me/devices").location == "/me/devices"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\t//evil.example",
        "/a//evil",
        "javascript:alert(1)",
        "/%09/x\n",
    ],
)
def test_but_never_to_another_site(door, sun_wei, target):
    assert try_in(door, "sunwei", next=target).location == "/"


def test_a_form_without_its_token_is_refused_and_changes_nothing(client_of, sun_wei):
    phone = client_of(sun_wei)

    answer = phone.post("/me/preferences", data={"theme": "dark"}, headers={})

    assert answer.status_code == 400
    assert sun_wei.theme == "auto"
