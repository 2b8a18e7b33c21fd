"""Joining by a link: opened by an administrator, found by anyone, approved or open as the organisation has it."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.models import Decision, JoinLink, JoinRequest, Member, MemberSpan, MemberState
from quizapp.people.operations.joining import Newcomer
from quizapp.people.passwords import matches
from quizapp.people.roles import Role
from quizapp.points import worker as counts
from tests.conftest import NOON

WHO = {
    "name": "钱多",
    "phone": "13700137000",
    "sign_in_name": "qianduo",
    "password": "seven cups of tea",
    "again": "seven cups of tea",
}


@pytest.fixture
def head(house, client_of):
    """王强 administers the third branch."""
    people.grant(
        member_id=house.wang_qiang.id,
        role=Role.ADMINISTRATOR,
        organisation_id=house.third.id,
        by=None,
        at=NOON,
    )
    return client_of(house.wang_qiang)


@pytest.fixture
def open_house(house):
    """Who joins the third branch by a link is in at once."""
    people.set_settings(organisation_id=house.third.id, own={"joining": "open"}, by=None, at=NOON)
    return house


def kept(table):
    db.session.rollback()
    return db.session.query(table).all()


def desk(node):
    return f"/desk/organisations/{node.id}/joining"


def open_link(head, node, **wishes):
    """Open a link as the page offers it; its code."""
    head.get(desk(node))
    answer = head.post(desk(node), data={"member_type": "applicant", "days": "30"} | wishes)
    assert answer.status_code == 303
    return kept(JoinLink)[-1].code


def come(browser, code, **wishes):
    page = browser.get(f"/join/{code}")
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    told = {"ticket": ticket and ticket[1]} | WHO | wishes
    return browser.post(f"/join/{code}", data=told)


def decide(head, node, how):
    page = head.get(desk(node)).text
    address = re.search(rf'action="(/desk/join-requests/\d+/{how})"', page)[1]
    return head.post(address)


def test_who_has_to_be_approved_waits_and_cannot_sign_in_before(head, house, client, app):
    answer = come(client, open_link(head, house.third))

    assert answer.location.startswith("/joined/")
    assert "管理员会处理" in client.get(answer.location).text
    assert sign_in(app).status_code == 422
    assert [row.name for row in kept(Member)] == ["李梅", "王强", "赵敏"]


def sign_in(app, name="qianduo"):
    door = app.test_client()
    door.get("/sign-in")
    return door.post("/sign-in", data={"identifier": name, "password": WHO["password"]})


def test_who_is_approved_is_registered_and_signs_in(head, house, client, app):
    asked = come(client, open_link(head, house.third))
    waiting = head.get(desk(house.third)).text
    assert "钱多" in waiting and "137****7000" in waiting and "13700137000" not in waiting

    decide(head, house.third, "approve")

    member = kept(Member)[-1]
    assert (member.name, member.state, member.member_type) == ("钱多", MemberState.REGISTERED, "applicant")
    assert member.branch_id == house.third.id and matches(WHO["password"], member.password_hash)
    assert [span.member_type for span in kept(MemberSpan) if span.member_id == member.id] == ["applicant"]
    assert "已经加入" in client.get(asked.location).text
    assert sign_in(app).status_code == 303
    assert sign_in(app, "13700137000").status_code == 303


def test_who_is_declined_is_told_so_and_forgotten(head, house, client, app):
    asked = come(client, open_link(head, house.third))

    decide(head, house.third, "decline")

    (request,) = kept(JoinRequest)
    assert request.decision is Decision.DECLINED
    told = (
        request.name,
        request.phone_sealed,
        request.phone_index,
        request.sign_in_name,
        request.password_hash,
    )
    assert told == (None,) * 5
    assert "没有获准" in client.get(asked.location).text
    assert sign_in(app).status_code == 422


def test_an_open_house_lets_one_in_at_once(head, open_house, client):
    answer = come(client, open_link(head, open_house.third))

    assert answer.location == "/"
    assert "钱多" in client.get("/").text + client.get("/me").text
    assert kept(Member)[-1].state is MemberState.ACTIVATED
    assert kept(JoinRequest)[0].decision is Decision.APPROVED


def test_the_setting_is_inherited_and_a_branch_may_have_its_own(head, house, client, app):
    people.set_settings(organisation_id=house.works.id, own={"joining": "open"}, by=None, at=NOON)
    code = open_link(head, house.third)
    assert come(client, code).location == "/"

    people.set_settings(organisation_id=house.third.id, own={"joining": "approval"}, by=None, at=NOON)
    other = come(app.test_client(), code, sign_in_name="sunli", phone="13600136000")
    assert other.location.startswith("/joined/")


def test_applicants_and_public_are_counted_apart_from_members(head, house, client, app):
    code = open_link(head, house.third)
    come(client, code)
    decide(head, house.third, "approve")
    come(app.test_client(), code, sign_in_name="sunli", phone="13600136000")
    counts.catch_up(at=NOON)

    page = head.get(f"/desk/organisations/{house.third.id}").text

    figures = re.findall(r'class="stat-figure">(\d+)<', page)
    assert figures[:2] == ["2", "1"]
    assert "1 人等待批准" in page


def test_a_branch_with_guests_only_cannot_be_closed(head, house, client):
    come(client, open_link(head, house.third))
    decide(head, house.third, "approve")
    people.grant(
        member_id=house.zhao_min.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
    )
    db.session.rollback()
    for member in (house.li_mei, house.wang_qiang):
        member.state = MemberState.LEFT
    db.session.commit()

    with pytest.raises(Refused):
        people.close(organisation_id=house.third.id, by=house.zhao_min.id, at=NOON)


def test_a_link_that_is_closed_over_or_unknown_gets_one_answer(head, house, client, wall):
    closed, over = open_link(head, house.third), open_link(head, house.third, days="7")
    link = next(row for row in kept(JoinLink) if row.code == closed)
    head.get(desk(house.third))
    assert head.post(f"/desk/join-links/{link.id}/close").status_code == 303
    wall.forward(days=8)

    answers = [client.get(f"/join/{code}") for code in (closed, over, "7K3M9PQR2X", "nonsense")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'"csrf_token" value="[^"]+"|name="next"[^>]+', "", one.text) for one in answers}) == 1
    client.get("/sign-in")
    assert client.post(f"/join/{closed}", data=WHO | {"ticket": "t" * 22}).status_code == 404
    assert kept(JoinRequest) == []


def test_a_closed_organisation_lets_nobody_in(head, house, client):
    code = open_link(head, house.third)
    for member in (house.li_mei, house.wang_qiang):
        member.state = MemberState.LEFT
    db.session.commit()
    people.close(organisation_id=house.third.id, by=None, at=NOON)

    assert client.get(f"/join/{code}").status_code == 404


def test_the_code_of_a_poster_leads_to_its_page(head, house, client):
    code = open_link(head, house.third)

    assert client.get(f"/join?code={code[:5].lower()}-{code[5:]}").location == f"/join/{code}"
    assert "已经不能用" in client.get("/join?code=7K3M9PQR2X").text


def test_the_poster_shows_the_code_and_where_it_leads(head, house):
    code = open_link(head, house.third)

    page = head.get(f"/desk/join-links/{kept(JoinLink)[0].id}/poster").text

    assert f"{code[:5]}-{code[5:]}" in page and "http://localhost/join" in page and "第三支部" in page
    assert 'class="qr-dark"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"phone": "110"},
        {"phone": "hello"},
        {"sign_in_name": "limei"},
        {"sign_in_name": "a b"},
        {"password": "short", "again": "short"},
        {"again": "different"},
        {"ticket": "x"},
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(head, house, client, wrong):
    answer = come(client, open_link(head, house.third), **wrong)

    assert answer.status_code == 422
    assert kept(JoinRequest) == []


def test_the_form_sent_twice_asks_once(head, house, client):
    code = open_link(head, house.third)

    answers = [come(client, code, ticket="t" * 22) for _ in range(2)]

    assert {answer.location for answer in answers} == {"/joined/" + "t" * 22}
    assert len(kept(JoinRequest)) == 1


def test_a_name_somebody_waits_with_is_taken(head, house, client, app):
    code = open_link(head, house.third)
    come(client, code)

    assert come(app.test_client(), code, phone="13600136000").status_code == 422


def test_where_requests_are_approved_a_guesser_does_not_learn_whose_phone_is_known(head, house, client):
    answer = come(client, open_link(head, house.third), phone="13800138000")

    assert answer.location.startswith("/joined/")
    page = head.get(desk(house.third)).text
    assert "已有成员使用这个手机号" in page
    assert decide(head, house.third, "approve").status_code == 303
    assert kept(JoinRequest)[0].decision is Decision.WAITING


def test_an_open_house_refuses_a_phone_that_is_known(head, open_house, client):
    assert come(client, open_link(head, open_house.third), phone="13800138000").status_code == 422
    assert kept(JoinRequest) == [] and len(kept(Member)) == 3


def test_nobody_joins_as_a_member(head, house):
    head.get(desk(house.third))

    assert head.post(desk(house.third), data={"member_type": "office", "days": "30"}).status_code == 422
    with pytest.raises(Refused):
        people.open_join_link(
            organisation_id=house.third.id,
            member_type="office",
            code="7K3M9PQR2X",
            expires_at=NOON,
            by=None,
            at=NOON,
        )


def test_links_and_requests_of_others_are_not_there(head, house, client):
    link_id = people.open_join_link(
        organisation_id=house.office.id,
        member_type="public",
        code="7K3M9PQR2X",
        expires_at=NOON.replace(year=2027),
        by=None,
        at=NOON,
    )
    come(client, "7K3M9PQR2X")
    request_id = kept(JoinRequest)[0].id
    head.get(desk(house.third))

    assert head.get(f"/desk/join-links/{link_id}/poster").status_code == 404
    assert head.post(f"/desk/join-links/{link_id}/close").status_code == 404
    assert head.post(f"/desk/join-requests/{request_id}/approve").status_code == 404
    assert head.post(f"/desk/join-requests/{request_id}/decline").status_code == 404
    assert kept(JoinRequest)[0].decision is Decision.WAITING


def test_every_step_stands_in_the_audit_trail_and_no_name_does(head, house, client, app):
    code = open_link(head, house.third)
    come(client, code)
    decide(head, house.third, "approve")
    come(app.test_client(), code, sign_in_name="sunli", phone="13600136000", name="孙丽")
    decide(head, house.third, "decline")
    head.get(desk(house.third))
    head.post(f"/desk/join-links/{kept(JoinLink)[0].id}/close")

    verbs = [(row.verb, row.actor_id) for row in kept(AuditRow)]
    by = house.wang_qiang.id
    assert verbs[-4:] == [
        ("open_join_link", by),
        ("approve_join", by),
        ("decline_join", by),
        ("close_join_link", by),
    ]
    assert "孙丽" not in str([row.changes for row in kept(AuditRow)])


def test_many_tries_from_one_network_have_to_wait(head, house, client, wall):
    code = open_link(head, house.third)
    client.get(f"/join/{code}")
    for _ in range(60):
        client.post(f"/join/{code}", data=WHO | {"ticket": "t" * 22, "phone": "110"})

    blocked = come(client, code)
    assert blocked.status_code == 429 and kept(JoinRequest) == []
    wall.forward(seconds=int(blocked.headers["Retry-After"]) + 1)
    assert come(client, code).status_code == 303


def at_once(app, hands, act):
    together = Barrier(hands)

    def run(hand):
        with app.app_context():
            together.wait()
            try:
                return act(hand)
            except Refused as refusal:
                return refusal
            finally:
                db.session.remove()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(run, range(hands)))


def test_one_name_asked_for_by_many_at_once_is_one_persons(head, house, app):
    code = open_link(head, house.third)
    db.session.rollback()

    def ask(hand):
        told = Newcomer(f"handle-{hand:020}", "钱多", "qianduo", b"x", f"phone{hand}", "hash")
        return people.join(code=code, newcomer=told, at=NOON)

    told = at_once(app, 8, ask)

    assert sum(isinstance(one, Refused) for one in told) == 7
    assert len(kept(JoinRequest)) == 1


def test_a_request_decided_by_many_at_once_is_decided_once(head, house, client, app):
    come(client, open_link(head, house.third))
    request_id, by = kept(JoinRequest)[0].id, house.wang_qiang.id
    db.session.rollback()

    def act(hand):
        step = people.approve_join if hand % 2 else people.decline_join
        return step(request_id=request_id, by=by, at=NOON)

    told = at_once(app, 8, act)

    assert sum(isinstance(one, Refused) for one in told) == 7
    let_in = kept(JoinRequest)[0].decision is Decision.APPROVED
    assert len(kept(Member)) == 3 + let_in


def test_a_request_that_nobody_decides_is_dropped_after_thirty_days_and_told(head, house, client, wall):
    code = open_link(head, house.third, days="365")
    address = come(client, code).location
    assert "30 天" in client.get(address).text and "30 天" in head.get(desk(house.third)).text

    wall.forward(days=29, hours=23)
    assert people.drop_undecided(at=wall.at) == 0 and "1 天" in client.get(address).text
    wall.forward(hours=1)
    assert people.drop_undecided(at=wall.at) == 1 and people.drop_undecided(at=wall.at) == 0

    (request,) = kept(JoinRequest)
    assert (request.decision, request.name, request.sign_in_name) == (Decision.EXPIRED, None, None)
    assert (request.phone_sealed, request.phone_index, request.password_hash) == (None, None, None)
    assert "没有人处理" in client.get(address).text
    assert kept(AuditRow)[-1].verb == "drop_join"
    with pytest.raises(Refused):
        people.approve_join(request_id=request.id, by=house.wang_qiang.id, at=wall.at)
    assert come(client, code).status_code == 303, "the name is free again"
