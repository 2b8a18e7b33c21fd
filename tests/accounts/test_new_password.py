"""Who forgot the password: an administrator makes a code, once; with it a new one is set, and every device is signed out."""

import re

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Invitation, Member, MemberState, SignIn
from quizapp.people.passwords import hashed, matches
from quizapp.people.roles import Role
from tests.conftest import NOON

OLD, NEW = "seven cups of tea", "nine cups of coffee"


@pytest.fixture
def li_mei_in(house, client_of):
    """李梅 of the third branch is in, on a phone of hers."""
    people.change_password(member_id=house.li_mei.id, password_hash=hashed(OLD), sign_in_id=0, at=NOON)
    put_in(MemberState.ACTIVATED, house.li_mei)
    phone = client_of(house.li_mei)
    assert phone.get("/me").status_code == 200
    return phone


@pytest.fixture
def head(house, client_of):
    """王强 administers the third branch."""
    give(house.wang_qiang, house.third)
    return client_of(house.wang_qiang)


def give(member, place):
    people.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=place.id, by=None, at=NOON)


def ask(browser, member):
    page = browser.get(f"/desk/members/{member.id}").text
    ticket = re.search(r'name="ticket"[^>]*value="([^"]+)"', page)[1]
    return browser.post(f"/desk/members/{member.id}/new-password", data={"ticket": ticket})


def code_on(answer) -> str:
    return re.search(r'<p class="slip-code">([^<]+)</p>', answer.text)[1]


def come_in(browser, code: str, password: str = NEW):
    browser.get("/activate")
    browser.post("/activate", data={"code": code})
    return browser.post("/activate/you", data={"is_me": "y", "password": password, "again": password})


def put_in(state: MemberState, member) -> None:
    with atomic():
        db.session.get_one(Member, member.id).state = state


def stored(member) -> Member:
    db.session.rollback()
    return db.session.get_one(Member, member.id, populate_existing=True)


def test_the_code_sets_a_new_password_once_and_signs_every_device_out(house, li_mei_in, head, client):
    code = code_on(ask(head, house.li_mei))
    client.get("/activate")
    client.post("/activate", data={"code": code})
    page = client.get("/activate/you").text
    assert "limei" in page and 'name="sign_in_name"' not in page

    assert come_in(client, code).headers["Location"] == "/"

    assert matches(NEW, stored(house.li_mei).password_hash)
    assert stored(house.li_mei).sign_in_name == "limei"
    assert li_mei_in.get("/me").status_code == 303
    assert client.get("/me").status_code == 200
    again = come_in(client, code, "eleven cups of milk")
    assert "/activate" in again.headers["Location"]
    assert matches(NEW, stored(house.li_mei).password_hash)


def test_making_and_using_it_stand_in_the_audit_trail(house, li_mei_in, head, client):
    come_in(client, code_on(ask(head, house.li_mei)))

    db.session.rollback()
    rows = db.session.execute(
        select(AuditRow.verb, AuditRow.actor_id, AuditRow.subject).where(
            AuditRow.verb.in_(["offer_new_password", "renew_password"])
        )
    ).all()
    whom = f"member:{house.li_mei.id}"
    assert rows == [
        ("offer_new_password", house.wang_qiang.id, whom),
        ("renew_password", house.li_mei.id, whom),
    ]


def test_nobody_makes_one_for_who_stands_above_them_nor_for_themselves(house, li_mei_in, head, client_of):
    give(house.li_mei, house.works)

    refused = ask(head, house.li_mei)
    own = ask(head, house.wang_qiang)

    assert refused.status_code == own.status_code == 303
    assert db.session.scalars(select(Invitation)).all() == []
    assert "李梅担任的角色超出你的管理范围" in head.get(f"/desk/members/{house.li_mei.id}").text


def test_an_administrator_of_another_branch_finds_nobody(house, li_mei_in, client_of):
    give(house.zhao_min, house.office)

    elsewhere = client_of(house.zhao_min)
    elsewhere.get("/me")
    answer = elsewhere.post(f"/desk/members/{house.li_mei.id}/new-password", data={"ticket": "x" * 22})

    assert answer.status_code == 404


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LEFT])
def test_who_is_kept_out_meanwhile_does_not_come_in_with_the_code(house, li_mei_in, head, client, state):
    code = code_on(ask(head, house.li_mei))
    put_in(state, house.li_mei)

    come_in(client, code)

    assert matches(OLD, stored(house.li_mei).password_hash)
    assert client.get("/me").status_code == 303


def test_who_remembers_and_changes_the_password_voids_the_code(house, li_mei_in, head, client):
    code = code_on(ask(head, house.li_mei))
    mine = db.session.scalar(select(SignIn.id).where(SignIn.member_id == house.li_mei.id))
    people.change_password(member_id=house.li_mei.id, password_hash=hashed(OLD), sign_in_id=mine, at=NOON)

    come_in(client, code)

    assert matches(OLD, stored(house.li_mei).password_hash)
