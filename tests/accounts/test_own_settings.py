"""What members change about themselves."""

import re

import pytest

from quizapp.db import db
from quizapp.people import passwords
from tests.cast import PASSWORD, make_member

NEW = "three red lanterns"


@pytest.fixture
def newcomer(house):
    made = make_member("孙伟", "sunwei", house.third, hash=passwords.hashed(PASSWORD))
    made.must_change_password = True
    db.session.commit()
    return made


def change(phone, current=PASSWORD, fresh=NEW, again=None):
    phone.get("/me/password")
    return phone.post("/me/password", data={"current": current, "fresh": fresh, "again": again or fresh})


def test_a_first_password_must_be_changed_before_anything_else(client_of, newcomer):
    phone = client_of(newcomer)

    assert phone.get("/me").location == "/me/password"
    assert change(phone).status_code == 303
    assert phone.get("/me").status_code == 200


def test_changing_it_signs_the_other_devices_out(client_of, newcomer):
    here, there = client_of(newcomer), client_of(newcomer)

    change(here)

    assert here.get("/me").status_code == 200
    assert there.get("/me").status_code == 303


@pytest.mark.parametrize(
    ("current", "fresh", "again"),
    [
        ("wrong one", NEW, NEW),
        (PASSWORD, "short", "short"),
        (PASSWORD, "88888888", "88888888"),
        (PASSWORD, NEW, "another"),
    ],
)
def test_a_bad_change_changes_nothing(client_of, newcomer, current, fresh, again):
    answer = change(client_of(newcomer), current, fresh, again)

    db.session.expire_all()
    assert answer.status_code == 422
    assert passwords.matches(PASSWORD, newcomer.password_hash)


def test_large_type_and_the_dark_theme_are_kept(client_of, li_mei):
    phone = client_of(li_mei)
    phone.get("/me")

    phone.post(
        "/me/preferences",
        data={"interface_language": "en", "content_language": "", "theme": "dark", "large_type": "y"},
    )

    page = phone.get("/me").text
    assert '<html lang="en" data-theme="dark" data-type="large">' in page
    assert "Save my choices" in page


def test_the_language_switch_is_remembered_with_the_account(client_of, li_mei):
    phone = client_of(li_mei)
    phone.get("/me")
    phone.post("/language", data={"language": "en", "next": "/me"})

    another = client_of(li_mei)

    assert '<html lang="en"' in another.get("/me").text


def test_someone_elses_device_cannot_be_signed_out(client_of, li_mei, house):
    mine, theirs = client_of(li_mei), client_of(house.wang_qiang)
    mine.get("/me")

    for number in range(1, 5):
        mine.post(f"/me/devices/{number}/end") if number != 1 else None

    assert theirs.get("/me").status_code == 200


def test_the_chosen_language_stays_after_signing_out(client_of, li_mei):
    phone = client_of(li_mei)
    phone.get("/me")
    phone.post("/language", data={"language": "en", "next": "/me"})

    phone.post("/sign-out")

    assert '<html lang="en"' in phone.get("/sign-in").text


def test_me_leads_to_the_study_days_and_to_what_the_month_taught(client_of, li_mei):
    phone = client_of(li_mei)
    page = phone.get("/me").text

    for title, address, there in (
        ("连续学习天数", "/points/streak", "连续学习天数"),
        ("我的这个月", "/challenge#month", 'id="month"'),
    ):
        assert re.search(rf'href="{address}">(?:(?!</a>).)*{title}', page, re.DOTALL), title
        assert there in phone.get(address).text
