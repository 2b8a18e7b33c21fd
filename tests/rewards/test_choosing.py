"""What is said before a button and enforced behind it: the price, debts, the place, stock, codes that were shown."""

import re

import pytest
from sqlalchemy import select

from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.models import Member, MemberState
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Redemption
from quizapp.rewards.states import State
from tests.cast import make_member
from tests.conftest import NOON
from tests.rewards.conftest import available, give, me, offer, redeem, tickets
from tests.rewards.test_pages import browser, only_redemption


def dearer(reward_id, price):
    draft = Draft(kind=Kind.GOODS, title_zh="搪瓷杯", title_en="Enamel cup", price=price)
    rewards.change(reward_id=reward_id, draft=draft, by=None, at=NOON)


def put(reward_id, site, pieces=3):
    sent = {"reward_id": reward_id, "site_id": site.id, "by_pieces": pieces, "seen_total": 0}
    rewards.change_stock(**sent, by=None, at=NOON)


def form_of(page, **more):
    """What the form of a reward's page would send."""
    fields = re.findall(r'<input type="hidden" name="(ticket|price)" value="([^"]*)"', page)
    chosen = re.search(r'name="site" id="site-\d+" value="(\d+)" checked', page)
    return {**dict(fields), "site": chosen[1] if chosen else "", **more}


# ── the price ──


def test_another_price_than_the_page_said_is_refused_with_both_and_takes_nothing(client_of, house, rich):
    cup, member = offer(house, price=10), browser(client_of, rich)
    sent = form_of(member.get(f"/rewards/{cup}").text)
    dearer(cup, 30)

    page = member.post(f"/rewards/{cup}/redeem", data=sent, follow_redirects=True).text

    assert "现在是 30 分，你看到的是 10 分。没有扣分。" in page and "用 30 分兑换" in page
    assert (available(rich), queries.left_at(cup, house.third.id)) == (30, 3)
    member.post(f"/rewards/{cup}/redeem", data=form_of(page))
    assert only_redemption(rich).price == 30 and available(rich) == 0


def test_a_form_that_says_no_price_takes_nothing(client_of, house, rich):
    cup, member = offer(house), browser(client_of, rich)
    sent = {"ticket": next(tickets), "site": house.third.id}

    page = member.post(f"/rewards/{cup}/redeem", data=sent, follow_redirects=True).text

    assert "请看清所需积分" in page and available(rich) == 30


def test_a_form_sent_again_after_the_price_changed_is_the_redemption_it_was(house, rich):
    cup = offer(house)
    sent = {"me": me(rich), "reward_id": cup, "site_id": house.third.id, "ticket": next(tickets), "at": NOON}
    first = rewards.redeem(**sent, seen_price=10).id
    dearer(cup, 30)

    assert rewards.redeem(**sent, seen_price=10).id == first


# ── debts ──


def test_what_is_owed_is_part_of_what_is_missing(client_of, house):
    give(house.li_mei, -20)
    cup, member = offer(house, price=10), browser(client_of, house.li_mei)

    assert "还差 30 分：其中 20 分先用来抵还欠分。" in member.get(f"/rewards/{cup}").text
    shelf = member.get("/rewards").text
    assert "还差 30 分" in shelf and "欠 20 分" in shelf
    with pytest.raises(Refused, match="30 more points: you owe 20"):
        redeem(house.li_mei, cup, house.third)


# ── the place ──


@pytest.fixture
def below(house):
    """The works' second yard with a branch in it, and a member of that branch."""
    yard = people.create_organisation(
        code="yard", name="二号院", parent_id=house.works.id, is_branch=False, at=NOON
    )
    branch = people.create_organisation(
        code="crane", name="吊车班", parent_id=yard.id, is_branch=True, at=NOON
    )
    member = make_member("赵工", "zhaogong", branch)
    give(member, 30)
    return yard, branch, member


def chosen(client_of, member, reward_id):
    page = browser(client_of, member).get(f"/rewards/{reward_id}").text
    return int(form_of(page)["site"] or 0)


def test_the_own_branch_is_chosen_beforehand_then_the_nearest_above_it_then_the_next_in_the_tree(
    client_of, house, below
):
    yard, branch, member = below
    cup = offer(house, site=house.third)
    assert chosen(client_of, member, cup) == house.third.id
    put(cup, house.works)
    assert chosen(client_of, member, cup) == house.works.id
    put(cup, yard)
    assert chosen(client_of, member, cup) == yard.id
    put(cup, branch, pieces=1)
    assert chosen(client_of, member, cup) == branch.id

    redeem(member, cup, branch)

    assert chosen(client_of, member, cup) == yard.id


