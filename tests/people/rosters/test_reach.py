"""What a roster may not reach: people of other organisations, whoever stands above, and oneself."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.details import Detail
from quizapp.people.gateways import rosters as gateway
from quizapp.people.membership import Step
from quizapp.people.models import Member, MemberState, RosterRow
from quizapp.people.roles import Role
from tests.conftest import NOON
from tests.counting import statements
from tests.people.rosters.sheets import roster, row
from tests.people.rosters.test_roles import apply, carry, give

BEYOND = "%(name)s holds a role beyond your reach. Ask an administrator there."
ONESELF = "Another administrator has to do this for you."


@pytest.fixture
def head(house):
    """王强 administers the third branch alone."""
    give(house.wang_qiang, house.third)
    return house.wang_qiang


@pytest.fixture
def top(house):
    """赵敏 administers the whole works."""
    give(house.zhao_min, house.works)
    return house.zhao_min


def number(who, key):
    with atomic():
        db.session.execute(update(Member).where(Member.id == who.id).values(roster_key=key))


def leave(who, by):
    people.take_step(member_id=who.id, step=Step.LEAVE, reason="调离", by=by.id, at=NOON)


def complaints():
    db.session.rollback()
    rows = select(RosterRow.number, RosterRow.complaint).where(RosterRow.complaint.is_not(None))
    return [tuple(one) for one in db.session.execute(rows.order_by(RosterRow.number))]


def now(who):
    db.session.rollback()
    return db.session.get_one(Member, who.id, populate_existing=True)


def test_who_has_left_another_branch_is_not_there_for_this_ones_roster(house, head, top, tmp_path):
    number(house.li_mei, "A001")
    people.settle(member_id=house.li_mei.id, detail=Detail.BRANCH, value="office", by=top.id, at=NOON)
    leave(house.li_mei, top)

    carried = carry(roster(tmp_path, row(name="李小梅")), house.third, by=head.id)

    assert complaints() == [(2, "This member belongs to another organisation.")]
    assert db.session.scalars(select(RosterRow.member_id)).one() is None
    with pytest.raises(Refused):
        apply(carried, head)
    assert (now(house.li_mei).state, now(house.li_mei).branch_id) == (MemberState.LEFT, house.office.id)


def test_a_roster_of_the_organisation_above_brings_them_back(house, top, tmp_path):
    number(house.li_mei, "A001")
    leave(house.li_mei, top)

    apply(carry(roster(tmp_path, row(phone="", branch="office")), house.works, by=top.id), top)

    assert (now(house.li_mei).state, now(house.li_mei).branch_id) == (MemberState.INVITED, house.office.id)


def test_who_was_moved_away_between_reading_and_applying_is_not_taken_back(house, head, top, tmp_path):
    number(house.li_mei, "A001")
    carried = carry(roster(tmp_path, row(name="李小梅", phone="")), house.third, by=head.id)
    people.settle(member_id=house.li_mei.id, detail=Detail.BRANCH, value="office", by=top.id, at=NOON)

    with pytest.raises(Refused, match="changed while this roster was read"):
        apply(carried, head)

    assert (now(house.li_mei).name, now(house.li_mei).branch_id) == ("李梅", house.office.id)


CHANGES = [{"name": "李小梅"}, {"phone": "13900139009"}, {"kind": "流动成员"}, {"branch": "group"}]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_nobody_is_changed_who_holds_a_role_beyond_the_senders_reach(house, head, tmp_path, change):
    people.create_organisation(code="group", name="小组", parent_id=house.third.id, is_branch=True, at=NOON)
    number(house.li_mei, "A001")
    give(house.li_mei, house.works, Role.AUDITOR)
    rows = row(key="A002", phone="", name="王芳"), row(**{"phone": "", **change})

    carried = carry(roster(tmp_path, *rows), house.third, by=head.id)

    assert complaints() == [(3, BEYOND)]
    with pytest.raises(Refused, match="Rows that are refused: 1"):
        apply(carried, head)


def test_what_says_nothing_new_of_them_is_no_matter(house, head, tmp_path):
    number(house.li_mei, "A001")
    give(house.li_mei, house.works, Role.AUDITOR)

    carried = carry(roster(tmp_path, row(phone="13800138000")), house.third, by=head.id)

    assert carried.counts["same"] == 1 and complaints() == []


def test_a_role_within_reach_or_one_that_is_over_keeps_nobody_from_being_changed(house, head, tmp_path):
    number(house.li_mei, "A001")
    give(house.li_mei, house.third, Role.EDITOR)
    today = NOON.date()
    people.grant(
        member_id=house.li_mei.id,
        role=Role.AUDITOR,
        organisation_id=house.works.id,
        by=None,
        at=NOON - timedelta(days=9),
        ends_on=today - timedelta(days=1),
    )

    apply(carry(roster(tmp_path, row(name="李小梅", phone="")), house.third, by=head.id), head)

    assert now(house.li_mei).name == "李小梅"


def test_nobody_changes_themselves_by_a_roster(house, head, tmp_path):
    number(head, "A001")

    carry(roster(tmp_path, row(name="王小强", phone="")), house.third, by=head.id)

    assert complaints() == [(2, ONESELF)]


@pytest.mark.parametrize(
    ("role_of", "words"),
    [("li_mei", "Row 2: 李梅 holds a role beyond your reach"), ("sender", "Row 2: Another administrator")],
)
def test_a_role_given_and_a_sender_changed_after_the_reading_count(
    house, head, top, tmp_path, role_of, words
):
    number(house.li_mei, "A001")
    sender = head if role_of == "li_mei" else house.li_mei
    carried = carry(roster(tmp_path, row(name="李小梅", phone="")), house.third, by=head.id)
    give(house.li_mei, house.works if role_of == "li_mei" else house.third, Role.ADMINISTRATOR)

    with pytest.raises(Refused, match=words):
        apply(carried, sender)

    assert now(house.li_mei).name == "李梅"


def test_sent_once_more_it_is_judged_by_who_sent_it_last(house, head, top, tmp_path):
    number(house.li_mei, "A001")
    give(house.li_mei, house.works, Role.AUDITOR)
    file = roster(tmp_path, row(name="李小梅", phone=""))
    carry(file, house.third, by=top.id)
    assert complaints() == []

    carry(file, house.third, by=head.id)

    assert complaints() == [(2, BEYOND)]
    apply(carry(file, house.third, by=top.id), top)
    assert now(house.li_mei).name == "李小梅"


def test_a_command_changes_anyone(house, tmp_path):
    number(house.li_mei, "A001")
    give(house.li_mei, house.works)

    carried = carry(roster(tmp_path, row(name="李小梅", phone="")), house.third)
    gateway.apply(carried.import_id, allow_leaving=0, by=None, at=NOON)

    assert now(house.li_mei).name == "李小梅"


def test_the_statements_do_not_grow_with_those_who_hold_a_role(house, top, tmp_path):
    sent = []
    for first, count in ((0, 2), (100, 40)):
        keys = [f"C{first + number:03d}" for number in range(count)]
        apply(carry(roster(tmp_path, *(row(key=key, phone="") for key in keys)), house.works, by=top.id), top)
        for member in db.session.scalars(select(Member).where(Member.roster_key.in_(keys))).all():
            give(member, house.third, Role.EDITOR)
        rows = [row(key=key, phone="", name="张三") for key in keys]
        carried = carry(roster(tmp_path, *rows), house.works, by=top.id)
        with statements() as asked:
            apply(carried, top)
        sent.append(len(asked))

    assert sent[0] == sent[1]
