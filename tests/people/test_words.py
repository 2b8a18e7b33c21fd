"""The parts of names by which members are found: what they are, and that they follow whatever becomes of a name."""

from datetime import date

import pytest
from sqlalchemy import select

from quizapp.config import current
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people import worker
from quizapp.people.details import Detail
from quizapp.people.gateways import rosters as gateway
from quizapp.people.membership import Step
from quizapp.people.models import Member, MemberWord, Organisation, WordsDue
from quizapp.people.name_parts import asked_parts, parts_of
from quizapp.people.operations.joining import Newcomer
from quizapp.people.roles import Role
from quizapp.people.roster_files.reading import read
from quizapp.people.roster_plan import Mode
from tests.conftest import NOON
from tests.people.rosters.sheets import roster, row


@pytest.mark.parametrize(
    ("name", "found_by", "not_by"),
    [
        ("王志远", ["王", "志远", "王志远"], ["远志", "王远", "王志远明"]),
        ("欧阳 志远", ["欧阳志远", "阳 志"], ["欧志"]),
        ("買買提·吐爾遜", ["买买提吐尔逊", "吐尔逊", "買買提"], ["买买提江"]),
        ("Ann Lee-Smith", ["ann", "SMITH", "smi le", "Ａnn"], ["nn", "ith"]),
        ("李乾坤", ["乾坤", "乾"], ["坤乾"]),
        ("李梅", ["梅"], ["", "·", "%", "_"]),
    ],
)
def test_a_name_is_found_by_its_parts_and_by_nothing_else(name, found_by, not_by):
    parts = parts_of(name)

    for text in found_by:
        assert set(asked_parts(text)) <= parts, text
    for text in not_by:
        assert not asked_parts(text) or not set(asked_parts(text)) <= parts, text


def gaps():
    """The parts that are missing, and those that nobody has: nothing, when names and parts agree."""
    db.session.rollback()
    rows = select(Member.id, Member.name, Organisation.path).join(
        Organisation, Organisation.id == Member.branch_id
    )
    people_there = db.session.execute(rows.where(Member.erased_at.is_(None)))
    wanted = {(word, path, member_id) for member_id, name, path in people_there for word in parts_of(name)}
    kept = db.session.execute(select(MemberWord.word, MemberWord.place, MemberWord.member_id))
    return wanted ^ {tuple(row) for row in kept}


def bring_in(house, file, mode=Mode.UPSERT):
    carried = gateway.carry_in(
        read(file),
        organisation_id=house.works.id,
        mode=mode,
        file_name="r.csv",
        keys=current().secrets,
        by=None,
        at=NOON,
    )
    gateway.apply(carried.import_id, allow_leaving=9, by=None, at=NOON)


def test_parts_follow_those_who_come_are_renamed_move_and_are_forgotten(house):
    people.grant(
        member_id=house.zhao_min.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
    )
    act = {"by": house.zhao_min.id, "at": NOON}
    assert gaps() == set()

    people.open_join_link(
        organisation_id=house.third.id,
        member_type="public",
        code="c" * 10,
        expires_at=NOON.replace(year=2027),
        by=None,
        at=NOON,
    )
    people.join(code="c" * 10, newcomer=Newcomer("h", "钱多多", "qian", b"1", "1", "x"), at=NOON)
    people.approve_join(request_id=1, **act)
    assert gaps() == set()

    mei = house.li_mei.id
    for detail, value in ((Detail.NAME, "李玫玫"), (Detail.BRANCH, "office")):
        people.settle(member_id=mei, detail=detail, value=value, **act)
        assert gaps() == set()

    people.take_step(member_id=mei, step=Step.LEAVE, reason="调离", **act)
    keys = current().secrets
    people.erase(member_id=mei, pseudonym="p", phone_key=keys.phone, index_key=keys.index, **act)
    assert not db.session.scalars(select(MemberWord).filter_by(member_id=mei)).all()
    people.move(
        organisation_id=house.office.id, parent_id=house.third.id, effective_on=date(2026, 11, 21), **act
    )
    worker.keep_words()
    assert gaps() == set(), "who was erased is found by nothing, also after their branch was drawn anew"


def test_parts_follow_a_roster_and_a_move_of_the_tree_by_the_worker(house, tmp_path):
    bring_in(
        house,
        roster(
            tmp_path,
            row(key="A1", name="周岚", phone=""),
            row(key="A2", name="吴磊", phone="", branch="office"),
        ),
    )
    assert {due.branch_id for due in db.session.scalars(select(WordsDue))} == {
        house.third.id,
        house.office.id,
    }
    assert worker.keep_words() == 2 and gaps() == set()

    bring_in(
        house,
        roster(
            tmp_path,
            row(key="A1", name="周兰", phone="", branch="office"),
            row(key="A2", name="吴磊", phone="", branch="office"),
        ),
        Mode.DIFF,
    )
    assert worker.keep_words() == 1 and gaps() == set()

    people.move(
        organisation_id=house.third.id,
        parent_id=house.office.id,
        effective_on=date(2026, 11, 21),
        by=None,
        at=NOON,
    )
    assert gaps() != set()
    worker.keep_words()
    assert gaps() == set() and worker.keep_words() == 0
