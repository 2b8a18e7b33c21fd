"""A member's file at the desk: suspended, let go, taken in again, hosted elsewhere; each holds from the next request on."""

import re
from datetime import date, timedelta

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import codes
from quizapp.people import operations as people
from quizapp.people.membership import Step
from quizapp.people.models import GrantRow, HostBranch, Invitation, Member, MemberSpan, MemberState, SignIn
from quizapp.people.operations.invitations import Order
from quizapp.people.roles import Role
from tests.conftest import NOON

TODAY = date(2026, 11, 21)


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


@pytest.fixture
def head(house, client_of):
    """赵敏 administers the works, with both branches."""
    give(house.zhao_min, house.works)
    return client_of(house.zhao_min)


def page_of(member, rest=""):
    return f"/desk/members/{member.id}{rest}"


def step(head, member, which, reason="调离"):
    head.get(page_of(member))
    answer = head.post(page_of(member, "/membership"), data={"step": which, "reason": reason})
    db.session.rollback()
    return answer


def state_of(member):
    db.session.rollback()
    return db.session.get_one(Member, member.id).state


def last_act():
    return db.session.query(AuditRow).order_by(AuditRow.id.desc()).first()


def test_who_is_suspended_can_do_nothing_from_the_next_request_on(head, house, client_of):
    phone = client_of(house.li_mei)
    assert phone.get("/me").status_code == 200

    assert step(head, house.li_mei, "suspend").status_code == 303

    assert phone.get("/me").status_code == 403
    assert (last_act().verb, last_act().changes["reason"]) == ("suspend_member", [None, "调离"])


def test_who_is_taken_up_again_goes_on_where_they_were(head, house, client_of):
    phone = client_of(house.li_mei)
    step(head, house.li_mei, "suspend")

    step(head, house.li_mei, "take_up")

    assert state_of(house.li_mei) == MemberState.INVITED
    assert phone.get("/me").status_code == 200


def test_who_leaves_is_signed_out_and_keeps_neither_role_nor_code_nor_host(head, house, client_of):
    phone = client_of(house.li_mei)
    give(house.li_mei, house.third, Role.EDITOR)
    order = Order(house.third.id, "t" * 22, timedelta(days=30), member_id=house.li_mei.id)
    people.invite(order=order, draw=codes.invitation, index_key=b"k" * 32, by=None, at=NOON)
    db.session.add(HostBranch(member_id=house.li_mei.id, branch_id=house.office.id, from_on=date(2026, 6, 1)))
    db.session.commit()

    step(head, house.li_mei, "leave")

    assert phone.get("/me").location.startswith("/sign-in")
    assert db.session.query(SignIn).filter_by(member_id=house.li_mei.id, ended_at=None).count() == 0
    assert db.session.query(GrantRow).filter_by(member_id=house.li_mei.id).count() == 0
    assert db.session.query(Invitation).one().voided_at == NOON
    assert db.session.query(HostBranch).one().until_on == TODAY


def test_leaving_and_returning_leaves_a_gap_in_the_history(head, house, wall):
    step(head, house.li_mei, "leave")
    wall.forward(days=10)
    step(head, house.li_mei, "return")

    spans = db.session.query(MemberSpan).filter_by(member_id=house.li_mei.id).order_by(MemberSpan.from_on)
    assert [(span.from_on, span.until_on) for span in spans] == [
        (date(2026, 3, 2), TODAY),
        (date(2026, 12, 1), None),
    ]
    assert state_of(house.li_mei) == MemberState.INVITED
    assert "2026年3月2日" in head.get(page_of(house.li_mei)).text


def test_an_activated_member_returns_activated(head, house):
    house.li_mei.state, house.li_mei.activated_at = MemberState.ACTIVATED, NOON
    db.session.commit()
    step(head, house.li_mei, "leave")

    step(head, house.li_mei, "return")

    assert state_of(house.li_mei) == MemberState.ACTIVATED


@pytest.mark.parametrize(
    ("which", "reason"), [("suspend", ""), ("suspend", "x"), ("suspend", "x" * 201), ("banish", "调离")]
)
def test_a_step_without_reason_or_that_there_is_not_is_refused(head, house, which, reason):
    assert step(head, house.li_mei, which, reason).status_code == 422
    assert state_of(house.li_mei) == MemberState.INVITED


def test_the_page_says_before_the_button_why_not_and_the_operation_refuses_alike(head, house):
    page = head.get(page_of(house.zhao_min)).text
    assert 'aria-describedby="why-not-suspend"' in page and 'aria-describedby="why-not-leave"' in page

    step(head, house.zhao_min, "suspend")

    assert state_of(house.zhao_min) == MemberState.INVITED


@pytest.mark.parametrize(
    ("which", "state"), [("take_up", "invited"), ("return", "suspended"), ("leave", "left")]
)
def test_steps_that_lead_nowhere_from_here_are_refused(house, which, state):
    give(house.zhao_min, house.works)
    house.li_mei.state = MemberState(state)
    db.session.commit()

    with pytest.raises(Refused):
        people.take_step(
            member_id=house.li_mei.id, step=Step(which), reason="x", by=house.zhao_min.id, at=NOON
        )


