"""Looking as a member: read-only, noted, ended by one press, and gone with the reach."""

import re

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.models import GrantRow, MemberState, SignIn
from quizapp.people.roles import Role
from quizapp.points.models import Entry
from quizapp.web.guards import anyone
from tests.conftest import NOON
from tests.counting import statements


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


@pytest.fixture
def head(house, client_of):
    """王强 administers the third branch, where 李梅 is a member."""
    give(house.wang_qiang, house.third)
    return client_of(house.wang_qiang)


@pytest.fixture
def looking(head, house):
    """王强 while he looks as 李梅."""
    begin(head, house.li_mei)
    return head


def begin(visitor, member):
    visitor.get("/me")
    return visitor.post(f"/desk/members/{member.id}/view")


def noted():
    db.session.rollback()
    rows = db.session.query(AuditRow).filter(AuditRow.verb.in_(["begin_view", "end_view"]))
    return [(row.verb, row.actor_id, row.subject) for row in rows.order_by(AuditRow.id)]


def test_the_pages_are_the_members_under_a_bar_that_ends_it(looking, house):
    page = looking.get("/me").text

    assert re.search(r'<h1 class="heading-title">李梅</h1>', page)
    assert "王强正以李梅的身份查看" in page and 'action="/desk/view/end"' in page
    assert looking.get("/desk/").status_code == 403


def test_beginning_and_end_are_noted_and_lead_back(looking, house):
    looking.get("/me")

    answer = looking.post("/desk/view/end")

    subject = f"member:{house.li_mei.id}"
    assert answer.location == f"/desk/members/{house.li_mei.id}"
    assert noted() == [
        ("begin_view", house.wang_qiang.id, subject),
        ("end_view", house.wang_qiang.id, subject),
    ]
    assert "view-bar" not in looking.get("/me").text
    assert looking.post("/desk/view/end").location == "/"


@pytest.mark.parametrize(
    "address",
    [
        "/me/preferences",
        "/sign-out",
        "/sign-out/everywhere",
        "/language",
        "/quiz/daily",
        "/me/password",
        "/nowhere",
    ],
)
def test_nothing_is_sent_while_looking_and_the_answer_says_why(looking, house, address):
    looking.get("/me")

    answer = looking.post(address, data={"theme": "dark", "language": "en"})

    assert answer.status_code == 409
    assert "结束查看后才能改动" in answer.text


def test_a_script_is_refused_as_well(looking):
    looking.get("/me")
    token = {"X-CSRFToken": looking.csrf_token}

    assert looking.post("/read/x/beat", json={"end": False}, headers=token).status_code == 409


def test_opening_today_pays_the_member_nothing(looking, house):
    assert looking.get("/").status_code == 200

    db.session.rollback()
    assert db.session.query(Entry).count() == 0


def test_a_link_that_would_write_is_refused_too(app, client_of, house):
    @app.get("/sly")
    @anyone
    def sly():
        people.set_interface_language(member_id=house.li_mei.id, language="en")
        return "done"

    give(house.wang_qiang, house.third)
    visitor = client_of(house.wang_qiang)
    begin(visitor, house.li_mei)

    assert visitor.get("/sly").status_code == 409


@pytest.mark.parametrize("address", ["/me/devices", "/me/password"])
def test_what_is_the_members_alone_stays_closed(looking, address):
    answer = looking.get(address)

    assert answer.status_code == 409
    assert "只有李梅本人" in answer.text


def test_only_the_own_people_can_be_looked_as(head, house):
    assert begin(head, house.zhao_min).status_code == 404
    assert begin(head, house.wang_qiang).status_code == 409
    house.li_mei.state = MemberState.SUSPENDED
    db.session.commit()
    assert begin(head, house.li_mei).status_code == 409
    assert noted() == []


def test_looking_as_someone_with_more_power_does_not_lend_it(head, house):
    give(house.li_mei, house.works)
    begin(head, house.li_mei)

    assert head.get("/desk/").status_code == 403


def test_looking_as_an_auditor_of_the_own_branch_shows_their_desk(head, house):
    give(house.li_mei, house.third, Role.AUDITOR)
    begin(head, house.li_mei)

    assert head.get("/desk/audit").status_code == 200


def test_the_view_ends_with_the_reach_on_the_very_next_request_for_good(looking, house):
    grant_id = db.session.query(GrantRow.id).filter_by(member_id=house.wang_qiang.id).scalar()
    people.revoke(grant_id=grant_id, by=None, at=NOON)

    assert '<h1 class="heading-title">王强</h1>' in looking.get("/me").text

    give(house.wang_qiang, house.third)
    assert "view-bar" not in looking.get("/me").text
    assert [verb for verb, *_ in noted()] == ["begin_view", "end_view"]


def test_a_cookie_kept_from_before_the_end_shows_no_view(looking, house):
    stolen = looking.get_cookie("session").value
    looking.get("/me")
    looking.post("/desk/view/end")

    looking.set_cookie("session", stolen)

    assert "view-bar" not in looking.get("/me").text


def test_a_view_begun_twice_stays_the_first_and_is_noted_once(looking, house):
    sign_in = db.session.query(SignIn).filter_by(member_id=house.wang_qiang.id).one()

    people.begin_view(sign_in_id=sign_in.id, member_id=house.li_mei.id, by=house.wang_qiang.id, at=NOON)

    assert len(noted()) == 1


def test_an_operation_refuses_a_view_outside_the_reach(head, house):
    sign_in = db.session.query(SignIn).filter_by(member_id=house.wang_qiang.id).one()

    with pytest.raises(Refused):
        people.begin_view(sign_in_id=sign_in.id, member_id=house.zhao_min.id, by=house.wang_qiang.id, at=NOON)


def test_who_looks_costs_two_statements_and_nobody_else_more_than_one(client_of, looking, house):
    plain = client_of(house.zhao_min)
    counts = []
    for visitor in (plain, looking):
        with statements() as sent:
            visitor.get("/me/preferences")  # no such page: only who asks is read
        counts.append(len(sent))

    assert counts == [1, 2]
