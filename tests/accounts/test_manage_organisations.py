"""The organisation pages: one level at a time, only one's own part of the tree, every change through an operation."""

import re
from datetime import date, timedelta

import pytest

from quizapp.accounts.queries import organisations as tree
from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import Organisation, PlannedMove
from quizapp.people.roles import Role
from quizapp.points import worker as counts
from tests.cast import SPRING, make_member
from tests.conftest import NOON
from tests.counting import statements


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


def grow(code, parent, **more):
    usual = {"name": f"名{code}", "is_branch": True, "at": SPRING}
    return people.create_organisation(code=code, parent_id=parent.id, **(usual | more))


@pytest.fixture
def top(house, client_of):
    """李梅 administers the whole works."""
    give(house.li_mei, house.works)
    return client_of(house.li_mei)


@pytest.fixture
def head(house, client_of):
    """王强 administers the third branch alone."""
    give(house.wang_qiang, house.third)
    return client_of(house.wang_qiang)


def fresh(row):
    """The row as it is now, in a transaction begun now."""
    db.session.rollback()
    db.session.refresh(row)
    return row


def page_of(node, rest=""):
    return f"/desk/organisations/{node.id}{rest}"


def names_on(page):
    return re.findall(r'class="row-title">([^<]+)<', page)


def test_a_member_is_told_no(client_of, house):
    visitor = client_of(house.zhao_min)

    assert visitor.get("/desk/").status_code == 403
    assert visitor.get(page_of(house.office)).status_code == 403
    assert "/desk/" not in visitor.get("/me").text


def test_an_administrator_finds_the_desk_and_begins_where_the_reach_begins(top, head, house):
    assert 'href="/desk/"' in top.get("/me").text
    assert top.get("/desk/").location == page_of(house.works)
    assert head.get("/desk/").location == page_of(house.third)


def test_who_administers_two_places_chooses(house, client_of):
    for node in (house.third, house.office):
        give(house.zhao_min, node)

    assert names_on(client_of(house.zhao_min).get("/desk/").text) == ["机关支部", "第三支部"]


def test_a_level_shows_what_hangs_below_with_all_that_is_in_it(top, house):
    inner = grow("inner", house.third)
    make_member("孙伟", "sunwei", inner)
    counts.catch_up(at=NOON)

    page = top.get(page_of(house.works)).text
    shown = tree.parts_of(house.works).rows

    assert names_on(page) == ["机关支部", "第三支部"]
    assert [(part.code, part.parts, part.members) for part in shown] == [("office", 0, 1), ("third", 1, 3)]


@pytest.mark.parametrize("rest", ["", "/add", "/change", "/settings", "/members"])
def test_someone_elses_part_of_the_tree_is_not_there(head, house, rest):
    assert head.get(page_of(house.third, rest)).status_code == 200
    for foreign in (house.works, house.office):
        assert head.get(page_of(foreign, rest)).status_code == 404


@pytest.mark.parametrize("rest", ["/add", "/name", "/move", "/close", "/settings"])
def test_and_cannot_be_written_to(head, house, rest):
    head.get(page_of(house.third))
    before = (house.office.name, house.office.parent_id, house.office.own_settings)

    answer = head.post(page_of(house.office, rest), data={"name": "x", "code": "x", "parent": "third"})

    fresh(house.office)
    assert answer.status_code == 404
    assert (house.office.name, house.office.parent_id, house.office.own_settings) == before


def test_crumbs_begin_at_the_own_reach(head, house):
    inner = grow("inner", house.third)

    crumbs = re.search(r'class="crumbs".*?</nav>', head.get(page_of(inner)).text, re.DOTALL)[0]

    assert "第三支部" in crumbs and "名inner" in crumbs
    assert "青港集团" not in crumbs


def test_a_demoted_administrator_loses_reach_on_the_very_next_request(head, house):
    assert head.get(page_of(house.third)).status_code == 200
    held = house.wang_qiang.id
    grant_id = db.session.execute(db.text(f"SELECT id FROM grants WHERE member_id = {held}")).scalar_one()

    people.revoke(grant_id=grant_id, by=None, at=NOON)

    assert head.get(page_of(house.third)).status_code == 403


