"""A study administrator's five minutes: what is off target, who has not come along, a reminder; and the member who gets it."""

import pytest
from playwright.sync_api import expect

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import HostBranch
from quizapp.people.passwords import hashed
from quizapp.people.roles import Role
from quizapp.points import worker as counts
from tests.cast import PASSWORD, make_member
from tests.conftest import NOON
from tests.journeys.test_coming_in_browser import DESK, FOR_AXE, Inspector
from tests.journeys.visitor import in_both_languages, leaves_files_open

pytestmark = [pytest.mark.browser, leaves_files_open]


@pytest.fixture
def zhou_lan(stocked):
    """周岚 of the third branch opened Today once, and has not studied since."""
    made = make_member("周岚", "zhoulan", stocked.third, hash=hashed(PASSWORD))
    people.activate(member_id=made.id, at=NOON)
    counts.catch_up(at=NOON)
    return made


def appoint(member, role, place):
    people.grant(member_id=member.id, role=role, organisation_id=place.id, by=None, at=NOON)
    db.session.rollback()


@in_both_languages
def test_from_the_figures_to_a_reminder_that_is_read(window, sun_wei, stocked, zhou_lan, language):
    appoint(sun_wei, Role.STUDY_ADMINISTRATOR, stocked.works)
    desk, inspector = window(**DESK, **FOR_AXE), Inspector()
    desk.sign_in(language)
    desk.press("a[href='/figures'], a[href='/figures/']")
    assert desk.see(".fig").count() == 6
    inspector.look(desk, "overview")
    desk.press(".segments a[href*='/types']")
    inspector.look(desk, "by type")
    desk.press(".segments a[href*='/parts']")
    inspector.look(desk, "by part")

    desk.press(f".figtable a[href*='/figures/{stocked.third.id}']")
    desk.press(".segments a[href*='/not-yet']")
    assert desk.see(".folk-name").all_inner_texts() == ["周岚", "孙伟"] or desk.see(".folk-name").count() == 2
    inspector.look(desk, "not yet")
    desk.press("main form[action$='/remind'] button")
    desk.see(".flash-success")
    desk.press(".segments a[href*='/guests']")
    inspector.look(desk, "no guests")

    phone = window(**FOR_AXE)
    phone.sign_in(language, "zhoulan")
    phone.press("a[href='/notices']")
    phone.see(".card-seal")
    inspector.look(phone, "the notice")
    phone.press("main .card-seal form button")
    expect(phone.page).to_have_url(f"{phone.base}/")
    phone.open("/notices")
    expect(phone.page.locator(".card-seal")).to_have_count(0)
    assert inspector.faults() == {}


@in_both_languages
def test_the_administrators_new_pages_suit_every_reader(window, sun_wei, stocked, zhou_lan, language):
    appoint(sun_wei, Role.ADMINISTRATOR, stocked.works)
    zhou_lan.member_type = "floating"
    db.session.add(HostBranch(member_id=zhou_lan.id, branch_id=stocked.office.id, from_on=NOON.date()))
    db.session.commit()
    desk, inspector = window(**DESK, **FOR_AXE), Inspector()
    desk.sign_in(language)

    desk.open(f"/desk/organisations/{stocked.works.id}/members?q=岚")
    desk.press(".folk-name")
    desk.press(f"a[href='/desk/members/{zhou_lan.id}/file']")
    desk.page.fill("#called", "周兰")
    desk.press("main form:has(#called) button")
    desk.see(".settled")
    inspector.look(desk, "a member's file")
    desk.press(".settled button")
    desk.see(".flash-success")
    expect(desk.page.locator(".settled")).to_have_count(0)

    desk.open(f"/desk/organisations/{stocked.third.id}/headcounts")
    desk.page.fill("#heads", "57")
    desk.press("main form:has(#heads) button")
    assert desk.see(".held strong").all_inner_texts() == ["57"]
    inspector.look(desk, "headcounts of a branch")
    desk.open(f"/desk/organisations/{stocked.works.id}/headcounts")
    inspector.look(desk, "headcounts")
    desk.press(".segments a[href*='/guests']")
    assert desk.see(".folk-name").all_inner_texts() == ["周兰"]
    inspector.look(desk, "guests")
    assert inspector.faults() == {}
