"""Moving, closing and opening again on the organisation pages, and ending roles held there by people from elsewhere."""

import re
from datetime import timedelta

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import GrantRow, PlannedMove
from quizapp.people.roles import Role
from tests.accounts.test_manage_organisations import fresh, give, grow, head, page_of, top  # noqa: F401
from tests.conftest import NOON
from tests.counting import statements

TODAY = NOON.date()


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def move(visitor, node, parent, day):
    visitor.get(page_of(node, "/change"))
    data = {"parent": parent.code, "effective_on": str(day)}
    return visitor.post(page_of(node, "/move"), data=data, follow_redirects=True)


@pytest.fixture
def shut(top, house):  # noqa: F811
    """A branch below the third one, closed."""
    inner = grow("inner", house.third)
    people.close(organisation_id=inner.id, by=None, at=NOON)
    return inner


def test_a_closed_organisation_is_opened_again_on_its_page(top, shut, house):  # noqa: F811
    page = top.get(page_of(shut, "/change"))
    assert "从今天起它又可以接收成员" in page.text and "从今天起关闭" not in page.text

    told = top.post(page_of(shut, "/reopen"), follow_redirects=True)

    assert "名inner已重新开放" in told.text and fresh(shut).closed_on is None
    assert db.session.query(AuditRow).filter_by(verb="reopen_organisation").one().actor_id == house.li_mei.id
    assert "组织重新开放" in top.get("/desk/audit").text


def test_below_what_is_closed_the_button_says_why_not(top, shut, house):  # noqa: F811
    lower = grow("lower", house.third)
    people.move(organisation_id=shut.id, parent_id=lower.id, effective_on=TODAY, by=None, at=NOON)
    people.close(organisation_id=lower.id, by=None, at=NOON)

    page = top.get(page_of(shut, "/change")).text

    assert re.search(r'disabled aria-describedby="why-not-reopen"', page)
    assert "上级名lower也已关闭" in re.search(r'id="why-not-reopen">([^<]+)', page)[1]
    assert top.post(page_of(shut, "/reopen")).status_code == 409


@pytest.mark.parametrize(
    ("rest", "action"),
    [
        ("/settings", "/settings"),
        ("/headcounts", "/headcounts"),
        ("/headcounts", "/headcounts/file"),
        ("/joining", "/joining"),
        ("/columns", "/columns"),
    ],
)
def test_pages_of_what_is_closed_say_so_and_offer_no_form(top, shut, house, rest, action):  # noqa: F811
    page, open_one = top.get(page_of(shut, rest)), top.get(page_of(house.third, rest))

    assert "自 2026年11月21日起已关闭" in page.text and page_of(shut, "/change") in page.text
    assert f'action="{page_of(shut, action)}"' not in page.text
    assert f'action="{page_of(house.third, action)}"' in open_one.text


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("/settings", {"content_language": "en", "zone": "", "rank_visibility": "", "joining": ""}),
        ("/headcounts", {"from_on": "2026-11-21", "heads": "9"}),
        ("/joining", {"member_type": "public", "days": "30"}),
        ("/columns", {"inherit": "1"}),
    ],
)
def test_what_was_sent_to_a_closed_one_is_refused(top, shut, action, data):  # noqa: F811
    people.seed_member_types()
    top.get(page_of(shut, "/change"))

    told = top.post(page_of(shut, action), data=data, follow_redirects=True)

    assert "名inner已经关闭" in told.text and fresh(shut).own_settings == {}


def test_a_role_on_what_is_closed_is_neither_offered_nor_given(top, shut, house):  # noqa: F811
    page = top.get(f"/desk/members/{house.wang_qiang.id}")
    assert "名inner" not in page.text

    told = top.post(
        f"/desk/members/{house.wang_qiang.id}/roles",
        data={"role": "editor", "place": house.third.id, "elsewhere": "inner", "ends_on": ""},
        follow_redirects=True,
    )

    assert "名inner已经关闭" in told.text
    db.session.rollback()
    assert db.session.query(GrantRow).filter_by(member_id=house.wang_qiang.id).count() == 0


def test_the_form_takes_today_and_later_and_says_so(top, house):  # noqa: F811
    page = top.get(page_of(house.third, "/change")).text
    assert 'min="2026-11-21"' in page and "今天或以后的日子" in page

    answer = move(top, house.third, house.office, TODAY - timedelta(days=1))

    assert answer.status_code == 422 and "请选今天或以后的日子" in words_of(answer)
    assert fresh(house.third).parent_id == house.works.id


