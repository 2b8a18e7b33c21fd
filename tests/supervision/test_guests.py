"""Whom the branches host: named to who sees the figures there, branch by branch, and to nobody else."""

import re
from datetime import date

import pytest

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import HostBranch, MemberState
from quizapp.supervision.queries import guests
from tests.conftest import NOON
from tests.supervision.conftest import give

TODAY = date(2026, 11, 21)


@pytest.fixture
def hosted(house):
    """李梅 of the third branch is with the office since June; 王强 comes in December; 赵敏 was with the third until today."""
    for member, host, since, until in (
        (house.li_mei, house.office, date(2026, 6, 1), None),
        (house.wang_qiang, house.office, date(2026, 12, 1), date(2027, 3, 1)),
        (house.zhao_min, house.third, date(2026, 1, 1), TODAY),
    ):
        member.member_type = "floating"
        db.session.add(HostBranch(member_id=member.id, branch_id=host.id, from_on=since, until_on=until))
    db.session.commit()
    return house


def named(page):
    return re.findall(r'folk-name">([^<]+)<', page.text)


def test_the_guests_of_a_part_are_named_with_home_and_days(hosted, client_of):
    give(hosted.zhao_min, hosted.office)
    desk = client_of(hosted.zhao_min)

    page = desk.get(f"/figures/{hosted.office.id}/guests")

    assert named(page) == ["李梅", "王强"]
    for words in ("第三支部", "2026年6月1日", "2026年12月1日", "2027年3月1日"):
        assert words in page.text
    assert desk.get(f"/figures/{hosted.third.id}/guests").status_code == 404
    assert desk.get(f"/figures/{hosted.works.id}/guests").status_code == 404


def test_who_has_left_is_nobodys_guest_and_an_empty_branch_says_so(hosted, client_of):
    hosted.li_mei.state = MemberState.LEFT
    db.session.commit()
    give(hosted.zhao_min, hosted.works)
    desk = client_of(hosted.zhao_min)

    assert named(desk.get(f"/figures/{hosted.works.id}/guests")) == ["王强"]
    assert "empty" in desk.get(f"/figures/{hosted.third.id}/guests").text


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_pages_show_every_guest_once_in_the_order_of_the_tree(hosted, limit):
    group = people.create_organisation(
        code="group", name="小组", parent_id=hosted.office.id, is_branch=True, at=NOON
    )
    db.session.add(HostBranch(member_id=hosted.zhao_min.id, branch_id=group.id, from_on=TODAY))
    db.session.commit()
    after, shown = (0, 0), []
    while True:
        page = guests.page(hosted.works.path, today=TODAY, after=after, limit=limit)
        shown += [(guest.host_name, guest.name) for guest in page.rows]
        if page.next_key is None or len(shown) > 9:
            break
        after = tuple(map(int, page.next_key.split(".")))

    assert shown == [("机关支部", "李梅"), ("机关支部", "王强"), ("小组", "赵敏")]
