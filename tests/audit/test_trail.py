"""The audit trail: every verb has a name, the page shows one's own part of the tree only, and nobody changes a row."""

import ast
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from quizapp.audit.models import AuditRow
from quizapp.audit.operations import record
from quizapp.audit.verbs import FIELDS, VERBS, field_in_words, verb_in_words
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.operations.rosters import Applied
from quizapp.people.roles import Role
from quizapp.points.earning import Code
from tests.architecture.reading import MODULES, tree_of
from tests.conftest import NOON
from tests.counting import statements


def verbs_in(path):
    """The verbs a module writes as text: given to record(), or to a _note() that hands them on."""
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {"record", "_note"}:
            continue
        given = [key.value for key in node.keywords if key.arg == "verb"] or node.args[:1]
        yield from (one.value for one in given if isinstance(one, ast.Constant))


def test_every_verb_that_is_written_has_a_name():
    written = {verb for path in MODULES for verb in verbs_in(path)}

    assert len(written) > 10
    assert written - set(VERBS) == set()
    assert {f"points_{code}" for code in (Code.ADJUST, Code.REVERSAL)} <= set(VERBS)


def fields_in(path):
    """The fields a module names in the changes it hands to record() or to a _note()."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "_note"}:
            for given in (key.value for key in node.keywords if key.arg == "changes"):
                yield from (
                    key.value
                    for inner in ast.walk(given)
                    if isinstance(inner, ast.Dict)
                    for key in inner.keys
                    if isinstance(key, ast.Constant)
                )


def test_every_field_that_is_written_has_a_name():
    written = {name for path in MODULES for name in fields_in(path)} | set(Applied.__slots__)

    assert len(written) > 10
    assert written - set(FIELDS) == set()


def test_what_has_no_name_yet_is_shown_as_it_is_written():
    assert verb_in_words("take_tea") == "take tea"
    assert field_in_words("milk") == "milk"


@pytest.mark.parametrize("verb", ["UPDATE audit_rows SET verb = 'x'", "DELETE FROM audit_rows"])
def test_nobody_changes_or_removes_a_row(house, verb):
    with pytest.raises(DBAPIError):
        db.session.execute(text(verb))


def give(member, role, node, **more):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, **({"by": None, "at": NOON} | more))


@pytest.fixture
def auditor(house, client_of):
    """李梅 audits the third branch."""
    give(house.li_mei, Role.AUDITOR, house.third)
    return client_of(house.li_mei)


@pytest.fixture
def top_auditor(house, client_of):
    give(house.zhao_min, Role.AUDITOR, house.works)
    return client_of(house.zhao_min)


def rows(page):
    """The acts of a page, as text."""
    body = re.search(r"<tbody>(.*)</tbody>", page, re.DOTALL)
    cells = re.sub(r"<[^>]+>", " ", body[1]).split() if body else []
    return " ".join(cells)


def test_a_member_is_told_no(client_of, house):
    assert client_of(house.wang_qiang).get("/desk/audit").status_code == 403


def test_an_act_says_who_what_whom_and_from_what_to_what(auditor, house):
    people.rename(organisation_id=house.third.id, name="第三党支部", by=house.wang_qiang.id, at=NOON)

    told = rows(auditor.get("/desk/audit").text)

    assert "2026-11-21 12:00 王强 组织改名 第三党支部" in told
    assert "名称 第三支部 → 改为 第三党支部" in told


def test_a_grant_is_told_by_the_names_of_roles_and_people(auditor, house):
    give(house.wang_qiang, Role.EDITOR, house.third)

    told = rows(auditor.get("/desk/audit").text)

    assert "授予角色 王强 第三支部 角色 – → 改为 编辑" in told


def test_states_rules_and_things_are_told_in_words_not_as_they_are_stored(auditor, house):
    what = {"by": None, "organisation_id": house.third.id, "at": NOON}
    write("hand_over", "redemption:39", {"state": ["reserved", "handed_over"]}, **what)
    write("propose_tariff", "tariff:1", {"rules": [None, ["daily_quiz", "comment"]]}, **what)
    write("remind", f"organisation:{house.third.id}", {"list": [None, "studied"]}, **what)

    told = rows(auditor.get("/desk/audit").text)

    assert "发放奖品 兑换 39 号 第三支部 状态 已预留 → 改为 已领取" in told
    assert "积分标准 第三支部 规则 – → 改为 每日答题、评论" in told
    assert "发出学习提醒 第三支部 名单 – → 改为 尚未学习" in told


def test_settings_and_what_a_roster_did_are_told_in_words(auditor, house):
    what = {"by": None, "organisation_id": house.third.id, "at": NOON}
    write(
        "set_settings",
        "organisation:third",
        {"joining": [None, "open"], "rank_visibility": ["top", "own"]},
        **what,
    )
    write("import_roster", "roster:1", {"new": [0, 3], "changed": [0, 2], "left": [0, 1]}, **what)
    write("export_roster", "organisation:third", {"phone": [None, "whole"]}, **what)

    told = rows(auditor.get("/desk/audit").text)

    assert "提交后立即加入" in told and "只显示自己的名次" in told
    assert "新增 0 → 改为 3" in told and "变更 0 → 改为 2" in told and "已离开 0 → 改为 1" in told
    assert "手机号 – → 改为 完整号码" in told


def write(verb, subject, changes, *, by, organisation_id, at):
    record(actor_id=by, organisation_id=organisation_id, verb=verb, subject=subject, changes=changes, at=at)


def test_an_auditor_sees_nothing_of_other_branches_or_of_the_house(auditor, top_auditor, house):
    people.rename(organisation_id=house.office.id, name="新机关", by=None, at=NOON)
    record(actor_id=None, organisation_id=None, verb="load_tariff", subject="tariff", changes={}, at=NOON)

    mine, whole = (rows(visitor.get("/desk/audit").text) for visitor in (auditor, top_auditor))

    assert "新机关" not in mine and "积分规则载入" not in mine
    assert "新机关" in whole and "积分规则载入" in whole
    assert "新机关" not in auditor.get("/desk/audit?organisation=office").text


def test_filters_narrow_by_day_verb_actor_and_organisation(top_auditor, house):
    people.rename(organisation_id=house.office.id, name="甲", by=house.wang_qiang.id, at=NOON)
    people.rename(organisation_id=house.third.id, name="乙", by=None, at=NOON + timedelta(days=1))

    def shown(query):
        return set(re.findall("[甲乙]", rows(top_auditor.get(f"/desk/audit?{query}").text)))

    assert shown("verb=rename_organisation") == {"甲", "乙"}
    assert shown("verb=close_organisation") == set()
    assert shown("since=2026-11-22") == {"乙"}
    assert shown("since=2026-11-21&until=2026-11-21") == {"甲"}
    assert shown("actor=王") == {"甲"} == shown("actor=WangQiang")
    assert shown("organisation=office") == {"甲"}


@pytest.mark.parametrize("query", ["since=yesterday", "since=0001-01-01", "until=9999-12-31", "after=x"])
def test_what_makes_no_sense_is_said_and_breaks_nothing(top_auditor, query):
    assert top_auditor.get(f"/desk/audit?{query}").status_code == 200


def test_a_long_trail_is_shown_page_by_page_without_gap_or_repetition(top_auditor, house):
    for number in range(120):
        changes = {"name": [None, f"n{number}n"]}
        record(actor_id=None, organisation_id=house.third.id, verb="x", subject="x", changes=changes, at=NOON)

    seen, address = [], "/desk/audit?verb=x"
    while address:
        page = top_auditor.get(address).text
        seen += re.findall(r"n(\d+)n", page)
        found = re.search(r'href="(/desk/audit\?[^"]*after=[^"]+)"', page)
        address = found and found[1].replace("&amp;", "&")

    assert [int(number) for number in seen] == list(reversed(range(120)))


def test_the_page_asks_the_database_little(top_auditor):
    with statements() as sent:
        top_auditor.get("/desk/audit")

    assert len(sent) <= 4
    assert db.session.query(AuditRow).count() > 3
