"""What waits for a second person is counted beside the desk's name, for those who may decide it."""

import re

import pytest

from quizapp.people.operations import set_interface_language
from quizapp.points import operations as points
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import an_administrator
from tests.points.test_by_hand import change
from tests.points.test_changing_the_tariff import add, propose


def counts(client, page="/") -> dict[str, int]:
    """What the staff pages' links say, by their names."""
    text = client.get(page).text
    found = re.findall(r'<span class="tab-name">([^<]+)</span><span class="tab-count">.*?hidden">(\d+)', text)
    return {name: int(count) for name, count in found}


@pytest.fixture
def desks(house, zheng, qian, client_of):
    """郑工 and 钱工 of the whole works and 冯工 of the office, each in front of a screen."""
    feng = an_administrator("冯工", "feng", house.office, house.office)
    for member in (zheng, qian, feng, house.li_mei):
        set_interface_language(member_id=member.id, language="en")
    return {name: client_of(one) for name, one in (("zheng", zheng), ("qian", qian), ("feng", feng))}


def test_each_who_may_decide_reads_how_much_waits_and_who_proposed_does_not(house, zheng, desks):
    propose(zheng)
    add(zheng, house.office)
    change(house.li_mei, 60, zheng)
    change(house.li_mei, 5, zheng)

    assert counts(desks["qian"]) == {"Tariff": 2, "Points by hand": 1}
    assert counts(desks["zheng"]) == {}
    assert counts(desks["feng"]) == {"Tariff": 1}, "what is of her own branch"


def test_what_is_decided_waits_no_longer(house, zheng, qian, desks):
    made = propose(zheng)
    change(house.li_mei, 60, zheng)
    points.reject_tariff(proposal_id=made, reason="太多", by=qian.id, at=NOON)

    assert counts(desks["qian"]) == {"Points by hand": 1}


def test_nobody_decides_on_their_own_points(qian, zheng, desks):
    change(qian, 60, zheng)

    assert counts(desks["qian"]) == {}


def test_a_phone_reads_it_in_me(house, zheng, desks):
    propose(zheng)

    text = " ".join(re.sub(r"<[^>]+>", " ", desks["qian"].get("/me").text).split())
    assert "Tariff 1 waits for you" in text


def test_members_are_asked_nothing_more_and_staff_one_statement(house, zheng, client_of, desks):
    client, sums = client_of(house.li_mei), {}
    propose(zheng)
    for name, visitor in (("member", client), ("staff", desks["qian"])):
        visitor.get("/rules")
        with statements() as sent:
            visitor.get("/rules")
        sums[name] = [text for text in sent if "points_tariff_proposals" in text]

    assert [len(found) for found in sums.values()] == [0, 1]


def test_an_error_page_counts_nothing(zheng, desks):
    propose(zheng)

    with statements() as sent:
        text = desks["qian"].get("/nowhere").text

    assert "tab-count" not in text and not [one for one in sent if "points_tariff_proposals" in one]
