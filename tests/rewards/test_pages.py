"""The pages of rewards, pressed through as members and staff press them."""

import re
from io import BytesIO

from openpyxl import load_workbook

from quizapp.db import db
from quizapp.people import codes
from quizapp.points import operations as points
from quizapp.rewards import queries
from quizapp.rewards.kinds import Kind
from quizapp.rewards.states import State
from tests.conftest import NOON
from tests.counting import statements
from tests.rewards.conftest import add_codes, available, offer, redeem, tickets
from tests.uploads.making import a_picture


def browser(client_of, member):
    """Signed in, with a page open that forms can be sent from."""
    opened = client_of(member)
    opened.get("/me")
    return opened


def only_redemption(member):
    db.session.rollback()  # what was read before is stale
    return queries.mine(member.id).rows[0].redemption


def test_a_member_finds_redeems_and_fetches_a_cup(client_of, house, rich, organiser):
    cup, bicycle = offer(house), offer(house, title_zh="自行车", price=900)
    member, desk = browser(client_of, rich), browser(client_of, organiser)

    shelf = member.get("/rewards").text
    assert shelf.index("搪瓷杯") < shelf.index("自行车")
    assert "还差 870 分" in shelf
    assert "disabled" in member.get(f"/rewards/{bicycle}").text

    sent = {"ticket": next(tickets), "site": house.third.id, "price": 10}
    page = member.post(f"/rewards/{cup}/redeem", data=sent, follow_redirects=True)
    code = codes.in_groups(only_redemption(rich).code)
    assert code in page.text and "第三支部" in page.text
    assert "搪瓷杯" in member.get("/rewards/mine").text

    found = desk.get(f"/desk/rewards/hand-over?code={code.lower()}").text
    assert "李梅" in found and "搪瓷杯" in found
    address = f"/desk/rewards/redemptions/{only_redemption(rich).id}/hand-over"
    shown = {"code": code.lower()}
    assert "已发放给李梅" in desk.post(address, data=shown, follow_redirects=True).text
    assert "请不要重复发放" in desk.post(address, data=shown, follow_redirects=True).text
    assert "请不要重复发放" in desk.get(f"/desk/rewards/hand-over?code={code}").text
    assert available(rich) == 20


def test_a_camera_opens_the_counter_with_the_code_and_no_other_place_learns_of_it(
    client_of, house, rich, organiser
):
    redeem(rich, offer(house, site=house.office), house.office)
    code = only_redemption(rich).code

    page = (
        browser(client_of, organiser)
        .get(f"/desk/rewards/hand-over?code=https://x.example/y?code={code}")
        .text
    )

    assert "没有这个码" in page and "李梅" not in page


def test_a_refusal_is_told_on_the_page_and_costs_nothing(client_of, house, rich):
    bicycle = offer(house, price=900)

    page = browser(client_of, rich).post(
        f"/rewards/{bicycle}/redeem",
        data={"ticket": next(tickets), "site": house.third.id, "price": 900},
        follow_redirects=True,
    )

    assert "还差 870 分" in page.text
    assert available(rich) == 30


def test_a_vouchers_code_is_shown_in_the_answer_and_on_no_page(client_of, house, rich):
    voucher = offer(house, kind=Kind.VOUCHER)
    add_codes(voucher, house.works, ["BOOK-SHOP-55"])
    redemption_id, member = redeem(rich, voucher, house.works), browser(client_of, rich)

    shown = member.post(f"/rewards/mine/{redemption_id}/code")

    assert "BOOK-SHOP-55" in shown.text and shown.headers["Cache-Control"] == "no-store"
    for address in ("/rewards/mine", f"/rewards/mine/{redemption_id}"):
        assert "BOOK-SHOP-55" not in member.get(address).text


