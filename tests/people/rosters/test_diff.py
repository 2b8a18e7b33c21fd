"""Comparing a roster with the last one: only differences are applied, and those left out have left."""

from datetime import timedelta

from sqlalchemy import select, update

from quizapp.db import atomic, db
from quizapp.people import codes
from quizapp.people import operations as people
from quizapp.people.models import HostBranch, Invitation, Member, MemberSpan, MemberState
from quizapp.people.operations.invitations import Order
from tests.conftest import NOON
from tests.people.rosters.sheets import row

DIFF = ["--mode", "diff"]


def many(*left_out, **changed):
    keys = [f"B{number:03d}" for number in range(20)]
    return [changed.get(key) or row(key=key, phone="") for key in keys if key not in left_out]


def test_those_a_roster_leaves_out_have_left_and_belong_nowhere(bring_in, member):
    bring_in(*many(), options=DIFF)

    told = bring_in(*many("B007"), options=DIFF)

    assert (told["left"], told["rows"]["same"]) == (1, 19)
    gone = member("B007")
    assert gone.state == MemberState.LEFT
    assert db.session.scalars(select(MemberSpan).where(MemberSpan.member_id == gone.id)).all() == []


def test_who_leaves_is_a_guest_nowhere_and_comes_in_by_no_code(bring_in, member, house):
    bring_in(*many(), options=DIFF)
    guest = member("B007")
    with atomic():
        db.session.add(HostBranch(member_id=guest.id, from_on=NOON.date(), branch_id=house.office.id))
    order = Order(house.works.id, "a-ticket-of-the-form", timedelta(days=30), member_id=guest.id)
    people.invite(order=order, draw=codes.invitation, index_key=b"key", by=None, at=NOON)

    bring_in(*many("B007"), options=DIFF)

    db.session.rollback()
    assert db.session.query(HostBranch).count() == 0
    assert db.session.query(Invitation).one().voided_at is not None


def test_the_first_diff_lets_nobody_go(bring_in, li_mei):
    assert bring_in(*many(), options=DIFF)["left"] == 0
    assert li_mei.state == MemberState.INVITED


def test_more_than_a_tenth_leaving_is_taken_for_a_mistake(bring_in, member):
    bring_in(*many(), options=DIFF)

    said = bring_in(*many("B001", "B002", "B003"), options=DIFF, code=1)

    assert "3 of 20 members would leave" in said
    assert member("B001").state == MemberState.INVITED


def test_unless_so_many_are_allowed(bring_in, member):
    bring_in(*many(), options=DIFF)

    told = bring_in(*many("B001", "B002", "B003"), options=[*DIFF, "--allow-leaving", "3"])

    assert told["left"] == 3 and member("B001").state == MemberState.LEFT


def test_a_dry_run_says_who_would_leave(bring_in, member):
    bring_in(*many(), options=DIFF)

    assert bring_in(*many("B001"), options=[*DIFF, "--dry-run"])["left"] == 1
    assert member("B001").state == MemberState.INVITED


def test_what_both_rosters_say_is_not_applied_again(bring_in, member):
    bring_in(*many(), options=DIFF)
    with atomic():
        db.session.execute(update(Member).where(Member.roster_key == "B001").values(name="改名"))

    told = bring_in(*many(B002=row(key="B002", name="新名", phone="")), options=DIFF)

    assert (told["rows"]["changed"], member("B001").name, member("B002").name) == (1, "改名", "新名")


def test_an_upsert_lets_nobody_go(bring_in, member):
    bring_in(*many())

    bring_in(*many("B001"))

    assert member("B001").state == MemberState.INVITED
