"""Invitations: made for those who have not registered, shown once, handed in once."""

import csv
import io
import re
from datetime import timedelta

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import codes
from quizapp.people import operations as people
from quizapp.people.models import (
    GrantRow,
    Invitation,
    InvitationBatch,
    Member,
    MemberState,
    SignIn,
    SignInFailures,
)
from quizapp.people.operations.invitations import Order
from quizapp.people.passwords import matches
from quizapp.people.roles import Role
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements

MINE = "seven cups of tea"


@pytest.fixture
def chief(house, client_of):
    """赵敏 administers the whole works."""
    people.grant(
        member_id=house.zhao_min.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
    )
    return client_of(house.zhao_min)


@pytest.fixture
def head(house, client_of):
    """王强 administers the third branch, where 李梅 is a member; he has registered, she has not."""
    people.grant(
        member_id=house.wang_qiang.id,
        role=Role.ADMINISTRATOR,
        organisation_id=house.third.id,
        by=None,
        at=NOON,
    )
    house.wang_qiang.state = MemberState.ACTIVATED
    db.session.commit()
    return client_of(house.wang_qiang)


def page_of(node):
    return f"/desk/organisations/{node.id}/invitations"


def make(browser, node, *, ticket=None, **wishes):
    """Ask for codes as the page offers it; the answer."""
    page = browser.get(page_of(node)).text
    ticket = ticket or re.search(r'name="ticket"[^>]*value="([^"]+)"', page)[1]
    return browser.post(
        page_of(node), data={"ticket": ticket, "every": "", "days": "30", "shape": "slips"} | wishes
    )


def codes_on(answer):
    return re.findall(r'<p class="slip-code">([^<]+)</p>', answer.text)


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def hand_in(browser, code):
    browser.get("/activate")
    return browser.post("/activate", data={"code": code})


def register(browser, code, **wishes):
    assert hand_in(browser, code).location == "/activate/you"
    browser.get("/activate/you")
    told = {"is_me": "y", "sign_in_name": "mei", "password": MINE, "again": MINE} | wishes
    return browser.post("/activate/you", data=told)


def kept(table):
    """All the rows that a table holds now."""
    db.session.rollback()
    return db.session.query(table).all()


def state_of(member):
    db.session.rollback()
    return db.session.get_one(Member, member.id)


def test_slips_are_made_for_those_who_have_not_registered(head, house):
    answer = make(head, house.third)

    assert answer.status_code == 200
    assert re.findall(r'<p class="slip-name">(\S+)', answer.text) == ["李梅</p>"]
    assert "第三支部" in answer.text and 'class="qr-dark"' in answer.text
    assert "/activate" in answer.text and answer.headers["Cache-Control"] == "no-store"


def test_what_is_kept_is_not_the_code(head, house):
    (code,) = codes_on(make(head, house.third))

    (row,) = kept(Invitation)
    everything = " ".join(str(value) for value in vars(row).values())
    assert code.replace("-", "") not in everything and code not in everything
    assert len(row.code_index) == 64


def test_the_page_afterwards_says_what_became_of_the_codes_and_shows_none(head, house, client):
    (code,) = codes_on(make(head, house.third))

    before = head.get(page_of(house.third)).text
    register(client, code)
    after = head.get(page_of(house.third)).text

    assert code not in before
    assert figures(before) == ["0/1", "1", "0", "0"]
    assert figures(after) == ["1/1", "0", "0", "0"]


def figures(page):
    """Of the latest codes: how many of how many were used; then unused, expired, voided."""
    used = re.search(r'class="bar-figure">.*?(\d+/\d+)</span>', page, re.DOTALL)[1]
    return [used, *re.findall(r"<b>(\d+)</b>", page)[:3]]


def test_the_same_form_sent_twice_makes_codes_once_and_the_first_ones_hold(head, house, client):
    ticket = "t" * 22
    (code,) = codes_on(make(head, house.third, ticket=ticket))

    again = make(head, house.third, ticket=ticket, every="every")

    assert again.status_code == 303
    assert len(kept(InvitationBatch)) == 1
    assert hand_in(client, code).location == "/activate/you"


