"""Carrying members out: the same columns in which they came, phones masked, and no cell that is a formula."""

import csv

import openpyxl
import pytest
from sqlalchemy import select, update

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.people.models import Member
from tests.people.rosters.sheets import row

TRAPS = ["=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "\t=1", "\r=1"]


def exported(file):
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.reader(opened))
    return [
        [cell or "" for cell in row]
        for row in openpyxl.load_workbook(file).active.iter_rows(values_only=True)
    ]


@pytest.fixture(params=["out.csv", "out.xlsx"])
def file(request, tmp_path):
    return tmp_path / request.param


def rename(member, name):
    with atomic():
        db.session.execute(update(Member).where(Member.id == member.id).values(name=name))


def test_what_goes_out_can_come_in_again_and_changes_nothing(file, bring_in, command, wang_qiang_only):
    bring_in(
        row(phone="+442079460018"), row(key="00123", name="买买提·艾力", phone="13900139002", branch="office")
    )
    command("export", file, "--phones")

    again = command("import", file)

    assert "New 0, changed 0, same 2, refused 0" in again


@pytest.fixture
def wang_qiang_only(house):
    """Nobody without a number: those would be refused on the way back."""
    with atomic():
        db.session.execute(update(Member).values(state="left"))


def test_phones_go_out_masked_unless_they_are_asked_for(file, bring_in, command):
    bring_in(row())
    command("export", file)
    assert ["A001", "李梅", "139****9001"] in [cells[:3] for cells in exported(file)]

    command("export", file, "--phones")
    assert ["A001", "李梅", "13900139001"] in [cells[:3] for cells in exported(file)]


def test_a_masked_phone_does_not_come_in_again(tmp_path, bring_in, command, wang_qiang_only):
    bring_in(row())
    command("export", tmp_path / "out.csv")

    assert "masked" in command("import", tmp_path / "out.csv", code=1)


@pytest.mark.parametrize("name", TRAPS)
def test_no_cell_becomes_a_formula(file, command, li_mei, name):
    rename(li_mei, name)

    command("export", file)

    assert f"'{name}".replace("\r", "\n") in [cells[1].replace("\r", "\n") for cells in exported(file)]


def test_every_cell_of_a_sheet_is_text(tmp_path, command, li_mei):
    rename(li_mei, "=HYPERLINK(1)")

    command("export", tmp_path / "out.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert {cell.data_type for cells in sheet.iter_rows() for cell in cells if cell.value} == {"s"}


def test_signs_that_no_sheet_can_hold_are_left_out(tmp_path, command, li_mei):
    rename(li_mei, "\x02=1")

    command("export", tmp_path / "out.xlsx")

    assert "'=1" in [cells[1] for cells in exported(tmp_path / "out.xlsx")]


def test_only_the_named_organisation_and_nobody_who_left_goes_out(file, command, house):
    command("export", file, "--organisation", "office")

    assert [cells[1] for cells in exported(file)] == ["姓名", "赵敏"]


def test_the_file_is_its_owners_alone_and_the_trail_knows(file, command, li_mei):
    command("export", file, "--phones")

    assert file.stat().st_mode & 0o077 == 0
    entry = db.session.scalar(select(AuditRow).where(AuditRow.verb == "export_roster"))
    assert entry.changes == {"members": [0, 3], "phone": [None, "whole"]}


def test_another_kind_of_file_is_refused(tmp_path, command):
    assert ".csv or .xlsx" in command("export", tmp_path / "out.pdf", code=1)
