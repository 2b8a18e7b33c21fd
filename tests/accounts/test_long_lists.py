"""Long lists of the desk: everyone once, in the order of the tree, and nothing walked through that grows with the members."""

import re

import pytest

from quizapp.accounts.queries.finding import actors_called, found_in
from quizapp.accounts.queries.members import people_in
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people import worker
from quizapp.people.models import Organisation
from quizapp.people.roles import Role
from quizapp.people.store import words
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
    """Every page of the list of a part, or of those in it who fit a text, one after another."""
    after, found = 0, []
    while len(found) < 30:  # more pages than anyone is shown on: a list that never ends
        page = (
            found_in(path, text=text, phone_index=None, after=after, limit=limit)
            if text
            else people_in(path, after=after, limit=limit)
        )
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
    inside = people_in(house.office.path, after=house.li_mei.id)
    before = people_in(house.third.path, after=house.zhao_min.id)
    unknown = people_in(house.third.path, after=10**8)

    assert {person.branch_id for person in inside.rows} <= {house.office.id}
    assert {person.branch_path.startswith(house.third.path) for person in before.rows} <= {True}
    assert {person.branch_path.startswith(house.third.path) for person in unknown.rows} <= {True}


@pytest.mark.skipif(BACKEND != "sqlite", reason="the plans are those of the embedded database")
@pytest.mark.parametrize(
    "rest",
    [
        "",
        "/members",
        "/members?after=2",
        "?q=third",
        "/members?q=李梅",
        "/members?q=成员 李",
        "/members?q=成&after=9",
        "/headcounts",
        "/joining",
    ],
)
def test_no_list_walks_through_members_or_organisations(top, house, crowd, rest):
    with plans.heard(db.engine) as sent:
        page = top.get(f"/desk/organisations/{house.works.id}{rest}")

    assert page.status_code == 200 and re.search("third|第三支部|没有人", page.text)
    assert plans.walks(db.engine, sent) == []


@pytest.mark.skipif(BACKEND != "sqlite", reason="the plans are those of the embedded database")
@pytest.mark.parametrize("asked", ["verb=grant", "organisation=third", "actor=李", "actor=limei"])
def test_the_audit_trail_is_found_by_index(top, house, asked):
    with plans.heard(db.engine) as sent:
        page = top.get(f"/desk/audit?{asked}")

    assert page.status_code == 200
    assert plans.walks(db.engine, sent) == []


@pytest.mark.skipif(BACKEND != "sqlite", reason="the plans are those of the embedded database")
def test_those_who_fit_come_in_the_order_of_the_parts_and_are_not_sorted(house, crowd):
    with plans.heard(db.engine) as sent:
        found_in(house.works.path, text="成员", phone_index=None, after=crowd[3].id, limit=3)
    steps = plans.steps(db.engine, sent[-1])

    assert re.match(r"SEARCH member_words USING PRIMARY KEY \(word=\? AND place", steps[0]), steps
    assert not [step for step in steps if "TEMP B-TREE" in step]


@pytest.mark.parametrize("limit", [1, 2, 50])
@pytest.mark.parametrize("text", ["成", "成员", "员1", "1", "成员 1", "ONE3", "梅", "李梅强"])
def test_the_pages_of_those_who_fit_show_each_once(house, crowd, limit, text):
    everyone = {member.id: member for member in (house.li_mei, house.wang_qiang, house.zhao_min, *crowd)}
    fitting = {
        "成": r"成",
        "成员": r"成员",
        "员1": r"员1",
        "1": r"员1",
        "成员 1": r"员1",
        "梅": r"梅",
        "李梅强": r"李梅强",
        "ONE3": r"员3",
    }[text]
    fit = {member_id for member_id, member in everyone.items() if re.search(fitting, member.name)}

    shown = [member_id for page in pages(house.works.path, limit=limit, text=text) for member_id in page]

    assert len(shown) == len(set(shown)) and set(shown) == fit
    inside = [one for page in pages(house.office.path, limit=limit, text=text) for one in page]
    assert set(inside) == {one for one in fit if everyone[one].branch_id == house.office.id}


def test_whoever_acted_is_found_by_a_part_of_the_name_and_told_when_there_are_too_many(house, crowd):
    for member in (house.li_mei, crowd[0], crowd[5]):
        people.grant(
            member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
        )
        people.rename(organisation_id=house.third.id, name=f"第三支部{member.id}", by=member.id, at=NOON)

    assert actors_called("成").ids == [crowd[0].id, crowd[5].id]
    assert actors_called("limei").ids == [house.li_mei.id]
    assert actors_called("王").ids == [] and not actors_called("成").more
    assert actors_called("成", looked_at=3).more


def test_who_moved_just_now_is_shown_in_neither_place_until_the_parts_follow(house):
    """As after a roster: nobody who has moved on may be seen in a branch that was theirs."""
    house.li_mei.branch_id = house.office.id
    words.fall_due(Organisation.id == house.office.id)
    db.session.commit()

    assert (
        pages(house.third.path, limit=9, text="李梅") == pages(house.office.path, limit=9, text="李") == [[]]
    )
    worker.keep_words()
    assert pages(house.third.path, limit=9, text="李梅") == [[]]
    assert pages(house.office.path, limit=9, text="李") == [[house.li_mei.id]]
