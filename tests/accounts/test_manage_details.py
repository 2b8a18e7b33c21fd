"""A member's file changed by hand: what holds from today on, what a roster then leaves, and what nobody may do."""

from datetime import date

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.details import Detail
from quizapp.people.membership import Step
from quizapp.people.models import GrantRow, HostBranch, Member, MemberSpan, NameChange
from quizapp.people.passwords import hashed
from quizapp.people.roles import Role
from tests.accounts.test_manage_rosters import apply, send, words_of
from tests.cast import PASSWORD
from tests.conftest import NOON
from tests.people.rosters.sheets import roster, row

TODAY = date(2026, 11, 21)


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


@pytest.fixture
def head(house, client_of):
    """赵敏 administers the works, with both branches."""
    give(house.zhao_min, house.works)
    return client_of(house.zhao_min)


@pytest.fixture
def below(house, client_of):
    """王强 administers the third branch alone."""
    give(house.wang_qiang, house.third)
    return client_of(house.wang_qiang)


def settle(client, member, detail, value):
    client.get(f"/desk/members/{member.id}/file")
    answer = client.post(f"/desk/members/{member.id}/file", data={"detail": detail, "value": value})
    db.session.rollback()
    return answer


def give_back(client, member, detail):
    client.post(f"/desk/members/{member.id}/file/rosters", data={"detail": detail})
    db.session.rollback()


def now(member):
    db.session.rollback()
    return db.session.get_one(Member, member.id, populate_existing=True)


def acts(verb):
    return [row.changes for row in db.session.scalars(select(AuditRow).filter_by(verb=verb))]


def test_a_move_holds_from_today_on_and_old_reports_stay_right(head, house, client_of):
    give(house.li_mei, house.third, Role.ORGANISER)
    give(house.li_mei, house.works, Role.EDITOR)

    assert settle(head, house.li_mei, "branch", "office").status_code == 303

    spans = db.session.scalars(
        select(MemberSpan).filter_by(member_id=house.li_mei.id).order_by(MemberSpan.from_on)
    )
    assert [(span.branch_id, span.from_on, span.until_on) for span in spans] == [
        (house.third.id, date(2026, 3, 2), TODAY),
        (house.office.id, TODAY, None),
    ]
    assert now(house.li_mei).kept_fields == ["branch"]
    roles = db.session.scalars(select(GrantRow.role).filter_by(member_id=house.li_mei.id))
    assert list(roles) == [Role.EDITOR], "who moved organises the third branch no longer"
    assert acts("settle_member") == [{"branch": [house.third.id, house.office.id]}]
    assert "机关支部" in client_of(house.li_mei).get("/me").text


def test_two_moves_on_one_day_leave_one_record_of_it(head, house):
    for code in ("office", "third"):
        settle(head, house.li_mei, "branch", code)

    spans = db.session.scalars(
        select(MemberSpan).filter_by(member_id=house.li_mei.id).order_by(MemberSpan.from_on)
    )
    assert [(span.branch_id, span.from_on) for span in spans] == [
        (house.third.id, date(2026, 3, 2)),
        (house.third.id, TODAY),
    ]


def test_a_name_holds_everywhere_and_the_trail_keeps_neither_of_both(head, house):
    settle(head, house.li_mei, "name", " 李  玫 ")

    assert now(house.li_mei).name == "李 玫"
    page = head.get(f"/desk/members/{house.li_mei.id}/file").text
    assert "李梅" in page and "李 玫" in page, "the file tells from what to what, while there is one"
    assert acts("settle_member") == [{"name": ["…", "…"]}]


def test_who_is_erased_leaves_no_earlier_name(head, house):
    settle(head, house.li_mei, "name", "李玫")
    settle(head, house.li_mei, "sign_in_name", "LiMei.2")
    keys = current().secrets
    people.take_step(
        member_id=house.li_mei.id,
        step=Step.LEAVE,
        reason="调离",
        by=house.zhao_min.id,
        at=NOON,
    )

    people.erase(
        member_id=house.li_mei.id,
        pseudonym="p",
        phone_key=keys.phone,
        index_key=keys.index,
        by=house.zhao_min.id,
        at=NOON,
    )

    assert db.session.scalars(select(NameChange)).all() == []


