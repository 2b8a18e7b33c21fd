"""Organisations from a file at the desk: looked at, mended, applied as a whole or given up; and carried out."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.accounts.words import FIELDS as FIELDS_OF_PAGES
from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people import worker
from quizapp.people.models import Organisation, TreeFile
from quizapp.people.roles import Role
from quizapp.people.roster_files.organisations import FIELDS
from quizapp.web.i18n import say
from tests.conftest import NOON

HEAD = "编码,名称,上级编码"


@pytest.fixture
def top(house, client_of):
    """李梅 administers the whole works."""
    administers(house.li_mei, house.works)
    return client_of(house.li_mei)


def administers(member, node):
    people.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=node.id, by=None, at=NOON)


def table(*rows):
    return "\n".join((HEAD, *rows)).encode()


def send(client, node, content, name="orgs.csv"):
    page = f"/desk/organisations/{node.id}/tree"
    client.get(page)
    return client.post(page, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def seen_on(page):
    return re.search(r'name="seen" value="(\w+)"', page).group(1)


def codes():
    db.session.rollback()
    return set(db.session.scalars(select(Organisation.code)))


def acts(verb):
    db.session.rollback()
    return db.session.scalars(select(AuditRow).filter_by(verb=verb)).all()


def fetched(answer):
    """What was sent, the file closed."""
    with answer:
        return answer.data


def test_a_file_is_looked_at_and_then_applied_and_stands_in_the_trail(top, house):
    preview = send(top, house.works, table("b1,一支部,west", "west,西区,", "third,三支部,west")).location
    page = top.get(preview).text
    assert codes() == {"works", "third", "office"}
    assert "第三支部" in page and "三支部" in page and "西区" in page

    answer = top.post(f"{preview}/apply", data={"seen": seen_on(page)})

    assert answer.status_code == 303 and "b1" in codes()
    (noted,) = acts("import_organisations")
    assert (noted.actor_id, noted.organisation_id) == (house.li_mei.id, house.works.id)
    assert noted.changes == {"made": [0, 2], "renamed": [0, 1], "moved": [0, 1]}
    assert db.session.scalars(select(TreeFile)).one().sealed is None


def test_the_trail_tells_on_its_page_what_a_file_did(top, house):
    send_and_apply(top, house.works, table("b1,一支部,", "third,三支部,"))
    send_and_apply(top, house.works, "编码,名称,上级编码,类型\nb1,一支部,,组织".encode())

    told = re.sub(r"<[^>]+>|\s+", " ", top.get("/desk/audit").text)
    told = " ".join(told.split())
    assert "从文件导入组织" in told and "新增 0 → 改为 1" in told
    assert "支部或组织 支部 → 改为 组织" in told


def send_and_apply(client, node, content):
    preview = send(client, node, content).location
    client.post(f"{preview}/apply", data={"seen": seen_on(client.get(preview).text)})


def test_pressed_twice_it_is_applied_once(top, house):
    preview = send(top, house.works, table("b1,一支部,")).location
    seen = seen_on(top.get(preview).text)

    for _ in range(2):
        assert top.post(f"{preview}/apply", data={"seen": seen}).status_code == 303

    assert len(acts("import_organisations")) == 1


def test_what_would_change_otherwise_than_it_was_seen_is_not_applied(top, house):
    preview = send(top, house.works, table("b1,一支部,west", "west,西区,")).location
    seen = seen_on(top.get(preview).text)
    people.create_organisation(code="west", name="别的", parent_id=house.works.id, is_branch=False, at=NOON)

    answer = top.post(f"{preview}/apply", data={"seen": seen})

    assert "alert" in top.get(answer.location).text and "b1" not in codes()
    assert seen_on(top.get(preview).text) != seen


def test_complaints_name_row_and_column_and_nothing_can_be_applied(top, house):
    page = top.get(send(top, house.works, table("b1,,", "b2,二支部,nowhere", "b3,三,")).location).text

    rows = re.findall(r'scope="row" class="number">(\d+)</th><td class="faults-column">([^<]+)<', page)
    assert rows == [("2", "组织名称"), ("3", "上级编码")]
    assert "/apply" not in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_refused_rows_are_fetched_mended_and_sent_back_into_their_places(top, house, kind):
    content = table("b1,,", "b2,二支部,west", "west,西区,")
    if kind == "xlsx":
        book, out = openpyxl.Workbook(), io.BytesIO()
        for line in content.decode().splitlines():
            book.active.append(line.split(","))
        book.save(out)
        content = out.getvalue()
    preview = send(top, house.works, content).location

    mended = mend(fetched(top.get(f"{preview}/refused")), kind)
    answer = top.post(
        f"{preview}/mend",
        data={"file": (io.BytesIO(mended), f"mended.{kind}")},
        content_type="multipart/form-data",
    )

    page = top.get(answer.location).text
    top.post(f"{answer.location}/apply", data={"seen": seen_on(page)})
    assert {"b1", "b2", "west"} <= codes()


def mend(content, kind):
    """The file of refused rows with a name typed into the one that lacks it."""
    if kind == "csv":
        text = content.decode("utf-8-sig")
        assert text.splitlines()[0] == f"原行号,问题,{HEAD}" and len(text.splitlines()) == 2
        return text.replace("b1,,", "b1,一支部,").encode()
    book, out = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
    book.active["D2"] = "一支部"
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", HEAD.encode(), b"PK\x03\x04", b"\xff\xfe\x00"])
def test_what_is_no_such_table_says_so_beside_the_field(top, house, content):
    answer = send(top, house.works, content)

    assert answer.status_code == 422 and "field-wrong" in answer.text
    assert db.session.scalars(select(TreeFile)).all() == []


def test_a_file_takes_the_place_of_the_one_that_waits_and_can_be_given_up(top, house):
    send(top, house.works, table("b1,一支部,"), name="first.csv")
    second = send(top, house.works, table("b2,二支部,"), name="second.csv").location

    db.session.rollback()
    assert [kept.file_name for kept in db.session.scalars(select(TreeFile))] == ["second.csv"]
    assert top.post(f"{second}/drop").status_code == 303
    assert top.get(second).status_code == 404 and codes() == {"works", "third", "office"}


def test_what_nobody_applies_is_gone_after_some_days(top, house):
    preview = send(top, house.works, table("b1,一支部,")).location

    worker.forget(at=NOON + timedelta(days=2))
    assert top.get(preview).status_code == 200
    worker.forget(at=NOON + timedelta(days=4))
    assert top.get(preview).status_code == 404


def test_who_administers_a_part_neither_sees_nor_learns_anything_of_the_rest(house, client_of, top):
    administers(house.wang_qiang, house.third)
    beyond = send(top, house.works, table("b1,一支部,")).location
    theirs = client_of(house.wang_qiang)

    for address in (beyond, f"{beyond}/refused", f"/desk/organisations/{house.works.id}/tree"):
        assert theirs.get(address).status_code == 404
    page = theirs.get(send(theirs, house.third, table("office,抢来的,", "b2,二支部,works")).location).text
    assert "机关支部" not in page and "青港集团" not in page.split("<main")[1]


def test_the_tree_is_carried_out_by_page_and_the_trail_keeps_it(top, house):
    top.get(f"/desk/organisations/{house.works.id}/tree")
    answer = top.post(f"/desk/organisations/{house.works.id}/tree/export", data={"kind": "csv"})

    lines = fetched(answer).decode("utf-8-sig").splitlines()
    assert lines[0] == "组织编码,组织名称,上级编码,类型,领域,类别,时区"
    assert lines[1:] == [
        "works,青港集团,,组织,,,",
        "third,第三支部,works,支部,,,",
        "office,机关支部,works,支部,,,",
    ]
    (noted,) = acts("export_organisations")
    assert noted.changes == {"organisations": [0, 3]}


def test_the_kinds_of_place_are_called_in_files_as_on_pages(app):
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert {field.value: say(title) for field, title in FIELDS_OF_PAGES.items()} == FIELDS


def test_an_organisation_with_nothing_below_it_points_to_the_file(top, house):
    empty = people.create_organisation(
        code="west", name="西区", parent_id=house.works.id, is_branch=False, at=NOON
    )

    assert f"/desk/organisations/{empty.id}/tree" in top.get(f"/desk/organisations/{empty.id}").text
