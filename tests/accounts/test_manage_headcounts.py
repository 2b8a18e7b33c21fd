"""Headcounts at the desk: typed, corrected, taken back, and brought in from a file as a whole or not at all."""

import io
import json
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.cli import people as command
from quizapp.people.gateways.headcounts import read
from quizapp.people.models import Headcount
from quizapp.people.roles import Role
from quizapp.people.roster_files.headcounts import day, heads
from quizapp.points import worker as counts
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Heads
from tests.conftest import NOON

HEAD = "支部编码,起始日期,在册人数"


@pytest.fixture
def top(house, client_of):
    """李梅 administers the whole works."""
    people.grant(
        member_id=house.li_mei.id, role=Role.ADMINISTRATOR, organisation_id=house.works.id, by=None, at=NOON
    )
    return client_of(house.li_mei)


def held():
    """What is said of each branch, in order."""
    db.session.rollback()
    rows = db.session.scalars(select(Headcount).order_by(Headcount.branch_id, Headcount.from_on))
    return [(row.branch_id, str(row.from_on), row.heads) for row in rows]


def acts():
    rows = db.session.scalars(select(AuditRow).filter_by(verb="set_headcount").order_by(AuditRow.id))
    return [(row.organisation_id, row.changes["heads"]) for row in rows]


def page_of(node, rest=""):
    return f"/desk/organisations/{node.id}/headcounts{rest}"


def type_in(client, node, number, from_on):
    client.get(page_of(node))
    return client.post(page_of(node), data={"heads": number, "from_on": from_on})


def bring_in(client, node, content, name="counts.csv", **more):
    client.get(page_of(node))
    data = {"file": (io.BytesIO(content), name), **more}
    return client.post(page_of(node, "/file"), data=data, content_type="multipart/form-data")


def table(*rows, encoding="utf8"):
    return "\n".join(("青港集团人数统计表", HEAD, *rows)).encode(encoding)


def test_a_headcount_is_typed_corrected_and_taken_back_and_the_figures_follow(top, house):
    for number in ("50", "57"):
        assert type_in(top, house.third, number, "2026-11-21").status_code == 303
    type_in(top, house.third, "60", "2027-01-01")
    counts.catch_up(at=NOON)

    page = top.get(page_of(house.works)).text
    assert "57" in page and "2027-01-01" in page
    whole = select(Heads.headcount).filter_by(
        organisation_id=house.works.id, whole=True, member_type=EVERYONE
    )
    assert db.session.scalars(whole).one() == 57 + 1, "and one on the roster of the office branch"

    top.post(page_of(house.third, "/drop"), data={"from_on": "2026-11-21"})

    assert held() == [(house.third.id, "2027-01-01", 60)]
    assert acts() == [
        (house.third.id, [None, 50]),
        (house.third.id, [50, 57]),
        (house.third.id, [None, 60]),
        (house.third.id, [57, None]),
    ]


@pytest.mark.parametrize(
    ("number", "from_on"), [("-1", "2026-11-21"), ("many", "2026-11-21"), ("5", ""), ("5", "0001-01-01")]
)
def test_what_is_no_headcount_is_refused(top, house, number, from_on):
    assert type_in(top, house.third, number, from_on).status_code == 422
    assert held() == []


def test_an_organisation_that_is_no_branch_has_no_headcount_of_its_own(top, house):
    page = top.get(type_in(top, house.works, "5", "2026-11-21").location).text

    assert "alert" in page and held() == []