def test_the_new_sign_in_name_opens_the_door_and_the_old_one_does_not(head, house, app):
    house.li_mei.password_hash = hashed(PASSWORD)
    db.session.commit()
    settle(head, house.li_mei, "sign_in_name", "Mei2026")

    for name, status in (("limei", 422), ("mei2026", 303)):
        visitor = app.test_client()
        visitor.get("/sign-in")
        assert visitor.post("/sign-in", data={"identifier": name, "password": PASSWORD}).status_code == status


@pytest.mark.parametrize(
    ("detail", "value"),
    [
        ("name", ""),
        ("name", "12345"),
        ("name", "=1+1"),
        ("name", "李梅"),
        ("sign_in_name", "wangqiang"),
        ("sign_in_name", "13900139000"),
        ("sign_in_name", "with space"),
        ("member_type", "king"),
        ("branch", "nowhere"),
        ("branch", "works"),
        ("branch", "third"),
        ("phone", "13900139000"),
        ("state", "left"),
    ],
)
def test_what_cannot_be_so_changes_nothing(head, house, detail, value):
    answer = settle(head, house.li_mei, detail, value)

    assert answer.status_code == 422 or "alert" in head.get(answer.location).text
    member = now(house.li_mei)
    assert (member.name, member.sign_in_name, member.branch_id) == ("李梅", "limei", house.third.id)
    assert member.kept_fields == [] and acts("settle_member") == []


def test_nobody_moves_a_member_out_of_reach_nor_whoever_stands_above(below, house):
    assert settle(below, house.li_mei, "branch", "office").status_code == 422
    assert settle(below, house.zhao_min, "name", "赵敏敏").status_code == 404
    give(house.li_mei, house.works, Role.AUDITOR)
    assert 'aria-describedby="why-not-name"' in below.get(f"/desk/members/{house.li_mei.id}/file").text

    settle(below, house.li_mei, "name", "李玫")

    assert now(house.li_mei).name == "李梅"


def test_nobody_moves_themselves(below, house):
    group = people.create_organisation(
        code="group", name="小组", parent_id=house.third.id, is_branch=True, at=NOON
    )
    assert 'aria-describedby="why-not-branch"' in below.get(f"/desk/members/{house.wang_qiang.id}/file").text
    with pytest.raises(Refused):
        people.settle(
            member_id=house.wang_qiang.id,
            detail=Detail.BRANCH,
            value=group.code,
            by=house.wang_qiang.id,
            at=NOON,
        )


def test_who_floats_no_longer_or_moves_to_the_host_has_no_host(head, house):
    for member, detail, value in (
        (house.li_mei, "member_type", "office"),
        (house.wang_qiang, "branch", "office"),
    ):
        member.member_type = "floating"
        db.session.add(HostBranch(member_id=member.id, branch_id=house.office.id, from_on=date(2026, 6, 1)))
        db.session.commit()

        settle(head, member, detail, value)

        assert db.session.get_one(HostBranch, (member.id, date(2026, 6, 1))).until_on == TODAY


def test_rosters_leave_what_was_settled_until_it_is_given_back_to_them(head, house, tmp_path):
    file = roster(tmp_path, row(key="A001", name="周岚", phone="", branch="third"))
    send(head, house.works, file)
    apply(head)
    zhou = db.session.scalars(select(Member).filter_by(roster_key="A001")).one()
    settle(head, zhou, "name", "周兰")
    settle(head, zhou, "branch", "office")

    page = words_of(send(head, house.works, file, mode="diff"))

    assert (
        "人工确定、保持不变的内容" in page
        and "名册上写的是：周岚" in page
        and "名册上写的是：第三支部" in page
    )
    apply(head)
    assert (now(zhou).name, now(zhou).branch_id) == ("周兰", house.office.id)

    give_back(head, zhou, "name")
    assert now(zhou).kept_fields == ["branch"]
    send(
        head,
        house.works,
        roster(tmp_path, row(key="A001", name="周岚", phone="", branch="third")),
        mode="diff",
    )
    apply(head)
    assert (now(zhou).name, now(zhou).branch_id) == ("周岚", house.office.id)
    assert acts("leave_to_rosters") == [{"kept_fields": [["name"], None]}]


