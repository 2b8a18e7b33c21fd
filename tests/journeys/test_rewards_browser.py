"""A reward from the shelf to the hand: seen, redeemed, its code shown, handed over; and the pages of those who look after it."""

import pytest
from playwright.sync_api import expect

from quizapp.people.passwords import hashed
from quizapp.people.roles import Role
from tests.cast import PASSWORD, make_member
from tests.journeys.test_coming_in_browser import DESK, FOR_AXE, Inspector
from tests.journeys.test_figures_browser import appoint
from tests.journeys.visitor import leaves_files_open
from tests.rewards.conftest import give, offer

pytestmark = [pytest.mark.browser, leaves_files_open]


@pytest.fixture
def cup(stocked, sun_wei):
    """An enamel cup for ten points, and 孙伟 has thirty."""
    give(sun_wei, 30)
    return offer(stocked, about="白搪瓷、蓝口边。", needs_approval=True)


@pytest.fixture
def desk(window, stocked):
    """钱进 of the office, an administrator of the whole works."""
    chief = make_member("钱进", "qianjin", stocked.office, hash=hashed(PASSWORD))
    appoint(chief, Role.ADMINISTRATOR, stocked.works)
    desk = window(**DESK, **FOR_AXE)
    desk.sign_in("en", "qianjin")
    return desk


def test_from_the_shelf_to_the_hand(window, cup, desk):
    phone, inspector = window(**FOR_AXE), Inspector()
    phone.sign_in("en")
    phone.open("/rewards")
    inspector.look(phone, "catalogue")
    phone.press(f"a[href='/rewards/{cup}']")
    inspector.look(phone, "reward")
    phone.press("main .button-primary")
    inspector.look(phone, "waits")
    mine = phone.path

    desk.open("/desk/rewards/queue")
    inspector.look(desk, "queue")
    desk.press("main form[action$='/approve'] button")
    desk.see(".flash-success")

    phone.open(mine)
    code = phone.see(".reward-code").inner_text()
    assert phone.see(".qr").bounding_box()["width"] > 200
    inspector.look(phone, "code to show")
    desk.open("/desk/rewards/hand-over")
    desk.page.fill("#code", code.lower())
    desk.press("main .counter button")
    inspector.look(desk, "counter")
    desk.press("main form[method=post] button")
    desk.see(".flash-success")
    phone.open("/rewards/mine")
    expect(phone.page.locator(".reward-line .chip-right")).to_have_count(1)
    inspector.look(phone, "mine")
    for name in ("", f"/{cup}", f"/{cup}/people", f"/{cup}/terms", "/new", "/budget"):
        desk.open(f"/desk/rewards{name}")
        inspector.look(desk, f"desk of rewards{name}")
    assert inspector.faults() == {}
