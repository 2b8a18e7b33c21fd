"""Rosters by page: looked at before anything changes, mended, applied once, and only in one's own part of the tree."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from quizapp.audit.models import AuditRow
from quizapp.config import current
from quizapp.db import db
from quizapp.kernel import tokens
from quizapp.people import operations as people
from quizapp.people import worker
from quizapp.people.gateways import roster_pages
from quizapp.people.models import GrantRow, Member, MemberState, RosterImport, RosterPart, RosterRow
from quizapp.people.operations import rosters as operations
from quizapp.people.roles import Role
from quizapp.people.roster_plan import Stage
from tests.conftest import NOON
from tests.counting import statements
from tests.people.rosters.sheets import cells, roster, row, workbook


def give(member, node, role=Role.ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=node.id, by=None, at=NOON)


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


def send(client, node, file, mode="upsert"):
    """Send a roster file; the answer of the page it leads to, or of the form when it is refused."""
    address = f"/desk/organisations/{node.id}/roster"
    client.get(address)
    return posted(client, address, file, mode=mode)


def posted(client, address, file, **words):
    data = {"file": (io.BytesIO(Path(file).read_bytes()), Path(file).name), **words}
    answer = client.post(address, data=data, content_type="multipart/form-data")
    return client.get(answer.location) if answer.status_code == 303 else answer


def latest():
    db.session.rollback()
    return db.session.scalars(select(RosterImport).order_by(RosterImport.id.desc())).first()


def press(client, what, **words):
    answer = client.post(f"/desk/rosters/{latest().id}/{what}", data=words, follow_redirects=True)
    db.session.rollback()  # what was read before stands no longer
    return answer


def apply(client, **words):
    return press(client, "apply", ticket=tokens.fresh(), **words)


def words_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def figures(answer):
    """What the page counts, by its label."""
    return dict(re.findall(r'stat-label">([^<]+)</p>\s*<p class="stat-figure">(\d+)', answer.text))


def heads():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Member))


def test_a_roster_is_looked_at_before_anything_changes(top, house, tmp_path):
    page = send(top, house.works, roster(tmp_path, row(), row(key="A002", name="王芳", phone="")))

    assert figures(page) == {"新增": "2", "变更": "0", "不变": "0", "离开": "0"}
    assert "王芳" in page.text and "139****9001" in page.text and "13900139001" not in page.text
    assert heads() == 3


def test_applied_it_holds_at_once_and_the_page_says_what_happened(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row(), row(key="A002", name="王芳", phone="")))

    page = apply(top)

    assert heads() == 5
    assert figures(page) == {"新增": "2", "变更": "0", "不变": "0", "已离开": "0"}
    acts = db.session.scalars(select(AuditRow).where(AuditRow.verb == "import_roster")).all()
    assert [(act.actor_id, act.organisation_id) for act in acts] == [(house.li_mei.id, house.works.id)]


def test_the_same_press_twice_applies_it_once(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row()))
    ticket = tokens.fresh()

    pages = [press(top, "apply", ticket=ticket) for _ in range(2)]

    assert "名册已生效" in pages[1].text
    assert heads() == 4
    assert db.session.query(AuditRow).filter_by(verb="import_roster").count() == 1


def test_another_press_after_it_was_applied_is_refused(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row()))
    apply(top)

    assert "尚未检查，或已经生效" in apply(top).text


def test_who_changes_stands_there_with_before_and_after(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row()))
    apply(top)

    page = send(top, house.works, roster(tmp_path, row(name="李小梅", phone="13900139009", branch="office")))

    said = words_of(page)
    assert "李梅 → 改为 李小梅" in said and "第三支部 → 改为 机关支部" in said
    assert "139****9001 → 改为 139****9009" in said and "成员类别 机关成员" not in said


def test_complaints_name_row_and_column_and_nothing_can_be_applied(top, house, tmp_path):
    page = send(top, house.works, roster(tmp_path, row(), row(key="A002", phone="1.39E+10"), row(key="")))

    found = re.findall(
        r'<th scope="row" class="number">(\d+)</th><td class="faults-column">([^<]+)', page.text
    )
    assert found == [("3", "手机号"), ("4", "编号")]
    assert "/apply" not in page.text
    assert "有 2 行被退回" in apply(top).text and heads() == 3


def test_a_roster_that_is_none_is_refused_beside_the_field(top, house, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("一,二\n三,四\n", "utf8")

    answer = send(top, house.works, file)

    assert answer.status_code == 422 and "工号" in re.search(r'class="field-wrong">(.*?)</p>', answer.text)[1]
    assert latest() is None


def test_without_a_file_the_form_says_so(top, house):
    address = f"/desk/organisations/{house.works.id}/roster"
    top.get(address)

    answer = top.post(address, data={"mode": "upsert"})

    assert answer.status_code == 422 and "请选择文件" in answer.text


def refused_file(client, tmp_path, name):
    answer = client.get(f"/desk/rosters/{latest().id}/refused")
    assert answer.headers["Content-Disposition"].endswith(name)
    (tmp_path / name).write_bytes(answer.data)
    answer.close()
    return tmp_path / name


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_refused_rows_are_downloaded_mended_and_sent_back(top, house, tmp_path, kind):
    rows = [
        {"key": "A001"},
        {"key": "A002", "phone": "1.39E+10"},
        {"key": "A003", "name": "=1+1", "phone": ""},
    ]
    if kind == "csv":
        file = roster(tmp_path, *(row(**one) for one in rows))
    else:
        file = workbook(tmp_path, *(cells(**one) for one in rows))
    send(top, house.works, file)
    bad = refused_file(top, tmp_path, f"refused-rows.{kind}")

    mended = mend(bad, {"1.39E+10": "13900139002", "'=1+1": "王芳", "=1+1": "王芳", "#####": "王芳"})
    page = posted(top, f"/desk/rosters/{latest().id}/mend", mended)

    assert figures(page)["新增"] == "3" and "退回" not in figures(page)
    apply(top)
    assert sorted(db.session.scalars(select(Member.name).where(Member.roster_key.is_not(None)))) == [
        "李梅",
        "李梅",
        "王芳",
    ]


def read_table(file):
    if file.suffix == ".csv":
        return list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    return [[str(cell or "") for cell in line] for line in openpyxl.load_workbook(file).active.values]


def mend(file, instead):
    """The file with cells replaced."""
    table = [[instead.get(cell, cell) for cell in line] for line in read_table(file)]
    if file.suffix == ".csv":
        out = io.StringIO()
        csv.writer(out).writerows(table)
        file.write_text(out.getvalue(), "utf-8-sig")
    else:
        book = openpyxl.Workbook()
        for line in table:
            book.active.append(line)
        book.save(file)
    return file


def test_the_file_of_refused_rows_says_what_is_wrong_and_holds_no_formula(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row(), row(key="A002", name='=HYPERLINK("x")', phone="")))

    table = read_table(refused_file(top, tmp_path, "refused-rows.csv"))

    assert table[0] == ["原行号", "问题", "工号", "姓名", "手机", "支部编码", "成员类别"]
    assert table[1][0] == "3" and "公式" in table[1][1] and table[1][3] == '\'=HYPERLINK("x")'
    assert len(table) == 2


def test_sent_back_unmended_it_is_refused_again_with_the_same_row(top, house, tmp_path):
    send(top, house.works, workbook(tmp_path, cells(), cells(key="A002", phone=1.5)))
    bad = refused_file(top, tmp_path, "refused-rows.xlsx")

    page = posted(top, f"/desk/rosters/{latest().id}/mend", bad)

    assert re.findall(
        r'<th scope="row" class="number">(\d+)</th><td class="faults-column">([^<]+)', page.text
    ) == [("3", "手机号")]


def test_a_refused_row_deleted_from_the_file_is_left_out(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row(), row(phone=""), row(key="A003", phone="")))
    bad = refused_file(top, tmp_path, "refused-rows.csv")
    lines = bad.read_text("utf-8-sig").splitlines()
    bad.write_text("\n".join(lines[:2]), "utf-8-sig")  # both rows 2 and 3 are refused: one number twice

    page = posted(top, f"/desk/rosters/{latest().id}/mend", bad)

    assert figures(page)["新增"] == "2" and "退回" not in figures(page)


def test_another_file_is_not_taken_for_the_mended_one(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row(key="")))
    other = tmp_path / "other.csv"
    other.write_text("姓名,工号\n王芳,A009\n", "utf8")

    answer = posted(top, f"/desk/rosters/{latest().id}/mend", other)

    assert answer.status_code == 422 and "列不同" in answer.text


def test_below_an_open_quotation_mark_the_whole_file_is_to_be_mended(top, house, tmp_path):
    page = send(top, house.works, roster(tmp_path, row(), 'A002,"王芳,,third,机关成员'))

    assert "/refused" not in page.text and "整份" in page.text


def test_a_long_roster_is_read_on_by_the_page_or_by_the_worker(top, house, tmp_path):
    many = [row(key=f"A{number:05d}", phone="") for number in range(2 * roster_pages.STEP + 500)]

    page = send(top, house.works, roster(tmp_path, *many))
    assert 'http-equiv="refresh"' in page.text and 'value="4001" max="8501"' in page.text
    press(top, "on")
    assert latest().state is Stage.STAGING and latest().staged == 8001

    assert worker.read_on(keys=current().secrets) == 1
    assert figures(top.get(f"/desk/rosters/{latest().id}"))["新增"] == "8500"


def test_the_kept_file_is_encrypted_and_gone_when_the_roster_has_ended(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row()))
    db.session.rollback()
    kept = db.session.scalars(select(RosterPart.sealed)).all()
    assert kept and b"13900139001" not in kept[0]

    apply(top)

    assert db.session.query(RosterPart).count() == 0


def test_a_roster_given_up_changes_nothing_and_leaves_nothing(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row()))

    page = press(top, "drop")

    assert "已放弃" in page.text
    assert (heads(), db.session.query(RosterRow).count(), db.session.query(RosterPart).count()) == (3, 0, 0)


def test_a_roster_nobody_finished_is_forgotten_after_days(top, house, tmp_path, wall):
    send(top, house.works, roster(tmp_path, row()))
    wall.forward(days=2)
    worker.forget(at=wall.at)
    assert latest().state is Stage.CHECKED

    wall.forward(days=2)
    worker.forget(at=wall.at)

    assert latest().state is Stage.DROPPED
    assert (db.session.query(RosterRow).count(), db.session.query(RosterPart).count()) == (0, 0)


def test_someone_elses_roster_is_not_there(top, head, house, tmp_path):
    send(top, house.works, roster(tmp_path, row(), row(key="")))

    for address in (f"/desk/organisations/{house.office.id}/roster", f"/desk/rosters/{latest().id}"):
        assert head.get(address).status_code == 404
    assert head.get(f"/desk/rosters/{latest().id}/refused").status_code == 404
    for what in ("apply", "drop", "on", "mend"):
        head.get("/me")
        assert head.post(f"/desk/rosters/{latest().id}/{what}").status_code == 404
    assert head.post(f"/desk/organisations/{house.office.id}/export").status_code == 404


def test_a_branch_administrator_brings_nobody_into_another_branch(head, house, tmp_path):
    page = send(head, house.third, roster(tmp_path, row(branch="office")))

    assert "没有这个支部" in page.text


def test_who_was_demoted_between_reading_and_applying_is_refused_by_the_operation(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, row()))
    import_id = latest().id
    db.session.query(GrantRow).delete()
    db.session.commit()

    with pytest.raises(Exception, match="Only an administrator"):
        operations.apply_roster(import_id=import_id, by=house.li_mei.id, at=NOON)

    assert heads() == 3


def whole(*left_out, **changed):
    keys = [f"B{number:03d}" for number in range(20)]
    return [changed.get(key) or row(key=key, phone="") for key in keys if key not in left_out]


def test_those_whom_the_whole_roster_leaves_out_are_named_before_they_leave(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, *whole()), "diff")
    apply(top)

    page = send(
        top,
        house.works,
        roster(tmp_path, *whole("B007", B001=row(key="B001", name="周杰", phone=""))),
        "diff",
    )

    assert figures(page)["离开"] == "1" and "1 名成员将离开" in words_of(page)
    assert figures(apply(top))["已离开"] == "1"
    assert db.session.query(Member).filter_by(state=MemberState.LEFT).count() == 1


def test_more_than_a_tenth_leave_only_when_that_is_ticked(top, house, tmp_path):
    send(top, house.works, roster(tmp_path, *whole()), "diff")
    apply(top)
    page = send(top, house.works, roster(tmp_path, *whole("B001", "B002", "B003")), "diff")
    assert 'name="allow_leaving" value="3"' in page.text

    assert "20 名成员中有 3 名将离开" in apply(top).text
    assert figures(apply(top, allow_leaving="3"))["已离开"] == "3"


def test_the_members_are_carried_out_masked_and_it_is_noted(top, house):
    top.get(f"/desk/organisations/{house.works.id}/roster")

    answer = top.post(f"/desk/organisations/{house.third.id}/export", data={"kind": "csv"})

    db.session.rollback()
    text = answer.data.decode("utf-8-sig")
    answer.close()
    assert "李梅" in text and "138****8000" in text and "赵敏" not in text
    act = db.session.scalars(select(AuditRow).where(AuditRow.verb == "export_roster")).one()
    assert (act.actor_id, act.organisation_id) == (house.li_mei.id, house.third.id)


def test_more_than_a_roster_may_have_is_turned_away(top, house):
    address = f"/desk/organisations/{house.works.id}/roster"
    top.get(address)

    sent = {"data": b"x" * 6_000_000, "content_type": "multipart/form-data; boundary=x"}
    assert top.post(address, **sent).status_code == 413


def test_only_rosters_may_be_large(top, house):
    top.get("/me")

    assert top.post("/me/preferences", data={"theme": "x" * 1_200_000}).status_code == 413


def test_the_statements_of_the_preview_do_not_grow_with_the_roster(top, house, tmp_path):
    sent = []
    for many in (30, 300):
        rows = [row(key=f"A{number:05d}", phone="") for number in range(many)]
        send(top, house.works, roster(tmp_path, *rows))
        with statements() as asked:
            top.get(f"/desk/rosters/{latest().id}")
        sent.append(len(asked))

    assert sent[0] == sent[1] <= 20


def numbered(member, key):
    db.session.get_one(Member, member.id).roster_key = key
    db.session.commit()


def test_rows_about_who_stands_above_are_refused_by_name_on_the_page_and_in_the_file(head, house, tmp_path):
    give(house.li_mei, house.works, Role.AUDITOR)
    numbered(house.li_mei, "A001")
    numbered(house.wang_qiang, "A002")
    rows = row(name="李小梅", phone=""), row(key="A002", name="王小强", phone="")

    page = send(head, house.third, roster(tmp_path, *rows))

    said = words_of(page)
    assert "2 – 李小梅担任的角色超出你的管理范围" in said and "3 – 这件事须由另一位管理员为你办理" in said
    assert "/apply" not in page.text
    table = read_table(refused_file(head, tmp_path, "refused-rows.csv"))
    assert [line[1][:3] for line in table[1:]] == ["李小梅", "这件事"]


def test_who_may_not_apply_a_roster_that_another_sent_is_told_before_the_button(
    top, house, client_of, tmp_path
):
    numbered(house.zhao_min, "A001")
    give(house.zhao_min, house.works, Role.AUDITOR)
    send(top, house.office, roster(tmp_path, row(name="赵小敏", phone="", branch="office")))
    give(house.wang_qiang, house.office)
    lower = client_of(house.wang_qiang)

    page = lower.get(f"/desk/rosters/{latest().id}")

    assert "须由其他管理员使其生效" in page.text and "第 2 行" in page.text and "/apply" not in page.text
    assert "第 2 行：赵敏担任的角色超出你的管理范围" in apply(lower).text
    assert "/apply" in top.get(f"/desk/rosters/{latest().id}").text


def test_who_is_tied_to_a_number_is_shown_before_it_is_applied(client_of, house, tmp_path):
    give(house.wang_qiang, house.works)  # who looks is never the one who is changed
    administrator = client_of(house.wang_qiang)

    page = send(administrator, house.works, roster(tmp_path, row(phone="13800138000")))

    assert figures(page)["变更"] == "1" and figures(page)["新增"] == "0"
    assert "编号 尚无；手机、姓名和支部均与此人一致 → 改为 A001" in words_of(page)


def test_who_was_moved_away_after_the_reading_is_shown_to_nobody_there(head, house, tmp_path):
    numbered(house.li_mei, "A001")
    send(head, house.third, roster(tmp_path, row(name="李小梅", phone="")))
    assert "李小梅" in head.get(f"/desk/rosters/{latest().id}").text

    db.session.get_one(Member, house.li_mei.id).branch_id = house.office.id
    db.session.commit()

    page = head.get(f"/desk/rosters/{latest().id}").text
    assert "李梅" not in page and "机关支部" not in page
