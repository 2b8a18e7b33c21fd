"""Voucher codes: each given once over all rewards, refused by its row where it is known, and taken out while nobody has it."""

import pytest
from sqlalchemy import create_engine, func, select, text

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.migrations import running
from quizapp.people import sealing
from quizapp.rewards import operations as rewards
from quizapp.rewards import vouchers
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Stock, VoucherCode
from tests.conftest import NOON
from tests.points.test_races import at_once
from tests.rewards.conftest import add_codes, everything_adds_up, give, me, offer, redeem, take_out, tickets
from tests.rewards.test_pages import browser
from tests.rewards.test_races import tried


@pytest.fixture
def voucher(house):
    return offer(house, kind=Kind.VOUCHER)


def stock(reward_id, site):
    here = select(Stock.amount_left, Stock.amount_total).filter_by(reward_id=reward_id, site_id=site.id)
    return tuple(db.session.execute(here).one())


def shown(member, redemption_id):
    sealed = rewards.reveal(me=me(member), redemption_id=redemption_id, at=NOON)
    return vouchers.shown(sealed, current().secrets)


def test_a_code_of_one_reward_is_refused_for_another(house, voucher):
    other = offer(house, kind=Kind.VOUCHER)

    assert add_codes(voucher, house.third, ["X-1", "X-2"]) == 2
    assert add_codes(other, house.third, ["X-2", "X-3"]) == 1
    assert add_codes(voucher, house.works, ["X-3"]) == 0

    assert (stock(voucher, house.third), stock(other, house.third)) == ((2, 2), (1, 1))
    assert everything_adds_up()


def test_refused_codes_are_told_by_their_rows(client_of, house, chief, voucher):
    other, desk = offer(house, kind=Kind.VOUCHER), browser(client_of, chief)
    add_codes(other, house.third, ["X-1", "X-3"])

    sent = {"site": "works", "codes": "X-1\nX-2\n\nX-3\nX-4"}
    page = desk.post(f"/desk/rewards/{voucher}/codes", data=sent, follow_redirects=True).text

    assert "未录入（这里或其他奖品已有）：第 1, 4 行。" in page
    assert stock(voucher, house.works) == (2, 2)
    many = "\n".join(f"M-{number}" for number in range(30))
    for _ in range(2):
        page = desk.post(
            f"/desk/rewards/{voucher}/codes", data={"site": "works", "codes": many}, follow_redirects=True
        ).text
    assert "19, 20 行 等 10 行" in page


def test_wrong_codes_are_taken_out_while_nobody_has_them(house, rich, chief, voucher):
    add_codes(voucher, house.third, ["GOOD", "BAD-1"])
    add_codes(voucher, house.works, ["BAD-2"])
    given = redeem(rich, voucher, house.third)

    assert take_out(voucher, ["BAD-1", "BAD-2", "GOOD", "NEVER-THERE"], by=chief.id) == 2

    assert (stock(voucher, house.third), stock(voucher, house.works)) == ((0, 1), (0, 0))
    assert shown(rich, given) == "GOOD"
    noted = db.session.scalars(select(AuditRow).filter_by(verb="take_out_codes")).one()
    assert (noted.actor_id, noted.changes) == (chief.id, {"codes": [2, 0]})
    assert add_codes(voucher, house.third, ["BAD-1"]) == 1
    assert everything_adds_up()


def test_codes_are_taken_out_of_their_own_reward_by_who_manages_it(house, organiser, voucher):
    other, cup = offer(house, kind=Kind.VOUCHER), offer(house)
    add_codes(other, house.third, ["X-1"])

    assert take_out(voucher, ["X-1"]) == 0
    with pytest.raises(Refused, match="administrator"):
        take_out(other, ["X-1"], by=organiser.id)
    with pytest.raises(Refused, match="Only a voucher"):
        take_out(cup, ["X-1"])

    assert stock(other, house.third) == (1, 1)


def test_what_is_taken_out_and_what_is_not_is_told_on_the_page(client_of, house, rich, chief, voucher):
    add_codes(voucher, house.third, ["GIVEN", "BAD-1"])
    redeem(rich, voucher, house.third)
    desk, address = browser(client_of, chief), f"/desk/rewards/{voucher}/codes/take-out"

    page = desk.post(address, data={"codes": "GIVEN\nBAD-1"}, follow_redirects=True).text

    assert "已取出 1 个兑换码。" in page and "第 1 行" in page and "剩 0" in page
    assert "没有改动" in desk.post(address, data={"codes": "D" * 81}, follow_redirects=True).text


def test_loading_taking_out_and_redeeming_at_once_keeps_the_stock_and_the_codes_together(
    app, house, rich, voucher
):
    give(rich, 100)
    other = offer(house, kind=Kind.VOUCHER)
    codes = [f"CODE-{number}" for number in range(8)]
    add_codes(voucher, house.third, codes)
    whose, site = me(rich), house.third

    def act(device):
        if device < 2:
            return take_out(voucher, codes[4:])
        if device < 4:
            return add_codes(other, site, [*codes, "NEW"])
        sent = {"reward_id": voucher, "site_id": site.id, "ticket": next(tickets)}
        return tried(lambda: rewards.redeem(me=whose, at=NOON, **sent).id)

    found = at_once(app, act, devices=8)

    db.session.rollback()
    taken, added, sold = sum(found[:2]), sum(found[2:4]), len([one for one in found[4:] if one])
    assert stock(voucher, site) == (8 - taken - sold, 8 - taken) and taken <= 4
    of_other = select(func.count()).select_from(VoucherCode).where(VoucherCode.reward_id == other)
    assert added == db.session.scalar(of_other) and 1 <= added <= 1 + taken
    assert everything_adds_up()