def test_a_file_has_one_line_for_each_person_and_no_cell_is_a_formula(chief, house):
    make_member("=cmd()", "evil", house.office)

    answer = make(chief, house.works, shape="csv")

    rows = rows_of(answer)
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    assert [row[1] for row in rows[1:]] == ["李梅", "王强", "赵敏", "'=cmd()"]
    assert all(re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", row[4]) for row in rows[1:])
    assert rows[1][5] == f"http://localhost/activate?code={rows[1][4]}"


def test_a_new_code_voids_the_former_one(head, house, client):
    (first,) = codes_on(make(head, house.third))
    (second,) = codes_on(make(head, house.third, every="every"))

    assert hand_in(client, first).status_code == 422
    assert hand_in(client, second).location == "/activate/you"


def test_who_holds_a_valid_code_is_left_alone_unless_it_is_asked_for(head, house):
    make(head, house.third)

    assert make(head, house.third).status_code == 303
    assert len(kept(Invitation)) == 1


def test_who_holds_an_expired_code_gets_another(head, house, wall):
    make(head, house.third, days="7")
    wall.forward(days=8)

    assert len(codes_on(make(head, house.third))) == 1


def test_one_member_gets_a_new_code_on_their_page(head, house, client):
    page = head.get(f"/desk/members/{house.li_mei.id}").text
    ticket = re.search(r'name="ticket" value="([^"]+)"', page)[1]

    answer = head.post(
        f"/desk/members/{house.li_mei.id}/invitation", data={"ticket": ticket, "days": "30", "shape": "slips"}
    )

    assert register(client, codes_on(answer)[0]).location == "/"


def test_more_than_one_form_can_carry_is_refused_and_nothing_is_made(house):
    order = Order(house.works.id, "t" * 22, timedelta(days=30), most=2)

    with pytest.raises(Refused, match="More than 2 people"):
        people.invite(order=order, draw=codes.invitation, index_key=b"k" * 32, by=None, at=NOON)
    assert kept(Invitation) == kept(InvitationBatch) == []


def test_codes_are_made_only_in_ones_reach(head, house):
    head.get(page_of(house.third))
    for node in (house.office, house.works):
        assert head.get(page_of(node)).status_code == 404
        assert head.post(page_of(node), data={"ticket": "t" * 22}).status_code == 404
    assert kept(Invitation) == []


def test_a_demotion_holds_from_the_next_request_on(head, house):
    page = head.get(page_of(house.third)).text
    people.revoke(grant_id=kept(GrantRow)[0].id, by=None, at=NOON)
    ticket = re.search(r'name="ticket"[^>]*value="([^"]+)"', page)[1]

    answer = head.post(page_of(house.third), data={"ticket": ticket, "days": "30", "shape": "slips"})

    assert answer.status_code in {403, 404}
    assert kept(Invitation) == []


def test_making_codes_and_registering_stand_in_the_audit_trail(head, house, client):
    (code,) = codes_on(make(head, house.third))
    register(client, code)

    acts = {row.verb: row for row in kept(AuditRow)}
    assert acts["invite"].changes == {"codes": [0, 1]} and acts["invite"].actor_id == house.wang_qiang.id
    assert acts["register"].actor_id == house.li_mei.id
    assert code not in str([row.changes for row in acts.values()])


def test_a_whole_subtree_takes_as_many_statements_as_a_branch(chief, house):
    with statements() as for_few:
        make(chief, house.third)
    for number in range(40):
        make_member(f"新人{number}", f"new{number}", house.office)
    db.session.rollback()

    with statements() as for_many:
        make(chief, house.works, every="every")

    assert len(for_many) == len(for_few)


def test_a_scanned_code_stands_in_the_form_and_opening_the_page_uses_nothing(head, house, client):
    (code,) = codes_on(make(head, house.third))

    page = client.get(f"/activate?code={code}")

    assert f'value="{code}"' in page.text
    assert kept(Invitation)[0].used_at is None


def test_the_invited_see_who_they_are_masked(head, house, client):
    hand_in(client, codes_on(make(head, house.third))[0])

    page = client.get("/activate/you").text

    assert "李*" in page and "第三支部" in page and "138****8000" in page
    assert "李梅" not in page and "13800138000" not in page


def test_whoever_hands_in_a_code_is_registered_and_by_opening_today_activated(head, house, client):
    answer = register(client, codes_on(make(head, house.third))[0])

    registered = state_of(house.li_mei)
    assert answer.location == "/"
    assert (registered.state, registered.registered_at) == (MemberState.REGISTERED, NOON)
    assert registered.sign_in_name == "mei" and matches(MINE, registered.password_hash)
    assert not registered.must_change_password

    assert "李梅" in client.get("/").text + client.get("/me").text
    assert state_of(house.li_mei).state is MemberState.ACTIVATED


def test_the_chosen_name_and_password_let_one_in_again(head, house, client, app):
    register(client, codes_on(make(head, house.third))[0])

    other = app.test_client()
    other.get("/sign-in")
    assert other.post("/sign-in", data={"identifier": "mei", "password": MINE}).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_me": ""},
        {"password": "short", "again": "short"},
        {"again": "another one"},
        {"password": "12345678", "again": "12345678"},
        {"sign_in_name": "wangqiang"},
        {"sign_in_name": "li mei"},
        {"sign_in_name": "13800138000"},
    ],
)
def test_what_does_not_fit_is_said_and_the_code_is_still_good(head, house, client, wrong):
    (code,) = codes_on(make(head, house.third))

    refused = register(client, code, **wrong)

    assert refused.status_code == 422
    assert re.search(r'class="(field-wrong|notice notice-error)"', refused.text)
    assert state_of(house.li_mei).state is MemberState.INVITED
    assert register(client, code).location == "/"


