"""Long lists of the desk: everyone once, in the order of the tree, and nothing walked through that grows with the members."""

import re

import pytest

from quizapp.accounts.queries.members import people_in
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.roles import Role
from tests.bench.city import plans
from tests.cast import SPRING, make_member
from tests.conftest import BACKEND, NOON


@pytest.fixture
def top(house, client_of):
    """李梅 administers the whole works."""
    people.grant(
        member_id=house.li_mei.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
    )
    return client_of(house.li_mei)


@pytest.fixture
def crowd(house):
    """Twelve more members, joining the branches in turn, and a group below the third branch."""
    group = people.create_organisation(
        code="group", name="学习小组", parent_id=house.third.id, is_branch=True, at=SPRING
    )
    homes = (house.office, house.third, group)
    return [make_member(f"成员{number}", f"one{number}", homes[number % 3]) for number in range(12)]


def pages(path, *, limit, text=""):
    """Every page of the list of a part, one after another."""
    after, found = 0, []
    while len(found) < 30:  # more pages than anyone is shown on: a list that never ends
        page = people_in(path, text=text, phone_index=None, after=after, limit=limit)
        found.append([person.id for person in page.rows])
        if page.next_key is None:
            return found
        after = int(page.next_key)
    raise AssertionError("the list never ends")


@pytest.mark.parametrize("limit", [1, 2, 4, 50])
def test_the_pages_of_a_part_show_everyone_once_branch_by_branch(house, crowd, limit):
    everyone = [house.li_mei, house.wang_qiang, house.zhao_min, *crowd]
    db.session.rollback()
    path_of = {branch.id: branch.path for branch in (house.third, house.office)}
    path_of[crowd[2].branch_id] = f"{house.third.path}{crowd[2].branch_id}/"

    shown = [member_id for page in pages(house.works.path, limit=limit) for member_id in page]

    assert shown == [
        member.id for member in sorted(everyone, key=lambda one: (path_of[one.branch_id], one.id))
    ]


def test_the_key_of_a_member_elsewhere_shows_nobody_from_there(house, crowd):
    inside = people_in(house.office.path, text="", phone_index=None, after=house.li_mei.id)
    before = people_in(house.third.path, text="", phone_index=None, after=house.zhao_min.id)
    unknown = people_in(house.third.path, text="", phone_index=None, after=10**8)

    assert {person.branch_id for person in inside.rows} <= {house.office.id}
    assert {person.branch_path.startswith(house.third.path) for person in before.rows} <= {True}
    assert {person.branch_path.startswith(house.third.path) for person in unknown.rows} <= {True}


@pytest.mark.skipif(BACKEND != "sqlite", reason="the plans are those of the embedded database")
@pytest.mark.parametrize("rest", ["", "/members", "/members?after=2", "?q=third"])
def test_no_list_walks_through_members_or_organisations(top, house, crowd, rest):
    with plans.heard(db.engine) as sent:
        page = top.get(f"/desk/organisations/{house.works.id}{rest}")

    assert page.status_code == 200 and re.search("third|第三支部", page.text)
    assert plans.walks(db.engine, sent) == []


@pytest.mark.skipif(BACKEND != "sqlite", reason="the plans are those of the embedded database")
@pytest.mark.parametrize("asked", ["verb=grant", "organisation=third"])
def test_the_audit_trail_is_found_by_index(top, house, asked):
    with plans.heard(db.engine) as sent:
        page = top.get(f"/desk/audit?{asked}")

    assert page.status_code == 200
    assert plans.walks(db.engine, sent) == []
