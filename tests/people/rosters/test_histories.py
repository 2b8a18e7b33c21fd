"""What a roster changes of someone stays on record, as what is changed by hand does; and whom it leaves without a host."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from quizapp.config import current
from quizapp.db import atomic, db
from quizapp.people import sealing
from quizapp.people.details import Detail
from quizapp.people.models import (
    ChangedBy,
    HostBranch,
    Member,
    MemberSpan,
    NameChange,
    PhoneChange,
    RosterImport,
)
from tests.conftest import NOON
from tests.counting import statements
from tests.people.rosters.sheets import roster, row
from tests.people.rosters.test_diff import DIFF, many
from tests.people.rosters.test_roles import apply, carry, give

TODAY = date(2026, 11, 21)
BEFORE = date(2026, 6, 1)


@pytest.fixture
def top(house):
    """赵敏 administers the whole works."""
    give(house.zhao_min, house.works)
    return house.zhao_min


def all_of(model, member):
    db.session.rollback()
    return db.session.scalars(select(model).where(model.member_id == member.id)).all()


def float_at(branch, *members, from_on=BEFORE):
    """Floating members whom a branch hosts."""
    with atomic():
        for member in members:
            db.session.execute(update(Member).where(Member.id == member.id).values(member_type="floating"))
            db.session.add(HostBranch(member_id=member.id, branch_id=branch.id, from_on=from_on))


def test_each_of_the_four_is_on_record_with_who_applied_the_roster(house, top, tmp_path, bring_in, member):
    bring_in(row())
    apply(
        carry(
            roster(tmp_path, row(name="李小梅", phone="13900139009", branch="office", kind="流动成员")),
            house.works,
            by=top.id,
        ),
        top,
    )

    changed = member("A001")
    import_id = db.session.scalars(select(RosterImport.id).order_by(RosterImport.id.desc())).first()
    (name,) = all_of(NameChange, changed)
    assert (name.what, name.before, name.after) == (Detail.NAME, "李梅", "李小梅")
    assert (name.actor_id, name.at, name.import_id) == (top.id, NOON, import_id)
    (phone,) = all_of(PhoneChange, changed)
    sealed = phone.before_sealed, phone.after_sealed
    assert [sealing.unseal(one, current().secrets.phone)[-4:] for one in sealed] == ["9001", "9009"]
    assert (phone.how, phone.actor_id) == (ChangedBy.ROSTER, top.id)
    (span,) = all_of(MemberSpan, changed)
    assert (span.branch_id, span.member_type, span.from_on) == (house.office.id, "floating", TODAY)


def test_where_and_what_they_were_before_stays_on_record(bring_in, member, wall, house):
    bring_in(row())
    wall.forward(days=10)

    bring_in(row(branch="office", kind="流动成员"))

    spans = sorted(
        (one.from_on, one.branch_id, one.member_type) for one in all_of(MemberSpan, member("A001"))
    )
    later = TODAY + timedelta(days=10)
    assert spans == [(TODAY, house.third.id, "office"), (later, house.office.id, "floating")]


def test_names_that_stay_are_no_change(bring_in, member):
    bring_in(row())
    with atomic():
        db.session.execute(update(Member).where(Member.roster_key == "A001").values(kept_fields=["name"]))

    bring_in(row(name="李小梅", branch="office"))

    assert all_of(NameChange, member("A001")) == []


def test_who_floats_no_longer_has_no_host(bring_in, member, house):
    bring_in(row(phone=""), row(key="A002", phone=""))
    float_at(house.office, member("A001"))
    float_at(house.office, member("A002"), from_on=TODAY)

    bring_in(row(phone=""), row(key="A002", phone=""))

    assert [one.until_on for one in all_of(HostBranch, member("A001"))] == [TODAY]
    assert all_of(HostBranch, member("A002")) == [], "it had not begun before today"


def test_who_moves_home_to_the_host_is_its_guest_no_longer(bring_in, member, house):
    bring_in(row(phone=""), row(key="A002", phone=""))
    float_at(house.office, member("A001"), member("A002"))

    bring_in(
        row(phone="", branch="office", kind="流动成员"),
        row(key="A002", name="别名", phone="", kind="流动成员"),
    )

    assert [one.until_on for one in all_of(HostBranch, member("A001"))] == [TODAY]
    assert [one.until_on for one in all_of(HostBranch, member("A002"))] == [None], "whom nothing was said of"


def test_what_was_settled_by_hand_keeps_its_host(bring_in, member, house):
    bring_in(row(phone=""))
    float_at(house.office, member("A001"))
    with atomic():
        kept = update(Member).where(Member.roster_key == "A001")
        db.session.execute(kept.values(kept_fields=["branch", "member_type"]))

    bring_in(row(name="别名", phone="", branch="office"))

    assert [one.until_on for one in all_of(HostBranch, member("A001"))] == [None]


def test_who_is_tied_by_the_same_roster_loses_the_host_as_well(bring_in, house, li_mei):
    float_at(house.office, li_mei)

    bring_in(row(phone="13800138000"))

    assert [one.until_on for one in all_of(HostBranch, li_mei)] == [TODAY]


def test_who_leaves_by_a_roster_had_their_host_until_today(bring_in, member, house):
    bring_in(*many(), options=DIFF)
    float_at(house.office, member("B007"))

    bring_in(*many("B007"), options=DIFF)

    assert [one.until_on for one in all_of(HostBranch, member("B007"))] == [TODAY]


def test_the_statements_do_not_grow_with_those_who_are_hosted(bring_in, house, top, tmp_path):
    sent = []
    for first, count in ((0, 2), (100, 40)):
        keys = [f"C{first + number:03d}" for number in range(count)]
        bring_in(*(row(key=key, phone="") for key in keys))
        found = db.session.scalars(select(Member).where(Member.roster_key.in_(keys))).all()
        float_at(house.office, *found)
        carried = carry(
            roster(tmp_path, *(row(key=key, name="张三", phone="") for key in keys)), house.works, by=top.id
        )
        with statements() as asked:
            apply(carried, top)
        sent.append(len(asked))

    assert sent[0] == sent[1]
    assert db.session.query(HostBranch).filter(HostBranch.until_on.is_(None)).count() == 0
