"""A scoped administrator's roster names people of other branches: nothing of them is shown, nothing of them changes."""

import io

import pytest
from sqlalchemy import select, update

from quizapp.config import current
from quizapp.db import atomic, db
from quizapp.kernel import clock
from quizapp.people.models import Member, MemberState, MemberType, Organisation, RosterImport
from quizapp.people.sealing import blind_index
from quizapp.people.store.tree import at_or_below
from tests.conftest import NOON
from tests.security.browsing import Browser
from tests.security.conftest import PLANTED_AT
from tests.security.crawling import readable
from tests.security.planting import marks_in
from tests.security.test_foreign_canary import HIDDEN_FROM

HEADER = "工号,姓名,手机,支部编码,成员类别"
PHONE = "13900139077"  # of a foreign member
WHO = {"administrator at own": "east-1", "administrator at parent": "east"}


@pytest.fixture(scope="module", autouse=True)
def noon():
    with clock.running_on(lambda: NOON):
        yield


@pytest.fixture(scope="module")
def foreign(planted, stage):
    """Everyone of the planted places has a number of digits; every second one has left. Their numbers, by place."""
    app, _ = planted
    found = {}
    with app.app_context():
        for letters, place in PLANTED_AT.items():
            path = db.session.get_one(Organisation, stage.places[place]).path
            inside = select(Member.id).join(Organisation, Organisation.id == Member.branch_id)
            ids = db.session.scalars(inside.where(at_or_below(path)).order_by(Member.id)).all()
            with atomic():
                for number, member_id in enumerate(ids):
                    state = {"state": MemberState.LEFT} if number % 2 else {}
                    one = update(Member).where(Member.id == member_id)
                    db.session.execute(one.values(roster_key=f"F{member_id}", **state))
                index = blind_index(f"+86{PHONE}", current().secrets.index)
                if letters == "QZXJ":
                    db.session.execute(update(Member).where(Member.id == ids[0]).values(phone_index=index))
            found[letters] = [f"F{member_id}" for member_id in ids]
    return found


def as_they_are(app):
    columns = Member.roster_key, Member.name, Member.branch_id, Member.state, Member.phone_index
    with app.app_context():
        return list(db.session.execute(select(*columns).where(Member.roster_key.startswith("F"))).all())


class Sending:
    """One administrator with the page of rosters of their place; keeps every answer."""

    def __init__(self, app, stage, name):
        self.browser, self.actor, self.node = Browser(app), stage.actor(name), stage.places[WHO[name]]
        self.answers = []

    def ask(self, method, address, **sent):
        answer = self.browser.send(self.actor, method, address, **sent)
        self.answers.append(answer)
        return self.ask("GET", answer.location) if answer.status_code == 303 else answer

    def send(self, address, rows, **words):
        file = io.BytesIO("\r\n".join([HEADER, *rows]).encode()), "r.csv"
        return self.ask("POST", address, data={"file": file, **words}, content_type="multipart/form-data")


@pytest.mark.parametrize("mode", ["upsert", "diff"])
@pytest.mark.parametrize("name", WHO)
def test_a_roster_that_names_foreign_numbers_shows_nothing_of_them(planted, stage, foreign, name, mode):
    app, _ = planted
    before = as_they_are(app)
    with app.app_context():
        code = db.session.get_one(Organisation, stage.places["east-1"]).code
        kind = db.session.scalars(select(MemberType.title_zh)).first()
    hidden = [number for letters in HIDDEN_FROM[name] for number in foreign[letters]]
    mine, theirs = Sending(app, stage, name), [f"{one},某人,,{code},{kind}" for one in hidden]
    taken = f"NEW-P-{mode},某人,{PHONE},{code},{kind}"
    new = [f"NEW-{name[-3:]}-{mode},新人,,{code},{kind}"]

    page = mine.send(f"/desk/organisations/{mine.node}/roster", [*theirs, taken, *new], mode=mode)
    with app.app_context():
        its = db.session.scalars(select(RosterImport.id).order_by(RosterImport.id.desc())).first()
        assert db.session.get_one(RosterImport, its).report["refused"] == len(theirs) + 1
    assert "属于其他组织" in page.text or "another organisation" in page.text
    mine.ask("GET", f"/desk/rosters/{its}/refused")
    mine.ask("POST", f"/desk/rosters/{its}/apply", data={"ticket": f"roster-of-{name[-3:]}-{mode}"})
    mine.send(f"/desk/rosters/{its}/mend", new)
    mine.ask("POST", f"/desk/rosters/{its + 1}/apply", data={"ticket": f"mended-by-{name[-3:]}-{mode}"})
    mine.ask("GET", f"/desk/organisations/{mine.node}/roster")

    shown = {mark for answer in mine.answers for mark in marks_in(readable(answer))}
    assert not {mark for mark in shown if mark.startswith(HIDDEN_FROM[name])}
    assert not [answer.status_code for answer in mine.answers if answer.status_code >= 500]
    assert as_they_are(app) == before


def test_an_administrator_above_is_shown_whom_they_bring_back(planted, stage, foreign):
    """The marks are there to be seen: by whoever reaches them."""
    app, _ = planted
    with app.app_context():
        node = db.session.get_one(Organisation, stage.places["east-1"])
        left = select(Member.roster_key).where(Member.state == MemberState.LEFT)
        number = db.session.scalars(left.where(Member.roster_key.in_(foreign["QZEJ"]))).first()
        kind, code = db.session.scalars(select(MemberType.title_zh)).first(), node.code
    above = Sending(app, stage, "administrator at parent")

    page = above.send(
        f"/desk/organisations/{above.node}/roster", [f"{number},某人,,{code},{kind}"], mode="upsert"
    )

    assert any(mark.startswith("QZEJ") for mark in marks_in(page.text))
