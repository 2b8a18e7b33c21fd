"""Rosters that move or let go someone who holds roles: what no longer covers their branch is taken, and noted."""

import pytest
from sqlalchemy import select, update

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.gateways import rosters as gateway
from quizapp.people.models import GrantRow, Member
from quizapp.people.roles import Role
from quizapp.people.roster_files.reading import read
from quizapp.people.roster_plan import Mode
from tests.conftest import NOON
from tests.counting import statements
from tests.people.rosters.sheets import roster, row
from tests.people.rosters.test_diff import DIFF, many


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


def held(member):
    db.session.rollback()
    grants = select(GrantRow.role, GrantRow.organisation_id).where(GrantRow.member_id == member.id)
    return {tuple(one) for one in db.session.execute(grants)}


def taken():
    """Who lost which role, as the trail has it."""
    acts = db.session.scalars(select(AuditRow).where(AuditRow.verb == "revoke").order_by(AuditRow.id))
    return [(act.actor_id, act.subject, act.organisation_id, act.changes["role"][0]) for act in acts]


def test_an_administrator_moved_by_a_roster_keeps_only_what_covers_the_new_branch(bring_in, member, house):
    bring_in(row(phone=""))
    moved = member("A001")
    give(moved, house.third)
    give(moved, house.works, Role.AUDITOR)
    give(moved, house.office, Role.EDITOR)

    bring_in(row(phone="", branch="office"))

    assert held(moved) == {(Role.AUDITOR, house.works.id), (Role.EDITOR, house.office.id)}
    assert taken() == [(None, f"member:{moved.id}", house.third.id, "administrator")]


def test_a_roster_that_only_renames_takes_no_role(bring_in, member, house):
    bring_in(row(phone=""))
    give(member("A001"), house.third)

    bring_in(row(phone="", name="李小梅"))

    assert held(member("A001")) == {(Role.ADMINISTRATOR, house.third.id)}


def test_one_whose_branch_was_settled_by_hand_is_not_moved_and_loses_nothing(bring_in, member, house):
    bring_in(row(phone=""))
    give(member("A001"), house.third)
    with atomic():
        db.session.execute(update(Member).where(Member.roster_key == "A001").values(kept_fields=["branch"]))

    bring_in(row(phone="", name="李小梅", branch="office"))

    assert held(member("A001")) == {(Role.ADMINISTRATOR, house.third.id)}


def test_who_leaves_by_a_roster_holds_no_role_any_more(bring_in, member, house):
    bring_in(*many(), options=DIFF)
    gone = member("B007")
    give(gone, house.third)
    give(gone, house.works, Role.AUDITOR)
    give(member("B008"), house.third)

    bring_in(*many("B007"), options=DIFF)

    assert held(gone) == set()
    assert sorted(act[3] for act in taken()) == ["administrator", "auditor"]
    assert held(member("B008")) == {(Role.ADMINISTRATOR, house.third.id)}


def test_the_statements_do_not_grow_with_those_who_lose_a_role(bring_in, member, house, app, tmp_path):
    sent = []
    for first, count in ((0, 2), (100, 40)):
        keys = [f"C{first + number:03d}" for number in range(count)]
        bring_in(*(row(key=key, phone="") for key in keys))
        for key in keys:
            give(member(key), house.third)
        file = roster(tmp_path, *(row(key=key, phone="", branch="office") for key in keys))
        carried = carry(file, house.works)
        with statements() as asked:
            gateway.apply(carried.import_id, allow_leaving=0, by=None, at=NOON)
        sent.append(len(asked))

    assert len(taken()) == 42
    assert sent[0] == sent[1]


def carry(file, node, mode=Mode.UPSERT, by=None):
    about = {"organisation_id": node.id, "mode": mode, "file_name": "r.csv", "by": by, "at": NOON}
    return gateway.carry_in(read(file), keys=current().secrets, **about)


@pytest.fixture
def head(house):
    """王强 administers the third branch alone."""
    give(house.wang_qiang, house.third)
    return house.wang_qiang


def leave_out(tmp_path, house, by, *keys):
    """Apply, as someone, a whole roster of the third branch without these."""
    apply(carry(roster(tmp_path, *many()), house.third, Mode.DIFF, by.id), by)
    return lambda: apply(carry(roster(tmp_path, *many(*keys)), house.third, Mode.DIFF, by.id), by)


def apply(carried, by):
    return gateway.apply(carried.import_id, allow_leaving=5, by=by.id, at=NOON)


def test_nobody_lets_go_by_a_roster_who_holds_a_role_above_them(house, head, member, tmp_path):
    again = leave_out(tmp_path, house, head, "B007")
    give(member("B007"), house.works)

    with pytest.raises(Refused, match="Only an administrator of this organisation"):
        again()

    assert held(member("B007")) == {(Role.ADMINISTRATOR, house.works.id)}


def test_nobody_lets_themselves_go_by_a_roster(house, head, member, tmp_path):
    again = leave_out(tmp_path, house, head, "B007")
    with atomic():
        db.session.execute(update(Member).where(Member.roster_key == "B007").values(roster_key=None))
        db.session.execute(update(Member).where(Member.id == head.id).values(roster_key="B007"))

    with pytest.raises(Refused, match="Ask another administrator"):
        again()

    assert held(head) == {(Role.ADMINISTRATOR, house.third.id)}