# ── bringing an instance up that holds codes by the old index ──

ROWS = (
    "INSERT INTO organisations (id, code, name, path, is_branch, zone, content_language, created_at, joining) VALUES "
    "(1, 'top', '青港集团', '1/', true, 'Asia/Shanghai', 'zh-Hans', '2026-03-02 01:00:00', 'approval')",
    "INSERT INTO member_types (key, title_zh, title_en, is_member, position) VALUES ('office', '机关', 'Office', true, 1)",
    "INSERT INTO members (id, sign_in_name, name, member_type, branch_id, state, must_change_password, large_type, "
    "theme, created_at) VALUES (1, 'limei', '李梅', 'office', 1, 'registered', false, false, 'auto', "
    "'2026-03-02 01:00:00')",
    *(
        "INSERT INTO rewards (id, ticket, organisation_id, kind, title_zh, title_en, about, price, happens_on, "
        "limit_per, needs_approval, reserve_days, created_at) VALUES "
        f"({number}, 't{number}', 1, '{kind}', '奖', 'R', '', 1, {day}, 'ever', false, 14, '2026-03-02 01:00:00')"
        for number, kind, day in ((1, "voucher", "NULL"), (2, "voucher", "NULL"), (3, "trip", "'2026-12-20'"))
    ),
    "INSERT INTO reward_stock (reward_id, site_id, amount_left, amount_total) VALUES (1, 1, 2, 3), (2, 1, 1, 2)",
    *(
        "INSERT INTO redemptions (id, member_id, ticket, reward_id, site_id, state, price, code, day, made_at, expires_at) "
        f"VALUES ({number}, 1, 'r{number}', {reward}, 1, '{state}', 1, 'c{number}', '2026-11-21', "
        "'2026-11-21 04:00:00', '2026-12-05 16:00:00')"
        for number, reward, state in (
            (1, 1, "handed_over"),
            (2, 2, "handed_over"),
            (3, 3, "reserved"),
            (4, 3, "cancelled"),
        )
    ),
)
# Of two rewards: a code that both members have, one that a member of the second has, one that nobody has, and one apart.
CODES = (
    (1, 1, "BOTH", 1),
    (2, 1, "SECOND", None),
    (3, 1, "NOBODY", None),
    (4, 2, "BOTH", None),
    (5, 2, "SECOND", 2),
)


@pytest.fixture
def brought_up(app, databases):
    """A way to bring an instance up with some codes under the index of before."""
    name = databases.new()
    engine = create_engine(databases.url(name))

    def bring_up(codes):
        running.upgrade(engine, "0027")
        insert = text(
            "INSERT INTO voucher_codes (id, reward_id, site_id, code_sealed, code_index, redemption_id, added_at) "
            "VALUES (:id, :reward, 1, :sealed, :index, :redemption, '2026-11-20 04:00:00')"
        )
        keys = current().secrets
        with engine.begin() as connection:
            for row in ROWS:
                connection.execute(text(row))
            for number, reward, code, redemption in codes:
                told = {"id": number, "reward": reward, "redemption": redemption}
                index = sealing.blind_index(f"voucher:{reward}:{code}", keys.index)
                connection.execute(insert, told | {"sealed": sealing.seal(code, keys.phone), "index": index})
        running.upgrade(engine)
        return engine.connect()

    yield bring_up
    engine.dispose()
    databases.drop(name)


def test_of_codes_loaded_twice_those_nobody_has_are_taken_out_and_it_is_noted(brought_up):
    with brought_up(CODES) as asked:
        kept = asked.execute(text("SELECT id, code_index FROM voucher_codes ORDER BY id")).all()
        stocks = asked.execute(text("SELECT amount_left, amount_total FROM reward_stock ORDER BY reward_id"))
        noted = asked.execute(text("SELECT verb, subject FROM audit_rows ORDER BY id")).all()

        assert [row.id for row in kept] == [1, 3, 5]
        index = {code: vouchers.index(code, current().secrets) for code in ("BOTH", "NOBODY", "SECOND")}
        assert [row.code_index for row in kept] == [index["BOTH"], index["NOBODY"], index["SECOND"]]
        assert [tuple(row) for row in stocks] == [(1, 2), (0, 1)]
        assert sorted(tuple(row) for row in noted) == [
            ("take_out_double_code", "reward:1"),
            ("take_out_double_code", "reward:2"),
        ]


def test_a_code_that_two_members_have_stays_with_both_and_it_is_noted(brought_up):
    with brought_up([(1, 1, "BOTH", 1), (2, 2, "BOTH", 2)]) as asked:
        assert asked.scalar(text("SELECT count(DISTINCT code_index) FROM voucher_codes")) == 2
        assert asked.execute(text("SELECT verb, subject FROM audit_rows")).all() == [
            ("code_given_twice", "reward:2")
        ]


def test_trips_that_are_reserved_are_kept_until_their_day_and_nothing_else_is_touched(brought_up):
    with brought_up([]) as asked:
        found = asked.execute(text("SELECT expires_at FROM redemptions ORDER BY id")).scalars()

        assert [str(one)[:13] for one in found] == [
            "2026-12-05 16",
            "2026-12-05 16",
            "2026-12-20 16",
            "2026-12-05 16",
        ]