def numbered(client, member, number):
    return settle(client, member, "roster_key", number)


def test_a_member_is_tied_to_a_number_by_hand_and_the_next_roster_knows_them(head, house, tmp_path):
    assert "无：没有名册涉及此人" in words_of(head.get(f"/desk/members/{house.li_mei.id}"))

    assert numbered(head, house.li_mei, " A-7 ").status_code == 303

    assert now(house.li_mei).roster_key == "A-7" and now(house.li_mei).kept_fields == []
    assert "A-7" in head.get(f"/desk/members/{house.li_mei.id}").text
    assert acts("settle_member") == [{"roster_key": [None, "…"]}]
    send(head, house.works, roster(tmp_path, row(key="A-7", name="李玫", phone="")))
    apply(head)
    assert now(house.li_mei).name == "李玫"


def test_a_number_is_changed_and_taken_away_and_the_file_keeps_what_it_was(head, house):
    for number in ("A-7", "A-8", ""):
        numbered(head, house.li_mei, number)

    assert now(house.li_mei).roster_key is None
    said = words_of(head.get(f"/desk/members/{house.li_mei.id}/file"))
    assert "名册编号 A-8 → 改为 –" in said and "名册编号 – → 改为 A-7" in said
    assert acts("settle_member")[1:] == [{"roster_key": ["…", "…"]}, {"roster_key": ["…", None]}]


def test_a_number_that_another_has_is_refused_with_whose_it_is(head, house):
    numbered(head, house.wang_qiang, "A-7")

    answer = numbered(head, house.li_mei, "A-7")

    assert "王强（第三支部）已使用这个编号" in head.get(answer.location).text
    assert now(house.li_mei).roster_key is None


def test_whose_it_is_is_not_said_beyond_ones_reach(below, head, house):
    numbered(head, house.zhao_min, "A-7")

    answer = numbered(below, house.li_mei, "A-7")

    page = below.get(answer.location).text
    assert "已有其他成员使用这个编号" in page and "赵敏" not in page
    assert now(house.li_mei).roster_key is None


@pytest.mark.parametrize("number", ["1.38E+10", "=1+1", "1001.0", "2026-01-02", "A" * 61])
def test_what_is_no_number_is_none(head, house, number):
    answer = numbered(head, house.li_mei, number)

    assert answer.status_code == 422 or "alert" in head.get(answer.location).text
    assert now(house.li_mei).roster_key is None and acts("settle_member") == []


def test_nobody_ties_to_a_number_who_stands_above_them(below, house):
    give(house.li_mei, house.works, Role.AUDITOR)
    page = below.get(f"/desk/members/{house.li_mei.id}/file").text
    assert 'aria-describedby="why-not-roster_key"' in page

    numbered(below, house.li_mei, "A-7")

    assert now(house.li_mei).roster_key is None


def test_a_name_that_a_roster_changed_stands_in_the_file_with_those_changed_by_hand(head, house, tmp_path):
    numbered(head, house.li_mei, "A-7")
    send(head, house.works, roster(tmp_path, row(key="A-7", name="李玫", phone="")))
    apply(head)
    settle(head, house.li_mei, "name", "李小玫")

    said = words_of(head.get(f"/desk/members/{house.li_mei.id}/file"))

    assert "李梅 → 改为 李玫" in said and "· 由名册更改 · 赵敏" in said
    assert said.index("李玫 → 改为 李小玫") < said.index("李梅 → 改为 李玫")


def test_a_number_is_forgotten_with_the_person(head, house):
    numbered(head, house.li_mei, "A-7")
    keys = current().secrets
    people.take_step(member_id=house.li_mei.id, step=Step.LEAVE, reason="调离", by=house.zhao_min.id, at=NOON)

    people.erase(
        member_id=house.li_mei.id,
        pseudonym="p",
        phone_key=keys.phone,
        index_key=keys.index,
        by=house.zhao_min.id,
        at=NOON,
    )

    assert now(house.li_mei).roster_key is None and db.session.scalars(select(NameChange)).all() == []