def test_a_part_moved_away_is_out_of_reach_on_the_very_next_request(head, house):
    inner = grow("inner", house.third)
    assert head.get(page_of(inner)).status_code == 200

    people.move(
        organisation_id=inner.id, parent_id=house.office.id, effective_on=date(2026, 11, 21), by=None, at=NOON
    )

    assert head.get(page_of(inner)).status_code == 404


def test_a_long_level_is_shown_page_by_page(top, house):
    for number in range(120):
        grow(f"b{number:03}", house.works)

    seen, address = [], page_of(house.works)
    while address:
        page = top.get(address).text
        seen += re.findall(r'class="hint">(b\d+)', page)
        found = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = found and found[1].replace("&amp;", "&")

    assert seen == [f"b{number:03}" for number in range(120)]


def test_the_statements_of_a_level_do_not_grow_with_the_tree(top, house):
    for number in range(60):
        grow(f"b{number:03}", house.works)
    address = page_of(house.works)

    with statements() as sent:
        top.get(address)

    assert len(sent) <= 11


def test_a_part_is_found_by_name_or_code_anywhere_below_and_nowhere_else(top, head, house):
    grow("deep-one", house.third)

    assert names_on(top.get(page_of(house.works, "?q=deep")).text) == ["名deep-one"]
    assert names_on(top.get(page_of(house.works, "?q=机关")).text) == ["机关支部"]
    assert names_on(head.get(page_of(house.third, "?q=机关")).text) == []


def test_an_organisation_is_added_below_and_noted(top, house):
    top.get(page_of(house.works, "/add"))

    answer = top.post(
        page_of(house.works, "/add"),
        data={"name": "物业支部", "code": "estate", "is_branch": "y", "field": "community"},
    )

    fresh(house.works)
    made = db.session.query(Organisation).filter_by(code="estate").one()
    assert answer.location == page_of(house.works)
    assert (made.parent_id, made.is_branch, made.field) == (house.works.id, True, "community")
    assert "组织新建 物业支部" in " ".join(re.sub(r"<[^>]+>", " ", top.get("/desk/audit").text).split())


@pytest.mark.parametrize(("code", "status"), [("", 422), ("no spaces", 422), ("x" * 61, 422), ("third", 303)])
def test_a_code_that_will_not_do_is_refused(top, house, code, status):
    top.get(page_of(house.works, "/add"))

    answer = top.post(page_of(house.works, "/add"), data={"name": "甲", "code": code, "field": "other"})

    assert answer.status_code == status
    assert db.session.query(Organisation).count() == 3


def test_a_new_name_is_taken_on(top, house):
    top.get(page_of(house.third, "/change"))

    assert top.post(page_of(house.third, "/name"), data={"name": " 第三  党支部 "}).status_code == 303
    assert top.post(page_of(house.third, "/name"), data={"name": " "}).status_code == 422

    fresh(house.third)
    assert house.third.name == "第三 党支部"


@pytest.mark.parametrize(("day", "parent"), [("2026-11-21", "office"), ("2026-12-01", "works")])
def test_a_part_moves_on_its_day(top, house, day, parent):
    top.get(page_of(house.third, "/change"))

    top.post(page_of(house.third, "/move"), data={"parent": "office", "effective_on": day})

    fresh(house.third)
    assert house.third.parent_id == getattr(house, parent).id
    assert db.session.query(PlannedMove).count() == (parent == "works")
    assert ("2026年12月1日" in top.get(page_of(house.third)).text) == (parent == "works")


def the_move():
    db.session.rollback()
    return db.session.query(PlannedMove).one()


def test_a_planned_move_is_dropped_before_its_day(top, house):
    top.get(page_of(house.third, "/change"))
    top.post(page_of(house.third, "/move"), data={"parent": "office", "effective_on": "2026-12-01"})
    planned = the_move()

    page = top.post(page_of(house.third, f"/moves/{planned.id}/drop"), follow_redirects=True)

    assert "第三支部留在原处" in page.text and "2026年12月1日" not in top.get(page_of(house.third)).text
    assert people.carry_out_moves(at=NOON + timedelta(days=30)) == 0
    assert fresh(house.third).parent_id == house.works.id
    act = db.session.query(AuditRow).filter_by(verb="drop_move").one()
    assert (act.actor_id, act.changes["on"]) == (house.li_mei.id, ["2026-12-01", None])


