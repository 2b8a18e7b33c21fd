"""The study administrator's desk: what it shows, to whom, at which cost, and what can be carried out of it."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import update

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Member
from quizapp.points import worker
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import read_article
from tests.supervision.conftest import come, give

PAGES = ("", "/parts", "/types", "/not-yet")


def read(page) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_it_works(desk, works):
    page = read(desk.get(f"/figures/{works.works.id}"))

    assert "注册率 66.7% 2 ÷ 3" in page and "各类已注册人数 ÷ 成员在册人数" in page
    assert "激活率 100.0% 2 ÷ 2" in page
    assert "参学率 50.0% 1 ÷ 2" in page and "已达到目标 40%" in page
    assert "未达到目标 100%" in page
    assert "截至 2026-11-21 12:00" in page


def test_the_desk_begins_where_ones_reach_begins(desk, works):
    assert desk.get("/figures/").location.endswith(f"/figures/{works.works.id}")


def test_parts_and_types_are_figures_of_their_own(desk, works):
    parts = read(desk.get(f"/figures/{works.works.id}/parts"))
    types = read(desk.get(f"/figures/{works.works.id}/types"))

    assert "第三支部 50.0%" in parts and "机关支部 –" in parts
    assert "机关成员 50.0%" in types


@pytest.mark.parametrize(
    ("who", "names"), [("studied", {"王强"}), ("activated", set()), ("registered", {"赵敏"})]
)
def test_the_lists_name_who_has_not_yet_come_along(desk, works, who, names):
    page = desk.get(f"/figures/{works.works.id}/not-yet?who={who}").text

    assert set(re.findall(r'folk-name">([^<]+)<', page)) == names


def test_a_phone_on_a_list_is_masked(desk, works):
    later = (NOON - timedelta(days=7)).date().isoformat()

    page = desk.get(f"/figures/{works.works.id}/not-yet?span=day&day={later}").text

    assert "138****8000" in page and "13800138000" not in page


def test_a_long_list_goes_on_by_branch_and_misses_nobody(desk, works):
    for number in range(60):
        make_member(f"某{number}", f"m{number}", works.third if number % 2 else works.office)

    first = desk.get(f"/figures/{works.works.id}/not-yet?who=registered").text
    onwards = re.search(r'board-on"><a href="([^"]+)"', first)[1].replace("&amp;", "&")
    both = re.findall(r'folk-name">([^<]+)<', first + desk.get(onwards).text)

    assert len(both) == len(set(both)) == 61


@pytest.mark.parametrize("page", PAGES)
def test_a_foreign_organisation_is_not_there(works, client_of, page):
    give(works.zhao_min, works.office)
    visitor = client_of(works.zhao_min)

    assert visitor.get(f"/figures/{works.office.id}{page}").status_code == 200
    assert visitor.get(f"/figures/{works.third.id}{page}").status_code == 404
    assert visitor.get(f"/figures/{works.works.id}{page}").status_code == 404


def test_an_ordinary_member_sees_no_figures(works, client_of):
    assert client_of(works.li_mei).get(f"/figures/{works.third.id}").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_same_however_many_members_there_are(desk, works, page):
    address = f"/figures/{works.works.id}{page}"

    def cost() -> int:
        with statements() as sent:
            desk.get(address)
        return len(sent)

    few = cost()
    for number in range(20):
        someone = make_member(f"某{number}", f"m{number}", works.third)
        come(someone)
        read_article(someone)
    worker.catch_up(at=NOON)

    assert cost() == few <= 9


def test_earlier_periods_can_be_looked_at(desk, works, wall):
    wall.forward(days=7)
    worker.catch_up(at=wall.at)

    this_week = read(desk.get(f"/figures/{works.works.id}"))
    week_before = read(desk.get(f"/figures/{works.works.id}?day=2026-11-16"))

    assert "参学率 上期：50.0% 0.0%" in this_week
    assert "参学率 50.0%" in week_before or "参学率 上期：0.0% 50.0%" in week_before


def test_targets_are_inherited(desk, works):
    people.set_settings(organisation_id=works.works.id, own={"participation_target": 60}, by=None, at=NOON)

    assert "未达到目标 60%" in read(desk.get(f"/figures/{works.third.id}"))


@pytest.mark.parametrize("wrong", [0, 301, "40", 39.5, True])
def test_a_target_that_is_no_percent_is_refused(works, wrong):
    with pytest.raises(Exception, match="whole number of percent"):
        people.set_settings(
            organisation_id=works.works.id, own={"participation_target": wrong}, by=None, at=NOON
        )


def test_what_a_chart_draws_stands_in_the_table_too(desk, works):
    page = desk.get(f"/figures/{works.works.id}/parts").text

    drawn = re.findall(r'chart-figure"[^>]*>([^<]+)<', page)
    assert drawn == ["–", "50.0%"]
    assert all(f'<td class="number">{figure}</td>' in page for figure in drawn)
    assert "<title" in page and "<desc" in page


def carried(answer) -> list[list[str]]:
    if answer.mimetype == "text/csv":
        return [line.split(",") for line in answer.data.decode("utf-8-sig").splitlines()]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert all(cell.data_type in "sn" for row in sheet for cell in row)
    return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_figures_can_be_carried_out(desk, works, kind):
    answer = desk.get(f"/figures/{works.works.id}/file?of=parts&as={kind}")
    rows = carried(answer)

    assert rows[2][0] == "第三支部" and rows[2][1:9] == ["2", "2", "2", "2", "2", "2", "1", "3"]
    assert f"works-week-2026-11-16.{kind}" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_carried_out_masked_inert_and_noted(desk, works, kind):
    with atomic():
        db.session.execute(update(Member).where(Member.id == works.wang_qiang.id).values(name="=1+1"))

    desk.get("/me")
    answer = desk.post(f"/figures/{works.works.id}/list-file", data={"who": "studied", "as": kind})

    assert carried(answer)[1] == ["'=1+1", "第三支部", "机关成员", "–"]
    db.session.rollback()
    noted = db.session.query(AuditRow).filter_by(verb="export_list").one()
    assert (noted.actor_id, noted.changes) == (works.zhao_min.id, {"list": [None, "studied"]})