def test_an_administrator_offers_a_reward_with_a_picture_stock_and_a_price_that_changes(
    client_of, house, chief
):
    desk = browser(client_of, chief)
    sent = {
        "ticket": next(tickets),
        "organisation": "works",
        "kind": "goods",
        "title_zh": "红楼梦",
        "price": "80",
        "limit_count": "1",
        "limit_per": "year",
        "reserve_days": "7",
    }

    made = desk.post("/desk/rewards/new", data=sent)
    again = desk.post("/desk/rewards/new", data=sent)
    address = made.location
    assert again.location == address and made.status_code == 303
    stock = {"site": "third", "pieces": "5", "seen_total": "0"}
    for _ in range(2):
        page = desk.post(f"{address}/stock", data=stock, follow_redirects=True)
    assert "第三支部已有库存" in page.text and "剩 5" in page.text
    picture = {"picture": (BytesIO(a_picture()), "../../红楼梦.svg")}
    page = desk.post(f"{address}/picture", data=picture, follow_redirects=True)
    assert re.search(r'src="/media/[^"]+\.large\.', page.text)
    page = desk.post(
        f"{address}/picture", data={"picture": (BytesIO(b"<svg/>"), "a.png")}, follow_redirects=True
    )
    assert "JPEG" in page.text
    page = desk.post(f"{address}/terms", data={**sent, "price": "60"}, follow_redirects=True)
    assert "60 分" in page.text
    assert desk.post("/desk/rewards/new", data={**sent, "price": "0"}).status_code == 422
    page = desk.post(f"{address}/withdraw", follow_redirects=True)
    assert "重新上架" in page.text


def test_codes_are_pasted_or_sent_as_a_file_and_none_comes_in_twice(client_of, house, chief):
    voucher, desk = offer(house, kind=Kind.VOUCHER), browser(client_of, chief)
    address = f"/desk/rewards/{voucher}/codes"

    desk.post(address, data={"site": "works", "codes": "AAA-1\nBBB-2"})
    file = BytesIO("BBB-2,20 元\nCCC-3,20 元\n".encode())
    page = desk.post(address, data={"site": "works", "file": (file, "codes.csv")}, follow_redirects=True)
    assert "AAA-1" not in page.text
    wrong = desk.post(address, data={"site": "works", "codes": "D" * 81}, follow_redirects=True)

    assert "没有改动" in wrong.text
    assert queries.left_at(voucher, house.works.id) == 3


def test_an_administrator_decides_what_waits(client_of, house, rich, chief):
    trip = offer(house, needs_approval=True)
    first, second = (redeem(rich, trip, house.third) for _ in range(2))
    desk = browser(client_of, chief)
    assert desk.get("/desk/rewards/queue").text.count("李梅") >= 2

    desk.post(f"/desk/rewards/redemptions/{first}/approve")
    desk.post(f"/desk/rewards/redemptions/{second}/decline", data={"reason": "名额已满"})

    assert [queries.redemption(one).state for one in (first, second)] == [State.RESERVED, State.CANCELLED]
    assert "名额已满" in browser(client_of, rich).get(f"/rewards/mine/{second}").text
    desk.post(f"/desk/rewards/redemptions/{first}/cancel", data={"reason": "活动取消"})
    assert available(rich) == 30


def test_the_budget_says_what_was_spent_given_back_held_and_handed_over(client_of, house, rich, chief):
    cup = offer(house, title_zh="=1+1", stock=5)
    redeem(rich, cup, house.third)
    gone = redeem(rich, cup, house.third)
    browser(client_of, rich).post(f"/rewards/mine/{gone}/cancel")
    desk = browser(client_of, chief)

    page = desk.get("/desk/rewards/budget?month=2026-11").text
    table = desk.get("/desk/rewards/budget/file?as=csv").text.splitlines()
    sheet = load_workbook(BytesIO(desk.get("/desk/rewards/budget/file?as=xlsx").data)).active

    assert "=1+1" in page and "第三支部" in page
    assert table[1] == "2026-11,'=1+1,第三支部,2,20,10,10,0"
    assert [cell.data_type for cell in sheet[2]] == ["s"] * 8
    assert "没有人兑换" in desk.get("/desk/rewards/budget?month=2026-10").text


def test_the_catalogue_costs_as_many_statements_however_much_is_on_it(client_of, house, rich):
    member = browser(client_of, rich)
    for number in range(12):
        offer(house, price=number + 20, stock=0)

    with statements() as sent:
        member.get("/rewards")

    assert len(sent) <= 4


def test_the_statement_says_what_was_exchanged_and_that_it_was_refunded(client_of, house, rich):
    points.load_tariff(at=NOON)
    redeem(rich, offer(house), house.third)
    member, number = browser(client_of, rich), only_redemption(rich).id
    member.post(f"/rewards/mine/{number}/cancel")

    page = member.get("/points", headers={"Accept-Language": "zh"}).text
    assert page.count("搪瓷杯</span>") == 2 and page.count(f'href="/rewards/mine/{number}"') == 2
    assert page.count("兑换退回") == 1
    refund = max(int(entry) for entry in re.findall(r'href="/points/(\d+)"', page))
    entry = member.get(f"/points/{refund}").text
    assert "兑换退回" in entry and f'<a href="/rewards/mine/{number}">搪瓷杯</a>' in entry