def test_a_move_that_was_dropped_or_is_another_parts_is_not_there(top, house):
    top.get(page_of(house.third, "/change"))
    top.post(page_of(house.third, "/move"), data={"parent": "office", "effective_on": "2026-12-01"})
    planned = the_move()

    assert top.post(page_of(house.office, f"/moves/{planned.id}/drop")).status_code == 404
    top.post(page_of(house.third, f"/moves/{planned.id}/drop"))
    assert top.post(page_of(house.third, f"/moves/{planned.id}/drop")).status_code == 404


def test_who_may_not_move_a_part_may_not_drop_its_move(head, house):
    people.move(
        organisation_id=house.third.id,
        parent_id=house.office.id,
        effective_on=date(2026, 12, 1),
        by=None,
        at=NOON,
    )
    planned = the_move()
    page = head.get(page_of(house.third, "/change")).text

    assert re.search(rf'disabled aria-describedby="why-not-drop-{planned.id}"', page)
    assert head.post(page_of(house.third, f"/moves/{planned.id}/drop")).status_code == 409
    assert fresh(planned).done_at is None


def test_a_part_moves_only_to_where_the_own_reach_goes(house, client_of):
    give(house.zhao_min, house.third)
    inner = grow("inner", house.third)
    visitor = client_of(house.zhao_min)
    visitor.get(page_of(inner, "/change"))

    for parent in ("office", "nowhere"):
        data = {"parent": parent, "effective_on": "2026-11-21"}
        assert visitor.post(page_of(inner, "/move"), data=data).status_code == 422

    fresh(inner)
    assert inner.parent_id == house.third.id


def test_the_top_of_the_own_reach_stays_where_it_is_and_the_page_says_so(head, house):
    page = head.get(page_of(house.third, "/change")).text

    assert "只有上级组织的管理员才能把它移到别处。" in page
    answer = head.post(page_of(house.third, "/move"), data={"parent": "third", "effective_on": "2026-11-21"})
    assert answer.status_code == 409


def test_what_is_not_empty_is_not_closed_and_the_page_says_so_before(top, house):
    page = top.get(page_of(house.third, "/change")).text

    assert re.search(r'disabled aria-describedby="why-not-close"', page)
    assert "2" in re.search(r'id="why-not-close">([^<]+)', page)[1]
    assert top.post(page_of(house.third, "/close")).status_code == 409


def test_what_is_empty_is_closed(top, house):
    inner = grow("inner", house.third)
    top.get(page_of(inner, "/change"))

    top.post(page_of(inner, "/close"))

    fresh(inner)
    assert inner.closed_on == date(2026, 11, 21)
    assert "已关闭" in top.get(page_of(house.third)).text


def test_settings_say_where_they_come_from(top, house):
    people.set_settings(organisation_id=house.works.id, own={"zone": "Asia/Urumqi"}, by=None, at=NOON)

    page = top.get(page_of(house.third, "/settings")).text

    assert "与青港集团相同：Asia/Urumqi" in page
    assert "出厂设置：中文" in page


def test_a_setting_holds_below_and_is_taken_back_again(top, house):
    top.get(page_of(house.works, "/settings"))
    top.post(
        page_of(house.works, "/settings"),
        data={"content_language": "en", "zone": "", "rank_visibility": "", "joining": ""},
    )
    fresh(house.third)
    below = house.third.content_language

    top.post(
        page_of(house.works, "/settings"),
        data={"content_language": "", "zone": "", "rank_visibility": "", "joining": ""},
    )

    fresh(house.works)
    assert below == "en"
    assert house.works.own_settings == {}


def test_settings_that_the_page_does_not_show_stay(top, house):
    people.set_settings(organisation_id=house.works.id, own={"columns": ["law"]}, by=None, at=NOON)
    top.get(page_of(house.works, "/settings"))

    top.post(
        page_of(house.works, "/settings"),
        data={"zone": "Asia/Urumqi", "content_language": "", "rank_visibility": "", "joining": ""},
    )

    fresh(house.works)
    assert house.works.own_settings == {"columns": ["law"], "zone": "Asia/Urumqi"}