def test_places_elsewhere_are_folded_away_and_those_without_any_left_are_left_out(client_of, house, below):
    yard, _, member = below
    cup = offer(house, site=yard)
    put(cup, house.office)
    put(cup, house.third, pieces=1)
    give(house.li_mei, 30)

    page = browser(client_of, member).get(f"/rewards/{cup}").text
    assert (
        page.index("二号院 ·")
        < page.index("<details")
        < page.index("其他领取点（2 个）")
        < page.index("机关支部 ·")
    )

    redeem(house.li_mei, cup, house.third)
    assert "第三支部 ·" not in browser(client_of, member).get(f"/rewards/{cup}").text
    assert queries.places_for(me(member), cup, limit=1).are_all is False


# ── stock ──


def test_a_place_with_stock_is_not_suggested_and_says_what_it_has_when_it_is_named(client_of, house, chief):
    cup, desk = offer(house, site=house.works), browser(client_of, chief)
    address = f"/desk/rewards/{cup}"

    page = desk.get(address).text
    assert re.findall(r'<option value="(\w+)">', page) == ["third", "office"]
    assert re.search(r'<input[^>]*name="site"[^>]*value=""', page) and "上面的领取点已有库存" in page
    named = {"site": "works", "pieces": "4", "seen_total": "0"}
    page = desk.post(f"{address}/stock", data=named, follow_redirects=True).text

    assert "青港集团已有库存：共 3 件，剩 3 件" in page
    assert queries.left_at(cup, house.works.id) == 3


def test_where_every_place_has_stock_none_is_asked_for(client_of, house, chief):
    cup = offer(house, site=house.works)
    for site in (house.third, house.office):
        put(cup, site)

    page = browser(client_of, chief).get(f"/desk/rewards/{cup}").text

    assert "都已有库存" in page and "free-places" not in page


def test_the_kind_of_what_has_stock_is_told_and_not_asked_for(client_of, house, chief):
    desk = browser(client_of, chief)

    stocked, empty = (desk.get(f"/desk/rewards/{offer(house, stock=stock)}/terms").text for stock in (3, 0))

    assert "<select" in empty and 'name="kind"' in empty and "种类不能再改" not in empty
    assert re.search(r'<input type="hidden" name="kind" value="goods">', stocked)
    assert not re.search(r'<select[^>]*name="kind"', stocked)


# ── the code at the counter ──


@pytest.mark.parametrize("sent", [{}, {"code": ""}, {"code": "0000000000"}, {"code": "李梅"}])
def test_nothing_is_handed_over_without_the_code_of_the_redemption(client_of, house, rich, organiser, sent):
    cup = offer(house)
    redemption_id, _other = redeem(rich, cup, house.third), redeem(rich, cup, house.third)
    desk = browser(client_of, organiser)

    answer = desk.post(f"/desk/rewards/redemptions/{redemption_id}/hand-over", data=sent)

    assert answer.status_code == 409 and "领取码" in answer.text
    db.session.rollback()
    assert queries.redemption(redemption_id).state is State.RESERVED


def test_the_code_of_another_redemption_hands_nothing_over(house, rich, organiser):
    cup = offer(house)
    one, other = redeem(rich, cup, house.third), redeem(rich, cup, house.third)
    code = queries.redemption(other).code

    with pytest.raises(Refused, match="not the code"):
        rewards.hand_over(redemption_id=one, code=code, by=organiser.id, at=NOON)


def test_what_was_looked_up_by_its_code_is_handed_over_by_the_next_press(client_of, house, rich, organiser):
    redeem(rich, offer(house), house.third)
    desk, one = browser(client_of, organiser), only_redemption(rich)
    page = desk.get(f"/desk/rewards/hand-over?code={one.code}").text
    sent = dict(re.findall(r'<input type="hidden" name="(code)" value="([^"]*)"', page))

    desk.post(f"/desk/rewards/redemptions/{one.id}/hand-over", data=sent)

    assert only_redemption(rich).state is State.HANDED_OVER


# ── giving back ──


def test_a_suspended_member_gives_nothing_back(house, rich):
    redemption_id, whose = redeem(rich, offer(house), house.third), me(rich)
    with atomic():
        db.session.get_one(Member, rich.id).state = MemberState.SUSPENDED

    with pytest.raises(Refused, match="suspended"):
        rewards.cancel_own(me=whose, redemption_id=redemption_id, at=NOON)

    assert db.session.scalars(select(Redemption.state)).one() is State.RESERVED and available(rich) == 20


def test_what_cannot_be_given_back_any_more_has_a_button_that_says_why(client_of, house, rich, organiser):
    redeem(rich, offer(house), house.third)
    one, member = only_redemption(rich), browser(client_of, rich)
    address = f"/rewards/mine/{one.id}"
    assert "disabled" not in member.get(address).text

    rewards.hand_over(redemption_id=one.id, code=one.code, by=organiser.id, at=NOON)

    page = member.get(address).text
    assert re.search(r"<button[^>]*disabled", page) and "已经领取，不能退回。" in page
    assert member.post(f"{address}/cancel").status_code == 409
