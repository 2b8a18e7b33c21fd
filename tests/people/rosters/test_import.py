"""Importing a roster: what it adds, changes and leaves, all of it or nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select, update

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import atomic, db
from quizapp.people import sealing
from quizapp.people.models import Member, MemberSpan, MemberState, RosterImport, RosterRow
from tests.people.rosters.sheets import row

TODAY = date(2026, 11, 21)


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def by_hand(member, **values):
    with atomic():
        db.session.execute(update(Member).where(Member.id == member.id).values(**values))


def spans(member):
    found = select(MemberSpan.from_on, MemberSpan.until_on, MemberSpan.branch_id)
    return [
        tuple(span)
        for span in db.session.execute(
            found.where(MemberSpan.member_id == member.id).order_by(MemberSpan.from_on)
        )
    ]


def test_a_new_member_is_invited_and_belongs_to_the_branch_from_today(bring_in, member, house):
    assert bring_in(row())["rows"]["new"] == 1

    added = member("A001")
    assert (added.name, added.sign_in_name, added.state) == ("李梅", "a001", MemberState.INVITED)
    assert (added.password_hash, added.member_type, added.kept_fields) == (None, "office", [])
    assert sealing.unseal(added.phone_sealed, current().secrets.phone) == "+8613900139001"
    assert spans(added) == [(TODAY, None, house.third.id)]


def test_the_same_roster_twice_is_the_same_as_once(bring_in):
    bring_in(row(), row(key="A002", phone=""))
    before = count(Member), count(MemberSpan), count(AuditRow)

    again = bring_in(row(), row(key="A002", phone=""))

    assert again["rows"] == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    assert (count(Member), count(MemberSpan), count(AuditRow)) == before


def test_a_changed_row_changes_its_member_and_the_day_is_on_record(bring_in, member, wall, house):
    bring_in(row())
    wall.forward(days=10)

    bring_in(row(name="李小梅", phone="13900139009", branch="office", kind="流动成员"))

    moved = member("A001")
    assert (moved.name, moved.branch_id, moved.member_type) == ("李小梅", house.office.id, "floating")
    assert sealing.unseal(moved.phone_sealed, current().secrets.phone) == "+8613900139009"
    assert spans(moved) == [
        (TODAY, date(2026, 12, 1), house.third.id),
        (date(2026, 12, 1), None, house.office.id),
    ]


def test_a_member_moved_twice_in_a_day_has_one_place_for_that_day(bring_in, member, house):
    for branch in ("third", "office", "third"):
        bring_in(row(branch=branch))

    assert spans(member("A001")) == [(TODAY, None, house.third.id)]


def test_where_a_member_belonged_before_rosters_is_recorded_when_they_move(bring_in, li_mei, house):
    by_hand(li_mei, roster_key="A001")

    bring_in(row(phone="13800138000", branch="office"))

    assert spans(li_mei) == [(date(2026, 3, 2), TODAY, house.third.id), (TODAY, None, house.office.id)]


@pytest.mark.parametrize(
    ("field", "kept"), [("name", "李梅"), ("branch", None), ("phone", None), ("member_type", "office")]
)
def test_what_was_settled_by_hand_stays(bring_in, member, house, field, kept):
    bring_in(row())
    by_hand(member("A001"), kept_fields=[field])
    before = {"name": "李梅", "branch": house.third.id, "member_type": "office"}

    bring_in(row(name="别名", phone="13900139009", branch="office", kind="floating"))

    now = member("A001")
    found = {"name": now.name, "branch": now.branch_id, "member_type": now.member_type}
    assert found.get(field) == before.get(field)
    phone = sealing.unseal(now.phone_sealed, current().secrets.phone)
    assert (phone == "+8613900139001") == (field == "phone")


def test_an_empty_cell_leaves_what_there_is(bring_in, member, house):
    bring_in(row())

    bring_in(row(phone="", branch="", kind=""))

    assert (member("A001").branch_id, member("A001").phone_index is None) == (house.third.id, False)


def test_two_members_may_exchange_their_phones(bring_in, member):
    bring_in(row(phone="13900139001"), row(key="A002", phone="13900139002"))
    first, second = member("A001").phone_index, member("A002").phone_index

    bring_in(row(phone="13900139002"), row(key="A002", phone="13900139001"))

    assert (member("A001").phone_index, member("A002").phone_index) == (second, first)


def test_someone_who_had_left_comes_back(bring_in, member):
    bring_in(row())
    by_hand(member("A001"), state=MemberState.LEFT)

    assert bring_in(row())["rows"]["changed"] == 1
    assert member("A001").state == MemberState.INVITED


def test_one_refused_row_holds_back_all(bring_in, house):
    before = count(Member)

    told = bring_in(row(), row(key="1.38E+10", phone="13900139002"), code=1)

    assert [(one["row"], one["column"]) for one in told["complaints"]] == [(3, "roster_key")]
    assert (count(Member), count(RosterRow), told["applied"]) == (before, 0, False)


@pytest.mark.parametrize(
    ("second", "column", "words"),
    [
        (row(phone="13900139002"), "roster_key", "Another row"),
        (row(key="A002"), "phone", "Another row"),
        (row(key="a001", phone=""), "sign_in_name", "Another row"),
        (row(key="A002", name="王芳", phone="13800138000"), "phone", "without a number"),
        (row(key="limei", phone=""), "sign_in_name", "another member"),
        (row(key="A002", phone="", branch="nowhere"), "branch_code", "no such branch"),
        (row(key="A002", phone="", branch="works"), "branch_code", "no such branch"),
        (row(key="A002", phone="", branch=""), "branch_code", "needs this"),
        (row(key="A002", phone="", kind="贵宾"), "member_type", "no such kind"),
        (row(key="A002", phone="", kind=""), "member_type", "needs this"),
        (row(key="13800138000", phone=""), "sign_in_name", "sign-in name"),
    ],
)
def test_what_only_shows_beside_others_is_refused_too(bring_in, second, column, words):
    told = bring_in(row(), second, code=1)

    assert told["complaints"][-1]["row"] == 3
    assert told["complaints"][-1]["column"] == column and words in told["complaints"][-1]["complaint"]


def test_numbers_that_lost_their_zeros_are_refused_within_a_file(bring_in):
    told = bring_in(row(key="00123"), row(key="45", phone=""), code=1)

    assert [(one["row"], "zeros" in one["complaint"]) for one in told["complaints"]] == [(3, True)]


def test_and_beside_the_members_there_are(bring_in):
    bring_in(row(key="00123"))

    told = bring_in(row(key="123", phone="13900139002"), code=1)

    assert "zeros" in told["complaints"][0]["complaint"]


def test_a_dry_run_says_all_and_changes_nothing(bring_in):
    before = count(Member)

    told = bring_in(row(), options=["--dry-run"])

    assert (told["rows"]["new"], told["applied"]) == (1, False)
    assert (count(Member), count(RosterRow)) == (before, 0)


def test_a_branch_may_be_named_when_one_has_the_name(bring_in, member, house):
    bring_in(row(branch="机关支部"), header="工号,姓名,手机,支部名称,成员类别")

    assert member("A001").branch_id == house.office.id


def test_a_member_of_another_organisation_is_not_taken(bring_in, house):
    bring_in(row())

    told = bring_in(row(branch="office"), options=["--organisation", "office"], code=1)

    assert "another organisation" in told["complaints"][0]["complaint"]


def test_the_audit_trail_says_how_many(bring_in, house):
    bring_in(row())

    entry = db.session.scalar(select(AuditRow).where(AuditRow.verb == "import_roster"))
    assert (entry.changes, entry.organisation_id) == ({"new": [0, 1]}, house.works.id)


def test_how_long_others_had_to_wait_is_told(command, tmp_path, bring_in):
    assert bring_in(row())["write_lock_s"] >= 0


def test_only_the_last_rosters_rows_are_kept(bring_in):
    bring_in(row())
    bring_in(row(), row(key="A002", phone=""))

    assert (count(RosterRow), count(RosterImport)) == (2, 2)
