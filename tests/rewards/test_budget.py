"""The redemptions behind a line of the budget: whose they are, how they stand, and that they come to the line."""

import re
from datetime import timedelta

import pytest

from quizapp.people.operations import set_interface_language
from quizapp.rewards import operations as rewards
from quizapp.rewards import worker
from quizapp.rewards.budget import by_reward
from quizapp.rewards.queries import budget
from quizapp.rewards.states import GIVEN_BACK, HELD, State
from tests.conftest import NOON
from tests.counting import statements
from tests.rewards.conftest import give, hand_over, me, offer, redeem
from tests.rewards.test_pages import browser

DAY = timedelta(days=1)


@pytest.fixture
def autumn(house, rich, organiser):
    """A cup at two sites and a mug at one, in October and November: run out, kept, handed over and cancelled."""
    give(rich, 400)
    cup, mug = offer(house, stock=9), offer(house, stock=9, title_zh="马克杯", title_en="Mug", price=7)
    rewards.change_stock(reward_id=cup, site_id=house.office.id, by_pieces=9, seen_total=0, by=None, at=NOON)
    for at in (NOON, NOON - 25 * DAY, NOON - 40 * DAY):
        for reward_id, site in ((cup, house.third), (cup, house.office), (mug, house.third)):
            redeem(rich, reward_id, site, at=at)
    worker.catch_up(at=NOON)
    handed, gone = (redeem(rich, cup, house.third) for _ in range(2))
    hand_over(handed, by=organiser)
    rewards.cancel_own(me=me(rich), redemption_id=gone, at=NOON)
    return cup, mug


def every_page(behind, limit):
    """All redemptions behind a line, read so many at a time."""
    page = budget.redemptions_behind(behind, limit=limit)
    found = [*page.rows]
    while page.next_key:
        page = budget.redemptions_behind(behind, before=int(page.next_key), limit=limit)
        found += page.rows
    return [held.redemption for held in found]


def points_in(redemptions, *states):
    return sum(one.price for one in redemptions if one.state in states)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_the_list_behind_each_line_comes_to_the_line(autumn, limit):
    lines = by_reward(budget.sums(["1/"]))

    assert {line.month for line in lines} == {"2026-10", "2026-11"} and len(lines) == 6
    for line in lines:
        found = every_page(budget.Behind(line.reward_id, line.site_id, line.month), limit)
        assert (len(found), points_in(found, *State)) == (line.count, line.spent)
        assert points_in(found, *GIVEN_BACK) == line.given_back
        assert points_in(found, *HELD) == line.held
        assert points_in(found, State.HANDED_OVER) == line.handed_over
    assert {line.month: line.given_back for line in lines if line.held == 0}.keys() == {"2026-10"}


def test_without_a_site_or_a_month_it_is_all_of_the_reward(autumn):
    cup, mug = autumn

    assert len(every_page(budget.Behind(cup), 2)) == 8
    assert len(every_page(budget.Behind(mug), 2)) == 3
    assert len(every_page(budget.Behind(cup, month="2026-10"), 2)) == 4


def test_a_line_of_the_report_opens_its_redemptions(client_of, house, chief, rich, autumn):
    set_interface_language(member_id=chief.id, language="en")
    desk = browser(client_of, chief)

    report = desk.get("/desk/rewards/budget?month=2026-11").text
    address = re.search(
        rf'href="(/desk/rewards/budget/rewards/{autumn[0]}\?site={house.third.id}[^"]*)"', report
    )
    page = desk.get(address.group(1).replace("&amp;", "&")).text
    rows = re.findall(r'<th scope="row">李梅</th>.*?</tr>', page)
    prices = [int(re.search(r'<td class="number">.*?(\d+) points', row).group(1)) for row in rows]
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())

    assert prices == [10, 10, 10] and "Points spent 30 3 redemptions" in words
    assert "cancelled" in rows[0] and "handed over" in rows[1] and "kept ready" in rows[2]
    assert "Nothing was redeemed here" in desk.get("/desk/rewards/budget/rewards/1?month=9999-12").text


def test_a_line_costs_as_many_statements_however_much_is_behind_it(client_of, house, chief, rich):
    cup = offer(house, stock=9)
    desk = browser(client_of, chief)
    counts = []
    for _ in range(3):
        redeem(rich, cup, house.third)
        with statements() as asked:
            desk.get(f"/desk/rewards/budget/rewards/{cup}")
        counts.append(len(asked))

    assert len(set(counts)) == 1 and counts[0] <= 5