def test_while_a_plan_waits_the_form_takes_today_only_and_says_which_plan(top, house):  # noqa: F811
    move(top, house.third, house.office, TODAY + timedelta(days=3))

    page = top.get(page_of(house.third, "/change")).text
    assert 'max="2026-11-21"' in page and "取消后才能另作计划" in page
    told = move(top, house.third, house.works, TODAY + timedelta(days=5))

    assert "已有一项计划于2026年11月24日的移动。请先在“变更”页取消" in words_of(told)
    db.session.rollback()
    assert db.session.query(PlannedMove).count() == 1


def test_a_plan_that_came_to_nothing_is_told_for_a_month(top, house, wall):  # noqa: F811
    give(house.zhao_min, house.works)
    people.move(
        organisation_id=house.third.id,
        parent_id=house.office.id,
        effective_on=TODAY + timedelta(days=1),
        by=house.zhao_min.id,
        at=NOON,
    )
    held = db.session.query(GrantRow).filter_by(member_id=house.zhao_min.id).one()
    people.revoke(grant_id=held.id, by=None, at=NOON)
    wall.forward(days=1)
    people.carry_out_moves(at=wall.at)

    note = "原定于2026年11月22日的移动当天没有执行，计划已取消：计划人已无权把它移到那里。"
    assert (
        note in top.get(page_of(house.third)).text and note in top.get(page_of(house.third, "/change")).text
    )
    assert "计划人已无权把它移到那里" in top.get("/desk/audit").text
    wall.forward(days=29)
    assert note in top.get(page_of(house.third)).text
    wall.forward(days=2)
    assert note not in top.get(page_of(house.third)).text


def test_a_new_plan_takes_the_place_of_the_note(top, house):  # noqa: F811
    shut_place = grow("shut", house.works)
    people.move(
        organisation_id=house.third.id,
        parent_id=shut_place.id,
        effective_on=TODAY + timedelta(days=1),
        by=None,
        at=NOON,
    )
    people.close(organisation_id=shut_place.id, by=None, at=NOON)
    people.carry_out_moves(at=NOON + timedelta(days=1))
    assert "计划已取消" in top.get(page_of(house.third)).text

    move(top, house.third, house.office, TODAY + timedelta(days=9))

    assert "计划已取消" not in top.get(page_of(house.third)).text


def ends(visitor, node, held):
    visitor.get(page_of(node))
    return visitor.post(page_of(node, f"/roles/{held.id}/end"), follow_redirects=True)


@pytest.fixture
def stranger(house):
    """赵敏, of the office, is an editor in the third branch."""
    give(house.zhao_min, house.third, Role.EDITOR)
    return db.session.query(GrantRow).filter_by(member_id=house.zhao_min.id).one()


def test_who_holds_a_role_from_elsewhere_is_shown_without_a_link(head, house, stranger):  # noqa: F811
    page = head.get(page_of(house.third)).text

    assert f"/desk/members/{house.zhao_min.id}" not in page and "赵敏" in page
    assert f"/desk/members/{house.wang_qiang.id}" in page
    assert head.get(f"/desk/members/{house.zhao_min.id}").status_code == 404


def test_and_that_role_is_ended_there(head, house, stranger):  # noqa: F811
    told = ends(head, house.third, stranger)

    assert "已撤销赵敏的角色" in told.text
    db.session.rollback()
    assert db.session.query(GrantRow).filter_by(member_id=house.zhao_min.id).count() == 0
    act = db.session.query(AuditRow).filter_by(verb="revoke").one()
    assert (act.actor_id, act.organisation_id) == (house.wang_qiang.id, house.third.id)


def test_the_own_seat_is_not_ended_there_either(head, house):  # noqa: F811
    own = db.session.query(GrantRow).filter_by(member_id=house.wang_qiang.id).one()

    assert "请让另一位管理员" in ends(head, house.third, own).text
    db.session.rollback()
    assert db.session.query(GrantRow).count() == 1


def test_a_role_held_elsewhere_is_not_there(head, house):  # noqa: F811
    give(house.zhao_min, house.office, Role.EDITOR)
    foreign = db.session.query(GrantRow).filter_by(member_id=house.zhao_min.id).one()

    assert ends(head, house.third, foreign).status_code == 404
    assert ends(head, house.office, foreign).status_code == 404
    db.session.rollback()
    assert db.session.query(GrantRow).filter_by(id=foreign.id).count() == 1


def test_the_page_asks_the_same_however_many_hold_roles_there(top, house, stranger):  # noqa: F811
    address = page_of(house.third)

    def cost() -> int:
        top.get(address)
        with statements() as sent:
            top.get(address)
        return len(sent)

    few = cost()
    for role in (Role.AUDITOR, Role.ORGANISER, Role.REVIEWER):
        give(house.zhao_min, house.third, role)
        give(house.li_mei, house.third, role)

    assert cost() == few <= 11
