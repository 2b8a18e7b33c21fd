"""Those who look after points, at a desk: the tariff and a proposal, points by hand, days of leave and outage, closed days."""

from datetime import timedelta

import pytest

from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import worker
from quizapp.points.earning import Code
from tests.conftest import NOON
from tests.journeys.test_coming_in_browser import DESK, FOR_AXE, Inspector
from tests.journeys.test_figures_browser import appoint
from tests.journeys.visitor import leaves_files_open
from tests.points.conftest import payee

pytestmark = [pytest.mark.browser, leaves_files_open]
DAY = timedelta(days=1)


@pytest.fixture
def desk(window, stocked, sun_wei):
    """孙伟, an administrator of the whole works, a month after 李梅 was paid."""
    earned = {"to": payee(stocked.li_mei), "code": Code.DAILY_QUIZ, "object_key": "daily", "wanted": 4}
    points.earn(**earned, at=NOON - 25 * DAY)
    points.earn(**earned, at=NOON - 2 * DAY)
    appoint(sun_wei, Role.ADMINISTRATOR, stocked.works)
    desk = window(**DESK, **FOR_AXE)
    desk.sign_in("en")
    return desk


def test_a_proposal_says_what_it_would_have_paid_and_that_nothing_holds_yet(desk):
    inspector = Inspector()
    desk.open("/tariff/rules")
    inspector.look(desk, "rules")
    assert desk.page.locator(".pinned button").bounding_box()["y"] < DESK["viewport"]["height"], "in sight"
    desk.press(".pinned button")
    assert "Tick" in desk.see(".flash-error").inner_text()

    desk.page.check("[name=code][value=daily_quiz]")
    desk.press(".pinned button")
    inspector.look(desk, "change")
    desk.page.fill("#daily_quiz-points", "2")
    desk.page.fill("[name=starts_on]", str((NOON + 20 * DAY).date()))
    desk.page.fill("[name=reason]", "twice the points")
    desk.press("main .form .button-primary")
    assert "Nothing changes before" in desk.see(".flash-success").inner_text()
    worker.simulate(at=NOON)
    desk.page.reload()
    desk.see(".chart")
    inspector.look(desk, "proposal")
    desk.open("/tariff/")
    desk.press("main a[href^='/tariff/additions/']")
    inspector.look(desk, "additions")
    assert inspector.faults() == {}


def test_points_leave_and_outages_by_hand_suit_every_reader(desk, stocked):
    inspector = Inspector()
    desk.open(f"/ledger/members/{stocked.li_mei.id}")
    desk.press("main .deed:has([name=points]) summary")
    desk.page.check("[name=way][value=add]")
    desk.page.fill("[name=points]", "60")
    desk.page.fill("[name=reason]", "a speech for the branch")
    desk.press("main form[action$='/points'] button")
    desk.see(".flash-success")
    inspector.look(desk, "points of a member")
    desk.press(".back a")
    inspector.look(desk, "taking back")
    desk.press(".crumbs a")
    for name, path in {
        "by hand": "/ledger/",
        "closed days": "/ledger/digests",
        "outages": f"/ledger/organisations/{stocked.works.id}/outages",
    }.items():
        desk.open(path)
        inspector.look(desk, name)
    assert inspector.faults() == {}
