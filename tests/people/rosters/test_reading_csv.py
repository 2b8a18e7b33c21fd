"""Reading a roster from CSV: encodings, headers, and what is said about each damaged row."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kernel.verdict import Refused
from quizapp.people.roster_files import faults
from quizapp.people.roster_files.limits import Limits
from quizapp.people.roster_files.reading import read
from tests.people.rosters.sheets import HEADER, roster, row


def first(file):
    return next(read(file).lines)


def complaint(tmp_path, **cells):
    line = first(roster(tmp_path, row(**cells)))
    return line.column, line.complaint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_a_spreadsheet_writes_is_read(tmp_path, encoding):
    line = first(roster(tmp_path, row(name="欧阳娜娜"), encoding=encoding))

    assert (line.number, line.roster_key, line.name) == (2, "A001", "欧阳娜娜")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_cells_may_be_parted_by_commas_semicolons_or_tabs(tmp_path, sign):
    line = first(roster(tmp_path, row().replace(",", sign), header=HEADER.replace(",", sign)))

    assert (line.name, line.phone, line.branch_code) == ("李梅", "+8613900139001", "third")


@pytest.mark.parametrize(
    "header",
    [
        "工号,姓名,手机,支部编码,成员类别",
        "学号（必填）,*姓名,联系电话：,组织编码,人员类别",
        "Member ID,Full name,Mobile phone,Branch code,Member type",
        "user_id,NAME,phone_number,organisation-code,ＴＹＰＥ",
    ],
)
def test_headings_are_known_by_many_names(tmp_path, header):
    line = first(roster(tmp_path, row(), header=header))

    assert line[1:8] == ("A001", "李梅", "+8613900139001", "", "third", "", "机关成员")


def test_a_banner_above_the_header_is_passed_over_and_rows_keep_their_numbers(tmp_path):
    file = roster(tmp_path, "填写说明：请勿改动表头,,,,", HEADER, row(), header="2026年成员花名册,,,,")

    assert first(file).number == 4


def test_columns_nobody_asked_for_do_no_harm(tmp_path):
    line = first(roster(tmp_path, f"1,{row()},=1+1", header=f"序号,{HEADER},备注"))

    assert line.complaint is None and line.roster_key == "A001"


def test_blank_rows_and_rows_of_spaces_are_no_rows(tmp_path):
    file = roster(tmp_path, row(), ",,,,", "", "  , ,,　,", row(key="A002"))

    assert [line.number for line in read(file).lines] == [2, 6]


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        ("", faults.NO_KEY),
        ("1.38E+10", faults.SCIENTIFIC),
        ("1.1010119900307778e17", faults.SCIENTIFIC),
        ("1001.0", faults.FRACTION),
        ('"1,001"', faults.GROUPED),
        ("110101199003070000", faults.CHECK_DIGIT),
        ("110101199003077776", faults.CHECK_DIGIT),
        ("622202100000000000", faults.CUT),
        ("2026/11/21", faults.DATE),
        ("1月2日", faults.DATE),
        ("########", faults.SHEET_ERROR),
        ("#REF!", faults.SHEET_ERROR),
        ("=A1", faults.FORMULA),
        ("A\u200b001", faults.SIGNS),
        ("A" * 61, faults.TOO_LONG),
    ],
)
def test_a_damaged_number_is_refused_by_row_and_never_guessed(tmp_path, key, fault):
    assert complaint(tmp_path, key=key) == ("roster_key", fault)


@pytest.mark.parametrize("key", ["A001", "00123", "1-2-3", "11010519491231002X", "Ｂ７", "E5"])
def test_a_sound_number_is_taken_as_it_stands(tmp_path, key):
    assert complaint(tmp_path, key=key) == (None, None)


@pytest.mark.parametrize(
    "typed",
    [
        "13900139001",
        "139 0013 9001",
        "139-0013-9001",
        "+86 13900139001",
        "0086-13900139001",
        "８６13900139001",
    ],
)
def test_a_mobile_number_may_be_written_in_any_usual_way(tmp_path, typed):
    assert first(roster(tmp_path, row(phone=typed))).phone == "+8613900139001"


@pytest.mark.parametrize(
    ("typed", "read_as"), [("0755-26001234", "+8675526001234"), ("+442079460018", "+442079460018")]
)
def test_a_landline_and_a_number_abroad_are_phones_too(tmp_path, typed, read_as):
    assert first(roster(tmp_path, row(phone=typed))).phone == read_as


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("1.38E+10", faults.SCIENTIFIC),
        ("13800138000.0", faults.FRACTION),
        ("1380013800", faults.NO_PHONE),
        ("138001380000", faults.NO_PHONE),
        ("75526001234", faults.ZEROS),
        ("138****8000", faults.MASKED),
        ("13800138000/13900139000", faults.NO_PHONE),
        ("12345", faults.NO_PHONE),
        ("无", faults.NO_PHONE),
    ],
)
def test_a_damaged_phone_is_refused_by_row(tmp_path, typed, fault):
    assert complaint(tmp_path, phone=typed) == ("phone", fault)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", faults.EMPTY),
        ("李??", faults.NO_NAME),
        ("12345", faults.NO_NAME),
        ("-李梅", faults.NO_NAME),
        ('"=HYPERLINK(""http://x"")"', faults.FORMULA),
        ("李\u202e梅", faults.SIGNS),
        ("李\ufffd", faults.SIGNS),
        ("锟斤拷", faults.SIGNS),
        ("梅" * 61, faults.TOO_LONG),
    ],
)
def test_what_is_no_name_is_refused_by_row(tmp_path, name, fault):
    assert complaint(tmp_path, name=name) == ("name", fault)


@pytest.mark.parametrize("name", ["买买提·艾力", "𬭎", "O'Neill", "Anne-Marie van Dijk", "欧阳　娜娜"])
def test_names_of_every_kind_are_names(tmp_path, name):
    assert complaint(tmp_path, name=name) == (None, None)


def test_a_row_with_more_cells_than_the_header_is_refused(tmp_path):
    line = first(roster(tmp_path, f"{row()},shifted"))

    assert (line.column, line.complaint) == (None, faults.TOO_WIDE)


def test_an_open_quotation_mark_does_not_swallow_the_rows_in_silence(tmp_path):
    file = roster(tmp_path, row(), row(key='"A002'), *(row(key=f"B{number}") for number in range(50)))

    *_, last = read(file).lines
    assert (last.number, last.complaint) == (3, faults.QUOTE)


def test_where_numbers_begin_with_zero_shorter_ones_have_lost_theirs(tmp_path):
    roster_read = read(roster(tmp_path, row(key="00123"), row(key="45"), row(key="10001")))
    list(roster_read.lines)

    assert roster_read.widths.full == 5


@pytest.mark.parametrize(
    "keys", [("123", "45"), ("00123", "00045"), ("0012", "00045"), ("0012", "123456"), ("A01", "1")]
)
def test_numbers_of_no_fixed_width_have_lost_nothing(tmp_path, keys):
    roster_read = read(roster(tmp_path, *(row(key=key) for key in keys)))
    list(roster_read.lines)

    assert roster_read.widths.full is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xff\xff\xff\xff", "encoding"),
        ("工号,姓名\r\nA1,李\0梅".encode(), "encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("一,二\r\n三,四".encode(), "header"),
        ("工号,手机\r\nA1,1".encode(), "no column"),
        ("工号,姓名,手机,电话\r\n".encode(), "Two columns"),
    ],
)
def test_what_is_no_roster_is_refused_whole(tmp_path, content, words):
    file = tmp_path / "r.csv"
    file.write_bytes(content)

    with pytest.raises(Refused, match=words):
        read(file)


def test_a_roster_may_have_so_many_rows_and_no_more(tmp_path):
    few = Limits(file_bytes=10_000, csv_rows=2, xlsx_rows=2, unpacked_bytes=0)
    file = roster(tmp_path, *(row(key=f"A{number}") for number in range(3)))

    with pytest.raises(Refused, match="more than 2 rows"):
        list(read(file, few).lines)


@given(st.binary(max_size=400))
def test_no_content_whatever_breaks_the_reading(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "r.csv"
    file.write_bytes(f"{HEADER}\r\n".encode() + content)

    with contextlib.suppress(Refused):
        assert all(line.complaint or line.roster_key for line in read(file).lines)


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_cell_whatever_breaks_the_checks(tmp_path_factory, key, name, phone):
    file = tmp_path_factory.mktemp("any") / "r.csv"
    quoted = (f'"{cell}"'.replace("\0", "") for cell in (key, name, phone))
    file.write_text(f"工号,姓名,手机\n{','.join(quoted)}\n", "utf8", "surrogatepass")

    with contextlib.suppress(Refused):
        assert all(line.complaint or line.name for line in read(file).lines)