def test_the_name_the_organisation_gave_may_be_kept(head, house, client):
    assert register(client, codes_on(make(head, house.third))[0], sign_in_name="LiMei").location == "/"
    assert state_of(house.li_mei).sign_in_name == "limei"


def words(answer):
    page = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
    return re.sub(r'name="code"[^>]*', "", page)


def test_unknown_used_voided_and_expired_codes_get_one_answer(head, house, client, app, wall):
    (voided,) = codes_on(make(head, house.third))
    (used,) = codes_on(make(head, house.third, every="every"))
    register(app.test_client(), used)
    make_member("周洁", "zhoujie", house.third)
    (expired,) = codes_on(make(head, house.third, days="7"))
    wall.forward(days=8)

    answers = [hand_in(client, code) for code in ("7K3M-9PQR-2XTV-HN4D", "nonsense", voided, used, expired)]

    assert {answer.status_code for answer in answers} == {422}
    assert len({words(answer) for answer in answers}) == 1


def test_who_left_or_is_suspended_cannot_come_in_with_an_old_code(head, house, client):
    (code,) = codes_on(make(head, house.third))
    db.session.rollback()
    house.li_mei.state = MemberState.LEFT
    db.session.commit()

    assert hand_in(client, code).status_code == 422


def test_a_code_voided_between_the_two_steps_lets_nobody_in(head, house, client):
    (code,) = codes_on(make(head, house.third))
    hand_in(client, code)
    make(head, house.third, every="every")

    told = {"is_me": "y", "sign_in_name": "mei", "password": MINE, "again": MINE}
    answer = client.post("/activate/you", data=told)

    assert answer.location == "/activate"
    assert state_of(house.li_mei).state is MemberState.INVITED


def test_a_guesser_has_to_wait_and_an_honest_try_is_forgiven(head, house, client, wall):
    (code,) = codes_on(make(head, house.third))
    for _ in range(20):
        refused = hand_in(client, "7K3M-9PQR-2XTV-HN4D")
    assert refused.status_code == 422

    blocked = hand_in(client, code)
    assert blocked.status_code == 429
    wall.forward(seconds=int(blocked.headers["Retry-After"]) + 1)
    assert hand_in(client, code).location == "/activate/you"
    assert kept(SignInFailures) == []


def test_who_was_signed_in_on_the_device_is_signed_out(head, house):
    (code,) = codes_on(make(head, house.third))

    register(head, code)

    open_now = {row.member_id for row in kept(SignIn) if row.ended_at is None}
    assert open_now == {house.li_mei.id}


def test_a_batch_of_codes_lasts_as_long_as_was_chosen(head, house):
    make(head, house.third, days="90")

    assert kept(InvitationBatch)[0].expires_at == NOON + timedelta(days=90)


def test_days_nobody_offers_are_refused(head, house):
    assert make(head, house.third, days="4000").status_code == 422
    assert kept(Invitation) == []
