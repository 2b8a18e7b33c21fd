"""Reading a roster from XLSX: what a spreadsheet did to numbers, and files that are traps."""

import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.limits import COMMAND, PAGE
from quizapp.people.roster_files.reading import read
from tests.people.rosters.sheets import TITLES, cells, workbook


def first(file):
    return next(read(file).lines)


def change(folder, rows=(), **change):
    """A workbook saved after each `change(book)`."""
    file = workbook(folder, *rows or [cells()])
    book = openpyxl.load_workbook(file)
    for edit in change.values():
        edit(book)
    book.save(file)
    return file


def repack(file, **parts):
    """The file with the text of some of its parts changed; `sheet=lambda xml: …`."""
    names = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "styles": "xl/styles.xml"}
    with zipfile.ZipFile(file) as archive:
        kept = {info.filename: archive.read(info) for info in archive.infolist()}
    for name, edit in parts.items():
        kept[names[name]] = edit(kept[names[name]].decode()).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return file


def test_the_guard_against_xml_that_expands_itself_is_there():
    assert openpyxl.DEFUSEDXML is True


def test_a_sheet_is_read_like_a_csv(tmp_path):
    assert first(workbook(tmp_path, cells()))[:8] == (
        2,
        "A001",
        "李梅",
        "+8613900139001",
        "",
        "third",
        "",
        "机关成员",
    )


def test_whole_numbers_that_lost_nothing_are_read(tmp_path):
    line = first(workbook(tmp_path, cells(key=1001, phone=13900139001)))

    assert (line.roster_key, line.phone) == ("1001", "+8613900139001")


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        (1001.5, faults.FRACTION),
        (1.38e15, faults.CUT),
        (110101199003077777, faults.CUT),
        (date(2026, 1, 2), faults.DATE),
        (True, faults.TRUTH),
        ("=A1", faults.FORMULA),
        ('=HYPERLINK("http://x")', faults.FORMULA),
        ("#REF!", faults.SHEET_ERROR),
        ("1.38E+10", faults.SCIENTIFIC),
        ("110101199003077776", faults.CHECK_DIGIT),
        (None, faults.NO_KEY),
    ],
)
def test_what_a_spreadsheet_did_to_a_cell_is_refused_by_row(tmp_path, key, fault):
    line = first(workbook(tmp_path, cells(key=key)))

    assert (line.column, line.complaint) == ("roster_key", fault)


def test_zeros_that_are_only_shown_are_not_there(tmp_path):
    def pad(book):
        book.active["A2"].number_format = "00000"

    assert first(change(tmp_path, [cells(key=123)], pad=pad)).complaint is faults.SHOWN_ZEROS


def test_a_long_number_stored_as_text_is_whole(tmp_path):
    assert first(workbook(tmp_path, cells(key="6222021000000000"))).roster_key == "6222021000000000"


def test_a_number_with_a_decimal_point_in_the_file_is_not_trusted(tmp_path):
    file = repack(
        workbook(tmp_path, cells(key=7)), sheet=lambda xml: xml.replace("<v>7</v>", "<v>13800138000.0</v>")
    )

    assert first(file).complaint is faults.FRACTION


def test_merged_banner_and_empty_columns_do_no_harm(tmp_path):
    file = workbook(tmp_path, (None, *TITLES), (None, *cells()), header=("2026年花名册",))

    assert first(file).number == 3


def test_merged_rows_leave_cells_empty_and_are_refused(tmp_path):
    file = change(tmp_path, [cells(), cells(key="A002")], merge=lambda book: book.active.merge_cells("B2:B3"))

    assert [line.complaint for line in read(file).lines] == [None, faults.EMPTY]


def test_a_hidden_sheet_is_not_read(tmp_path):
    def hide(book):
        book.create_sheet("shown")
        book.worksheets[0].sheet_state = "hidden"
        book.active = 1

    with pytest.raises(Refused, match="No sheet that is shown"):
        first(change(tmp_path, hide=hide))


def test_two_sheets_with_rosters_are_one_too_many(tmp_path):
    with pytest.raises(Refused, match="Several sheets"):
        first(change(tmp_path, copy=lambda book: book.copy_worksheet(book.active)))


def test_a_huge_declared_range_costs_nothing(tmp_path):
    def widen(xml):
        return xml.replace('<dimension ref="A1:E2"/>', '<dimension ref="A1:XFD1048576"/>')

    assert len(list(read(repack(workbook(tmp_path, cells()), sheet=widen)).lines)) == 1


@pytest.mark.parametrize("number", ["1048577", "99999999999", "-3", "x"])
def test_a_row_that_cannot_be_is_refused(tmp_path, number):
    file = repack(
        workbook(tmp_path, cells()), sheet=lambda xml: xml.replace('<row r="2"', f'<row r="{number}"')
    )

    with pytest.raises(Refused, match="damaged"):
        list(read(file).lines)


def bomb(file, name="xl/media/a.xml", size=200_000_000):
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        for _ in range(size // 1_000_000):
            part.write(bytes(1_000_000))
    return file


def test_a_part_far_larger_than_it_is_packed_is_not_unpacked(tmp_path):
    with pytest.raises(Refused, match="dense"):
        read(bomb(workbook(tmp_path, cells())))


@pytest.mark.parametrize("name", ["inner.zip", "xl/inner.xlsx"])
def test_nothing_packed_inside_is_opened(tmp_path, name):
    with pytest.raises(Refused, match="dense"):
        read(bomb(workbook(tmp_path, cells()), name, size=1_000_000))


def test_more_parts_than_a_spreadsheet_has(tmp_path):
    file = workbook(tmp_path, cells())
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(201):
            archive.writestr(f"xl/p{number}.xml", "")

    with pytest.raises(Refused, match="too many parts"):
        read(file)


def test_a_page_takes_less_than_the_command(tmp_path):
    file = workbook(tmp_path, *(cells(key=f"A{number}") for number in range(30)))

    with pytest.raises(Refused, match="more than 20 rows"):
        list(read(file, replace(PAGE, xlsx_rows=20)).lines)
    assert len(list(read(file, COMMAND).lines)) == 30


def test_a_row_without_an_end_is_not_read_to_its_end(tmp_path):
    endless = f"<row r='3'><c r='A3' t='inlineStr'><is><t>{'乱数' * 50_000}</t></is></c></row></sheetData>"
    file = repack(workbook(tmp_path, cells()), sheet=lambda xml: xml.replace("</sheetData>", endless))
    assert [line.complaint for line in read(file).lines] == [None, faults.TOO_LONG]

    with pytest.raises(Refused, match="damaged"):
        list(read(file, replace(COMMAND, row_bytes=100_000)).lines)


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{}">'
    + "".join(f'<!ENTITY {"abcdefghij"[n]} "{"&" + "abcdefghij"[n - 1] + ";"}">' for n in range(1, 9))
    + "]>"
)


@pytest.mark.parametrize("part", ["sheet", "book", "styles"])
def test_xml_that_expands_itself_is_refused(tmp_path, part):
    def expand(xml):
        body = xml.split("?>", 1)[-1]
        return ENTITIES.format("ha" * 10) + body.replace("</", "&i;</", 1)

    with pytest.raises(Refused):
        list(read(repack(workbook(tmp_path, cells()), **{part: expand})).lines)