@pytest.mark.parametrize("encoding", ["utf8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_with_a_banner_in_any_encoding_is_brought_in_at_once(top, house, encoding):
    people.set_headcounts(
        organisation_id=house.works.id,
        counts=[people.Dated(house.third.id, date(2026, 1, 1), 40)],
        by=None,
        at=NOON,
    )

    answer = bring_in(
        top, house.works, table("third,2026/1/1,41", "office,2026年7月1日,９", encoding=encoding)
    )

    assert answer.status_code == 303
    assert held() == [(house.third.id, "2026-01-01", 41), (house.office.id, "2026-07-01", 9)]
    assert acts()[1:] == [(house.third.id, [40, 41]), (house.office.id, [None, 9])]


def test_a_workbook_with_real_days_and_english_headers_is_brought_in(top, house, tmp_path):
    book = openpyxl.Workbook()
    for cells in (("Branch code", "From day", "Headcount"), ("third", datetime(2026, 3, 2), 57)):
        book.active.append(cells)
    book.save(tmp_path / "counts.xlsx")

    bring_in(top, house.works, (tmp_path / "counts.xlsx").read_bytes(), "counts.xlsx")

    assert held() == [(house.third.id, "2026-03-02", 57)]


def test_complaints_name_row_and_column_and_nothing_is_changed(top, house):
    answer = bring_in(
        top,
        house.works,
        table(
            "third,2026-01-01,40",
            "third,2026-01-01,41",
            "nowhere,2026-01-01,5",
            'office,2026-01-01,"1,234"',
            "office,1/2/2026,5",
            "works,2026-01-01,5",
            "office,2026-01-01,",
        ),
    )

    assert answer.status_code == 422 and held() == []
    told = [line for line in answer.text.splitlines() if 'scope="row" class="number"' in line]
    assert [line.split("</th>")[0].split(">")[-1] for line in told] == ["4", "5", "6", "7", "8", "9"]
    columns = [line.split('faults-column">')[1].split("<")[0] for line in told]
    assert columns == ["从这一天起", "支部编码", "在册人数", "从这一天起", "支部编码", "在册人数"]


def test_a_file_is_only_checked_where_that_is_asked(top, house):
    assert bring_in(top, house.works, table("third,2026-01-01,40"), only_check="y").status_code == 303
    assert held() == []


@pytest.mark.parametrize("content", [b"", HEAD.encode(), "支部编码,人数\nthird,5".encode(), b"\xff\xfe\x00"])
def test_what_is_no_such_table_says_so(top, house, content):
    answer = bring_in(top, house.works, content)

    assert answer.status_code == 422 and "field-wrong" in answer.text and held() == []


def test_the_command_brings_in_checks_and_speaks_json(app, house, tmp_path):
    file = tmp_path / "counts.csv"
    file.write_bytes(table("third,2026-01-01,40", "office,2026-01-01,9"))
    run = app.test_cli_runner().invoke

    checked = run(command, ["headcounts", str(file), "--dry-run", "--json"])
    assert (json.loads(checked.output)["rows"], held()) == (2, [])

    assert run(command, ["headcounts", str(file)]).exit_code == 0
    assert [row[2] for row in held()] == [40, 9]

    file.write_bytes(table("third,2026-01-01,40", "elsewhere,2026-01-01,9"))
    refused = run(command, ["headcounts", str(file), "--json"])
    assert refused.exit_code == 1 and '"column": "branch_code"' in refused.output


def test_branches_of_another_part_are_none(house, tmp_path):
    file = tmp_path / "counts.csv"
    file.write_bytes(table("office,2026-01-01,9"))

    assert [row.column for row in read(file, house.third).complaints] == ["branch_code"]
    with pytest.raises(Refused):
        people.set_headcounts(
            organisation_id=house.third.id,
            counts=[people.Dated(house.office.id, date(2026, 1, 1), 9)],
            by=None,
            at=NOON,
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026.1.31", date(2026, 1, 31)),
        ("２０２６年１月３１日", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("31-01-2026", None),
        ("46053", None),
        ("1899-12-31", None),
    ],
)
def test_a_day_is_read_year_first_or_not_at_all(text, said):
    found = day(text)

    assert (found if isinstance(found, date) else None) == said


@pytest.mark.parametrize(
    ("text", "said"), [("57", 57), ("５７", 57), ("0", 0), ("57.0", None), ("5.7E+1", None), ("-3", None), ("约57", None), ("1000001", None)]
)  # fmt: skip
def test_a_headcount_is_digits_and_nothing_that_a_spreadsheet_did(text, said):
    found = heads(text)

    assert (found if isinstance(found, int) else None) == said