def test_nobody_keeps_out_who_stands_above_them(house, client_of):
    give(house.wang_qiang, house.third)
    give(house.li_mei, house.works, Role.AUDITOR)
    below = client_of(house.wang_qiang)

    assert 'aria-describedby="why-not-suspend"' in below.get(page_of(house.li_mei)).text
    step(below, house.li_mei, "suspend")

    assert state_of(house.li_mei) == MemberState.INVITED


def test_nobody_returns_to_a_closed_branch(head, house):
    for member in (house.li_mei, house.wang_qiang):
        step(head, member, "leave")
    people.close(organisation_id=house.third.id, by=None, at=NOON)

    step(head, house.li_mei, "return")

    assert state_of(house.li_mei) == MemberState.LEFT


@pytest.fixture
def floating(house):
    house.li_mei.member_type = "floating"
    db.session.commit()
    return house.li_mei


def host(head, member, code, day):
    head.get(page_of(member))
    return head.post(page_of(member, "/host"), data={"branch": code, "from_on": day})


def hosted(member):
    db.session.rollback()
    rows = db.session.query(HostBranch).filter_by(member_id=member.id).order_by(HostBranch.from_on)
    return [(row.branch_id, str(row.from_on), row.until_on and str(row.until_on)) for row in rows]


def test_a_floating_member_is_hosted_from_a_day_to_a_day(head, house, floating):
    guests = people.create_organisation(
        code="guests", name="访客支部", parent_id=house.works.id, is_branch=True, at=NOON
    )
    assert host(head, floating, "office", "2026-11-21").status_code == 303
    host(head, floating, "guests", "2027-01-01")

    head.post(page_of(floating, "/host/end"), data={"until_on": "2027-03-01"})

    assert hosted(floating) == [
        (house.office.id, "2026-11-21", "2027-01-01"),
        (guests.id, "2027-01-01", "2027-03-01"),
    ]
    host(head, floating, "office", "2027-02-01")
    assert len(hosted(floating)) == 2, "another branch hosted them on that day"


@pytest.mark.parametrize(
    ("code", "day", "status"),
    [
        ("nowhere", "2026-12-01", 422),
        ("office", "tomorrow", 422),
        ("third", "2026-12-01", 303),
        ("works", "2026-12-01", 303),
    ],
)
def test_only_another_open_branch_hosts_and_only_from_a_day(head, floating, code, day, status):
    assert host(head, floating, code, day).status_code == status
    assert hosted(floating) == []


def test_who_does_not_float_has_no_host(head, house):
    host(head, house.li_mei, "office", "2026-12-01")

    assert hosted(house.li_mei) == []
    assert 'aria-describedby="why-not-host"' in head.get(page_of(house.li_mei)).text


def test_a_branch_beyond_the_own_reach_hosts_nobody_and_is_not_named(house, client_of, floating):
    give(house.wang_qiang, house.third)
    below = client_of(house.wang_qiang)
    db.session.add(
        MemberSpan(
            member_id=floating.id,
            from_on=date(2026, 1, 1),
            until_on=date(2026, 3, 2),
            branch_id=house.office.id,
            member_type="office",
        )
    )
    db.session.commit()

    assert host(below, floating, "office", "2026-12-01").status_code == 422
    assert "机关支部" not in below.get(page_of(floating)).text


def test_categories_are_listed_above_and_chosen_below(head, house):
    head.get(f"/desk/organisations/{house.works.id}/settings")
    settings = {
        "zone": "",
        "content_language": "",
        "rank_visibility": "",
        "joining": "",
        "categories": "先进\n 普通 \n先进\n",
    }
    head.post(f"/desk/organisations/{house.works.id}/settings", data=settings)
    page = head.get(f"/desk/organisations/{house.third.id}/change").text
    assert re.findall(r'<option value="([^"]*)">', page[page.index('name="category"') :])[:2] == [
        "先进",
        "普通",
    ]

    head.post(f"/desk/organisations/{house.third.id}/kind", data={"field": "school", "category": "先进"})

    db.session.rollback()
    assert (house.third.field, house.third.category) == ("school", "先进")
    assert last_act().changes == {"field": ["other", "school"], "category": [None, "先进"]}
    wrong = {"field": "school", "category": "后进"}
    assert head.post(f"/desk/organisations/{house.third.id}/kind", data=wrong).status_code == 422


def test_a_category_that_left_the_list_stays_with_who_has_it(head, house):
    settings = {"own": {"categories": ["先进"]}, "by": None, "at": NOON}
    people.set_settings(organisation_id=house.works.id, **settings)
    house.third.category = "先进"
    db.session.commit()

    people.set_settings(organisation_id=house.works.id, **(settings | {"own": {"categories": ["普通"]}}))

    assert "先进" in head.get(f"/desk/organisations/{house.third.id}/change").text
