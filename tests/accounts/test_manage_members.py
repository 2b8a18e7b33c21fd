"""Staff pages about members: found in one's own reach only, phones masked, roles given and taken."""

import re
from datetime import date

import pytest

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import GrantRow, MemberState
from quizapp.people.roles import Role
from tests.cast import make_member
from tests.conftest import NOON


def give(member, node, role=Role.ADMINISTRATOR, ends_on=None):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON, ends_on=ends_on)


@pytest.fixture
def head(house, client_of):
    """王强 administers the third branch, where 李梅 is a member."""
    give(house.wang_qiang, house.third)
    return client_of(house.wang_qiang)


def page_of(member, rest=""):
    return f"/desk/members/{member.id}{rest}"


def listed(page):
    return re.findall(r'class="folk-name"[^>]*>([^<]+)<', page)


def held_by(member):
    db.session.rollback()
    return {
        (row.role, row.organisation_id, row.ends_on)
        for row in db.session.query(GrantRow).filter_by(member_id=member.id)
    }


def send(head, member, **data):
    head.get(page_of(member))
    return head.post(
        page_of(member, "/roles"), data={"role": "editor", "elsewhere": "", "ends_on": ""} | data
    )


def test_the_list_shows_the_own_people_with_masked_phones(head, house):
    page = head.get(f"/desk/organisations/{house.third.id}/members").text

    assert listed(page) == ["李梅", "王强"]
    assert "138****8000" in page
    assert "13800138000" not in page


@pytest.mark.parametrize(
    ("text", "names"),
    [("李", ["李梅"]), ("WangQiang", ["王强"]), ("138 0013 8000", ["李梅"]), ("8000", []), ("赵敏", [])],
)
def test_people_are_found_by_name_sign_in_name_or_whole_phone(head, house, text, names):
    page = head.get(f"/desk/organisations/{house.third.id}/members", query_string={"q": text}).text

    assert listed(page) == names


def test_a_long_list_is_shown_page_by_page(head, house):
    for number in range(110):
        make_member(f"n{number}", f"n{number}", house.third)

    seen, address = [], f"/desk/organisations/{house.third.id}/members"
    while address:
        page = head.get(address).text
        seen += listed(page)
        found = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = found and found[1].replace("&amp;", "&")

    assert len(seen) == len(set(seen)) == 112


def test_someone_elses_member_is_not_there(head, house):
    assert head.get(page_of(house.li_mei)).status_code == 200
    assert head.get(page_of(house.zhao_min)).status_code == 404
    assert head.get("/desk/members/4711").status_code == 404
    assert send(head, house.zhao_min, place=house.third.id).status_code == 404


def test_a_role_is_given_until_a_day_and_taken_again(head, house):
    assert send(head, house.li_mei, place=house.third.id, ends_on="2026-12-31").status_code == 303
    assert held_by(house.li_mei) == {(Role.EDITOR, house.third.id, date(2026, 12, 31))}

    end = re.search(r'action="(/desk/members/\d+/roles/\d+/end)"', head.get(page_of(house.li_mei)).text)[1]
    assert head.post(end).status_code == 303

    assert held_by(house.li_mei) == set()
    assert head.post(end).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"role": "emperor", "place": "third"},
        {"role": "member", "place": "third"},
        {"place": "works"},
        {"place": "third", "elsewhere": "office"},
        {"place": "third", "ends_on": "tomorrow"},
        {"place": "x"},
    ],
)
def test_what_cannot_be_given_is_refused_beside_its_field(head, house, sent):
    node = getattr(house, sent["place"], None)

    answer = send(head, house.li_mei, **(sent | {"place": node.id if node else "x"}))

    assert answer.status_code == 422
    assert 'class="field-wrong"' in answer.text
    assert held_by(house.li_mei) == set()


def test_a_role_for_a_time_is_not_given_for_longer_and_the_page_says_so_before(head, house):
    give(house.wang_qiang, house.third, ends_on=date(2026, 12, 1))

    assert "2026年12月1日" in head.get(page_of(house.li_mei)).text
    send(head, house.li_mei, place=house.third.id, ends_on="2026-12-02")

    assert "2026年12月1日" in head.get(page_of(house.li_mei)).text
    assert held_by(house.li_mei) == set()


def test_the_own_seat_and_roles_from_above_cannot_be_taken_and_the_page_says_so(head, house):
    give(house.wang_qiang, house.works, Role.AUDITOR)

    page = head.get(page_of(house.wang_qiang)).text

    assert len(re.findall(r'disabled aria-describedby="why-not-\d', page)) == 2
    for end in re.findall(r'action="(/desk/members/\d+/roles/\d+/end)"', page):
        head.post(end)
    assert len(held_by(house.wang_qiang)) == 2


def test_who_has_left_is_given_nothing(head, house):
    house.li_mei.state = MemberState.LEFT
    db.session.commit()

    assert 'aria-describedby="why-not-give"' in head.get(page_of(house.li_mei)).text
    send(head, house.li_mei, place=house.third.id)
    assert held_by(house.li_mei) == set()


def test_a_grant_of_one_member_is_not_ended_through_another(head, house):
    give(house.li_mei, house.third, Role.EDITOR)
    (grant_id,) = db.session.query(GrantRow.id).filter_by(member_id=house.li_mei.id).one()
    head.get(page_of(house.wang_qiang))

    assert head.post(page_of(house.wang_qiang, f"/roles/{grant_id}/end")).status_code == 404
    assert held_by(house.li_mei) != set()
