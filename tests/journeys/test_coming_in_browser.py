"""How people come in: a roster with errors, mended and applied; slips printed; a member at the phone; and a poster in a hall."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import Member, MemberState
from quizapp.people.roles import Role
from tests.conftest import NOON
from tests.journeys.looking import grave_in_light_and_dark, sticking_out
from tests.journeys.visitor import in_both_languages, leaves_files_open
from tests.people.rosters.sheets import roster, row

pytestmark = [pytest.mark.browser, leaves_files_open]
DESK = {"viewport": {"width": 1280, "height": 860}, "is_mobile": False, "has_touch": False}
FOR_AXE = {"bypass_csp": True, "reduced_motion": "reduce"}
MINE = "seven cups of tea"


class Inspector:
    """Looks at every page that is shown on the way; what it found is in `found`."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def look(self, visitor, name: str) -> None:
        size = visitor.page.viewport_size
        self.found[f"{name}: axe"] = grave_in_light_and_dark(visitor.page)
        visitor.page.set_viewport_size({"width": 390, "height": 844})
        self.found[f"{name}: on a phone"] = sticking_out(visitor.page)
        self.found[f"{name}: twice as large"] = sticking_out(visitor.page, root="200%")
        visitor.page.set_viewport_size(size)

    def faults(self) -> dict[str, list[str]]:
        assert len(self.found) >= 12, "hardly looked"
        return {place: faults for place, faults in self.found.items() if faults}


@pytest.fixture
def inspector():
    return Inspector()


@pytest.fixture
def chief(window, sun_wei, stocked):
    """孙伟 at a desk, the administrator of the whole works."""
    people.grant(
        member_id=sun_wei.id, role=Role.ADMINISTRATOR, organisation_id=stocked.works.id, by=None, at=NOON
    )
    db.session.rollback()
    return window(**DESK, **FOR_AXE)


@in_both_languages
def test_from_a_roster_with_errors_to_a_member_on_today(
    chief, window, stocked, inspector, tmp_path, language
):
    chief.sign_in(language)
    desk = f"/desk/organisations/{stocked.works.id}"
    bring_in(chief, desk, tmp_path, inspector)

    slips = invite(chief, inspector)
    phone = window(**FOR_AXE)
    hand_in(phone, slips["王芳"], language, inspector)

    expect(phone.page).to_have_url(f"{phone.base}/")
    phone.see("main form[action='/quiz/daily'] button, main a[href^='/read/']")
    inspector.look(phone, "today of the newcomer")
    assert state_of("王芳") is MemberState.ACTIVATED and state_of("赵磊") is MemberState.INVITED
    chief.press("main .button[href$='/invitations']")
    assert chief.see(".bar-figure").first.inner_text().split()[-1] == "1/6"
    phone.open(f"/activate?code={slips['王芳']}")
    phone.foresee("422")
    phone.press("main form .button-primary")
    phone.see(".notice-error")
    assert inspector.faults() == {}


def bring_in(chief, desk, folder, inspector):
    """The roster is refused by row and column, mended in the file of refused rows, and applied."""
    file = roster(
        folder,
        row("A001", "王芳", "13900139001"),
        row("A002", "赵磊", "1.39E+10"),
        row("A003", "周洁", "13900139003", branch="nowhere"),
    )
    chief.open(f"{desk}/roster")
    inspector.look(chief, "roster")
    chief.page.set_input_files("main input[type=file]", file)
    chief.press(f"form[action='{desk}/roster'] button")
    assert chief.see(".faults tbody th").all_inner_texts() == ["3", "4"]
    inspector.look(chief, "refused rows")

    with chief.page.expect_download() as download:
        chief.press("main a[href$='/refused']")
    bad = folder / download.value.suggested_filename
    download.value.save_as(bad)
    chief.page.set_input_files("main input[type=file]", mended(bad))
    chief.press("form[action$='/mend'] button")
    chief.press("form[action$='/apply'] button")
    assert chief.see(".stat-figure").first.inner_text() == "3"
    assert state_of("周洁") is MemberState.INVITED


