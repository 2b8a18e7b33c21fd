"""Members without a number of their own: tied to a row that can only be about them, or said how to be given one."""

import csv

import pytest
from sqlalchemy import select, update

from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.details import Detail
from quizapp.people.gateways import rosters as gateway
from quizapp.people.models import Member, MemberState, NameChange, RosterImport
from quizapp.people.roles import Role
from tests.cast import make_member
from tests.conftest import NOON
from tests.people.rosters.sheets import roster, row
from tests.people.rosters.test_roles import apply, carry, give

PHONE = "13800138000"  # of 李梅, who came without a number


@pytest.fixture
def top(house):
    """赵敏 administers the whole works."""
    give(house.zhao_min, house.works)
    return house.zhao_min


def by_hand(who, **values):
    with atomic():
        db.session.execute(update(Member).where(Member.id == who.id).values(**values))


def now(who):
    db.session.rollback()
    return db.session.get_one(Member, who.id, populate_existing=True)


def renumber(who, number, by):
    people.settle(member_id=who.id, detail=Detail.ROSTER_KEY, value=number, by=by.id, at=NOON)


def numbers():
    found = select(NameChange.before, NameChange.after, NameChange.actor_id, NameChange.import_id)
    return [tuple(one) for one in db.session.execute(found.where(NameChange.what == Detail.ROSTER_KEY))]


def test_phone_name_and_branch_together_tie_a_member_to_the_rows_number(house, top, tmp_path):
    file = roster(tmp_path, row(phone=PHONE, kind="流动成员"))

    carried = carry(file, house.works, by=top.id)

    assert carried.counts == {"new": 0, "changed": 1, "same": 0, "refused": 0}
    apply(carried, top)
    tied = now(house.li_mei)
    assert (tied.roster_key, tied.member_type, tied.sign_in_name) == ("A001", "floating", "limei")
    import_id = db.session.scalars(select(RosterImport.id)).one()
    assert numbers() == [("", "A001", top.id, import_id)]
    again = carry(roster(tmp_path, row(phone=PHONE, kind="流动成员")), house.works, by=top.id)
    assert again.counts["same"] == 1


def test_a_name_in_other_signs_of_the_same_is_the_same_name(house, top, tmp_path):
    by_hand(house.li_mei, name="Li Mei")

    carried = carry(roster(tmp_path, row(name="ｌｉ  MEI", phone=PHONE)), house.works, by=top.id)

    assert carried.counts["changed"] == 1


@pytest.mark.parametrize(
    ("otherwise", "words"),
    [
        ({"name": "李玫"}, "A member without a number has this phone"),
        ({"branch": "office"}, "A member without a number has this phone"),
    ],
)
def test_less_than_all_three_ties_nobody_and_says_how_to_mend_it(bring_in, otherwise, words):
    told = bring_in(row(**{"phone": PHONE, **otherwise}), code=1)

    ((complaint),) = told["complaints"]
    assert (complaint["row"], complaint["column"]) == (2, "phone")
    assert words in complaint["complaint"] and "in their file" in complaint["complaint"]


def test_another_phone_ties_nobody(bring_in):
    assert bring_in(row())["rows"]["new"] == 1


def test_who_has_left_is_tied_to_nothing(bring_in, li_mei):
    by_hand(li_mei, state=MemberState.LEFT)

    assert bring_in(row(phone=PHONE), code=1)["rows"]["refused"] == 1


def test_of_someone_beyond_the_organisation_nothing_more_is_said(house, top, tmp_path, bring_in):
    told = bring_in(row(phone=PHONE, branch="office"), options=["--organisation", "office"], code=1)

    assert told["complaints"][0]["complaint"] == "This phone number belongs to another member."


def test_nobody_ties_someone_who_stands_above_them(house, tmp_path):
    give(house.wang_qiang, house.third)
    give(house.li_mei, house.works, Role.AUDITOR)

    carried = carry(roster(tmp_path, row(phone=PHONE)), house.third, by=house.wang_qiang.id)

    assert carried.counts["refused"] == 1


@pytest.mark.parametrize(
    ("detail", "value"), [(Detail.NAME, "李玫"), (Detail.BRANCH, "office"), (Detail.ROSTER_KEY, "A009")]
)
def test_who_changed_between_reading_and_applying_is_not_tied(house, top, tmp_path, detail, value):
    carried = carry(roster(tmp_path, row(phone=PHONE)), house.works, by=top.id)
    people.settle(member_id=house.li_mei.id, detail=detail, value=value, by=top.id, at=NOON)

    with pytest.raises(Refused, match="changed while this roster was read"):
        apply(carried, top)

    assert now(house.li_mei).roster_key == ("A009" if detail is Detail.ROSTER_KEY else None)


def test_a_roster_read_before_a_number_was_given_changes_nobody_else(house, top, tmp_path):
    by_hand(house.li_mei, roster_key="A001")
    carried = carry(roster(tmp_path, row(name="李小梅", phone=PHONE)), house.works, by=top.id)
    renumber(house.li_mei, "A002", top)
    renumber(house.wang_qiang, "A001", top)

    with pytest.raises(Refused, match="changed while this roster was read"):
        apply(carried, top)

    assert now(house.li_mei).name == "李梅"


def test_what_the_last_roster_said_of_a_number_is_not_said_of_who_has_it_next(house, top, tmp_path, bring_in):
    diff = ["--mode", "diff"]
    bring_in(row(phone=""), options=diff)
    first = db.session.scalars(select(Member).where(Member.roster_key == "A001")).one()
    renumber(first, "", top)
    renumber(house.wang_qiang, "A001", top)

    bring_in(row(phone=""), options=diff)

    assert now(house.wang_qiang).name == "李梅", "the row is compared with whom it is about now"


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_export_comes_in_again_as_the_same_and_who_has_no_number_is_named(
    name, house, top, tmp_path, bring_in, command
):
    """Those of the roster, one numbered by hand, one who joined by link, and the administrator a command made."""
    bring_in(row(key="00123", name="买买提·艾力", phone="13900139002", branch="office"))
    renumber(house.li_mei, "A-7", top)
    make_member("周岚", "zhoulan", house.third, phone="13900139003")
    command("export", tmp_path / name, "--phones")

    said = command("import", tmp_path / name, code=1)

    assert said.count("The number is missing. Who is a member and has none yet gets one in their file") == 3
    assert "same 2, refused 3" in said
    for number, who in enumerate(db.session.scalars(select(Member).where(Member.roster_key.is_(None))).all()):
        renumber(who, f"B-{number}", top)
    command("export", tmp_path / name, "--phones")
    assert "New 0, changed 0, same 5, refused 0" in command("import", tmp_path / name)


def test_what_the_export_writes_is_the_number(house, top, tmp_path, command):
    renumber(house.li_mei, "A-7", top)

    command("export", tmp_path / "out.csv", "--phones")

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert ["A-7", "李梅"] in [cells[:2] for cells in csv.reader(file)]


def test_a_number_taken_meanwhile_is_given_to_nobody_else(house, top, tmp_path):
    carried = carry(roster(tmp_path, row(phone=PHONE)), house.works, by=top.id)
    renumber(house.wang_qiang, "A001", top)

    with pytest.raises(Refused, match="changed while this roster was read"):
        gateway.apply(carried.import_id, allow_leaving=0, by=top.id, at=NOON)

    assert now(house.li_mei).roster_key is None