def mended(bad: Path) -> Path:
    """The file of refused rows, with the two cells put right."""
    text = bad.read_text("utf-8-sig").replace("1.39E+10", "13900139002").replace("nowhere", "office")
    bad.write_text(text, "utf-8-sig")
    return bad


def state_of(name):
    db.session.rollback()
    return db.session.query(Member).filter_by(name=name).one().state


def invite(chief, inspector):
    """Make the codes and print them, a sheet for each branch; the code on each slip by the name on it."""
    chief.press(".segments a[href$='/invitations']")
    inspector.look(chief, "invitations")
    chief.press("main form .button-primary")
    names = [words.split()[0] for words in chief.see(".slip-name").all_inner_texts()]
    inspector.look(chief, "slips")
    printed = chief.page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2, "a sheet for each of two branches"
    slips = dict(zip(names, chief.page.locator(".slip-code").all_inner_texts(), strict=True))
    chief.page.emulate_media(media="print")
    assert not chief.page.locator(".top, .tabs, .no-print").first.is_visible()
    chief.page.emulate_media(media="screen")
    return slips


def hand_in(phone, code, language, inspector):
    """Type the code with small letters and without dashes, see who one is, choose a name and a password."""
    phone.open("/sign-in")
    phone.speak(language)
    phone.press("main a[href='/activate']")
    inspector.look(phone, "code")
    phone.page.fill("[name=code]", code.lower().replace("-", " "))
    phone.press("main form .button-primary")
    assert "王*" in phone.see(".facts").inner_text() and "139****9001" in phone.see(".facts").inner_text()
    inspector.look(phone, "is this you")
    phone.page.check("[name=is_me]")
    phone.page.fill("[name=sign_in_name]", "fang")
    phone.page.fill("[name=password]", MINE)
    phone.page.fill("[name=again]", MINE)
    phone.press("main form .button-primary")


@in_both_languages
def test_from_a_poster_to_a_guest_on_today(chief, window, stocked, inspector, language):
    chief.sign_in(language)
    chief.open(f"/desk/organisations/{stocked.works.id}/joining")
    chief.press("main form[action$='/joining'] .button-primary")
    chief.see(".flash-success")
    inspector.look(chief, "links")
    chief.press("main a[href$='/poster']")
    inspector.look(chief, "poster")
    code = chief.see(".poster-code").inner_text().split()[-1]
    assert len(re.findall(rb"/Type\s*/Page\b", chief.page.pdf(format="A4"))) == 1, "one sheet"

    phone = window(**FOR_AXE)
    ask(phone, code, language, inspector)
    chief.press("main a[href$='/joining']")
    inspector.look(chief, "someone waits")
    chief.press("main form[action$='/approve'] button")
    chief.see(".flash-success")

    phone.page.reload()
    inspector.look(phone, "let in")
    phone.press("main a[href='/sign-in']")
    phone.page.fill("[name=identifier]", "qianduo")
    phone.page.fill("[name=password]", MINE)
    phone.press("main form button")
    expect(phone.page).to_have_url(f"{phone.base}/")
    assert state_of("钱多") is MemberState.ACTIVATED
    assert inspector.faults() == {}


def ask(phone, code, language, inspector):
    phone.open("/join")
    phone.speak(language)
    inspector.look(phone, "code of a poster")
    phone.page.fill("[name=code]", code.lower())
    phone.press("main form .button-primary")
    inspector.look(phone, "join")
    told = {
        "name": "钱多",
        "phone": "13700137000",
        "sign_in_name": "qianduo",
        "password": MINE,
        "again": MINE,
    }
    for name, value in told.items():
        phone.page.fill(f"[name={name}]", value)
    phone.press("main form .button-primary")
    phone.see(".card-info")
    inspector.look(phone, "request is in")
