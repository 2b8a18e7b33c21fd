"""Malformed rows and files, made by code: what spreadsheets, exports and hands do to rosters."""

import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date

import openpyxl

from tests.people.rosters.sheets import HEADER, TITLES, cells, row

DICE = random.Random()
UNSEEN = [
    chr(code)
    for code in (*range(1, 9), 11, 12, *range(14, 32), 127, 0x81, 0x9F, 0xAD, 0x200B, 0x200E, 0x200F)
]
UNSEEN += [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF, 0xFFFC, 0xFFFD)]
LIVE = ['"=1+1"', "=A1", '"=HYPERLINK(""http://x"")"', "=cmd|' /C calc'!A0", "＝1+1", "'=1+1", "=SUM(A1:A9)"]
ERRORS = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "########"]
DATES = [
    "2026/11/21",
    "2026-11-21",
    "2026-11-21 00:00:00",
    "2026年11月21日",
    "1月2日",
    "1-Feb",
    "12-Dec-26",
    "Jan-02",
]


def identities(count: int) -> Iterator[str]:
    """Resident identity numbers with the right check digit (GB 11643-1999), of nobody."""
    for number in range(count):
        body = (
            f"110101{1950 + number % 60}{1 + number % 12:02d}{1 + number % 28:02d}{DICE.randrange(1000):03d}"
        )
        yield body + check_digit(body)


def check_digit(body: str) -> str:
    return "10X98765432"[sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(body)) % 11]


def through_a_float(number: str) -> str:
    return str(int(float(number)))


def keys() -> Iterator[str]:
    yield ""
    for number in range(30):
        yield f"{DICE.uniform(1, 9):.2f}E+{8 + number % 12}"
        yield f"{DICE.uniform(1, 9):.{4 + number % 9}f}e{10 + number % 9}"
        yield f"{DICE.randrange(10**6)}.0"
    # One in eleven damaged numbers still has a right check digit; nobody can tell it by itself.
    damaged = (through_a_float(number) for number in identities(150) if number.isdecimal())
    yield from (number for number in damaged if number[-1] != check_digit(number[:17]))
    yield from (f"{number[:15]}000" for number in identities(20) if number[15:] != "000")
    yield from (f"62220210{DICE.randrange(10**7):07d}{'0' * (1 + spare % 4)}" for spare in range(12))
    yield from (f'"{DICE.randrange(1, 999)},{DICE.randrange(1000):03d}"' for _ in range(8))
    yield from (*DATES, *ERRORS, *LIVE, "TRUE", "FALSE", "A" * 61, "9" * 1001)
    yield from (f"A0{sign}1" for sign in UNSEEN)


def names() -> Iterator[str]:
    yield from (
        "",
        " ",
        "　",
        "??",
        "李??",
        "12345",
        "...",
        "—",
        "-李梅",
        "+李梅",
        "@李梅",
        "锟斤拷",
        "梅" * 61,
    )
    yield from (*ERRORS, *LIVE)
    yield from (f"李{sign}梅" for sign in UNSEEN)


def phones() -> Iterator[str]:
    yield from (
        "无",
        "暂无",
        "-",
        "N/A",
        "138****8000",
        "138＊＊＊＊8000",
        "13800138000/13900139000",
        "1380013800O",
    )
    yield from (
        "13800138000转1",
        "+8612345",
        "+999123456789",
        "0086",
        "00861380013800",
        "(13800138000",
        "110",
        "10086",
    )[:5]
    for _ in range(20):
        mobile = f"13{DICE.randrange(10**9):09d}"
        yield from (f"{mobile}.0", f"{float(mobile):.2E}", mobile[:-1], f"{mobile}0", f"2{mobile[1:]}")
    yield from (
        "75526001234",
        "1062345678",
        "2162345678",
        *ERRORS,
        *LIVE[:4],
        "2026/11/21",
        "12345678901234567890",
    )


def sign_in_names() -> Iterator[str]:
    yield from (
        "李 梅",
        "a/b",
        "a,b" * 30,
        "x" * 65,
        "1.38E+10",
        "1001.0",
        "a:b",
        "a?b",
        *LIVE[:4],
        "13800138000",
    )


def rows() -> list[str]:
    """Each is refused, alone and among sound ones; the phones and numbers of no two are the same."""
    DICE.seed(20261121)
    made = [row(key=key, phone="") for key in keys()]
    made += [row(key=f"N{number}", name=name, phone="") for number, name in enumerate(names())]
    made += [row(key=f"P{number}", phone=phone) for number, phone in enumerate(phones())]
    made += [
        row(key=f"B{number}", phone="", branch=code)
        for number, code in enumerate(("x", "THIRD", "works", "第三支部", "", "1.0", "x" * 81))
    ]
    made += [
        row(key=f"T{number}", phone="", kind=kind)
        for number, kind in enumerate(("贵宾", "", "office?", "1", "x" * 1001))
    ]
    made += [f"{row(key=f'W{number}', phone='')},{'x,' * number}x" for number in range(5)]
    return made


def text_files() -> Iterator[tuple[str, bytes]]:
    """CSV that is none, or whose rows cannot be trusted."""
    sound = f"{HEADER}\r\n{row()}\r\n"
    yield "empty", b""
    yield "only a mark", b"\xef\xbb\xbf"
    yield "only the header, of another language", "Nom,Prénom\r\nA,B\r\n".encode()
    yield "no header", f"{row()}\r\n".encode()
    yield "header after twenty rows", ("x\r\n" * 20 + sound).encode()
    yield "a column twice", f"{HEADER},电话\r\n{row()},1\r\n".encode()
    yield "no number", sound.replace("工号", "序").encode()
    yield "no name", sound.replace("姓名", "名").encode()
    yield "UTF-16 without a mark", sound.encode("utf-16-le")
    yield "UTF-32", sound.encode("utf-32")
    yield "UTF-16 cut in half", sound.encode("utf-16")[:-1]
    yield "UTF-16 with a lone half", sound.encode("utf-16") + b"\x00\xd8"
    yield "UTF-8 with GB18030 inside", sound.encode() + row(key="A2", name="李").encode("gb18030")
    yield "Big5", sound.replace("李梅", "龍").encode("big5", "replace")
    yield "Latin", f"{HEADER}\r\n".encode() + b"A1,Jos\xe9,,third,office\r\n"
    yield "NUL inside", sound.replace("李梅", "李\0梅").encode()
    yield "NUL at the end", sound.encode() + b"\0" * 100
    yield "double encoded", sound.encode("utf-8").decode("latin-1").encode("utf-8")
    yield "old Excel", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    yield "PDF", b"%PDF-1.7\n" + bytes(range(256)) * 4
    yield "picture", b"\x89PNG\r\n\x1a\n" + bytes(200)
    yield "HTML called XLS", f"<table><tr><td>{HEADER}</td></tr></table>".encode()
    yield "JSON", '[{"工号": "A1", "姓名": "李梅"}]'.encode()
    yield "open quotation mark", f'{HEADER}\r\n"A1,李梅\r\n{row()}\r\n'.encode()
    yield "open mark over many rows", f'{HEADER}\r\n"A1\r\n{(row() + chr(10)) * 40}'.encode()
    yield "mark inside a cell", f'{HEADER}\r\n"A1"x,李梅,,third,office\r\n'.encode()
    yield "endless cell", f"{HEADER}\r\nA1,{'梅' * 300_000},,third,office\r\n".encode()
    yield "endless line", HEADER.encode() + b"\r\n" + b"x," * 1_000_000
    yield "the same number twice", f"{sound}{row(phone='')}\r\n".encode()
    yield "the same phone twice", f"{sound}{row(key='A2')}\r\n".encode()
    yield "lost zeros", f"{HEADER}\r\n{row(key='0012')}\r\n{row(key='7', phone='')}\r\n".encode()
    yield "cells shifted by a comma", sound.replace("李梅", "李,梅").encode()
    yield "parted by bars", sound.replace(",", "|").encode()


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def shared(sheet: bytes) -> dict[str, bytes]:
    """The sheet with its texts kept apart, as spreadsheet programs do and openpyxl does not."""
    texts: list[bytes] = []

    def moved(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    lean = re.sub(rb't="inlineStr"><is>(.*?)</is>', moved, sheet)
    head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    table = head + b"".join(b"<si>%s</si>" % text for text in texts) + b"</sst>"
    return {SHEET: lean, "xl/sharedStrings.xml": table}


def packed(**change) -> bytes:
    """A sound workbook, some of whose parts are replaced (None: left out)."""
    book = openpyxl.Workbook()
    for one in (TITLES, cells()):
        book.active.append(one)
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts |= shared(parts[SHEET])
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", SHARED + b"</Types>")
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | change.get("more", {})).items():
            edited = change["edit"](name, content) if "edit" in change else content
            if edited is not None:
                archive.writestr(name, edited)
    return again.getvalue()


def sheet_of(*rows, hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    for one in (TITLES, *rows):
        book.active.append(one)
    if hidden:
        book.create_sheet("shown")
        book.worksheets[0].sheet_state, book.active = "hidden", 1
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


PARTS = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
)
SHEET = "xl/worksheets/sheet1.xml"


def in_part(name: str, old: bytes, new: bytes) -> bytes:
    return packed(edit=lambda part, content: content.replace(old, new) if part == name else content)


def workbooks() -> Iterator[tuple[str, bytes]]:
    """XLSX that is none, that is a trap, or whose cells were damaged."""
    sound = packed()
    yield "cut in half", sound[: len(sound) // 2]
    yield "only its beginning", sound[:30]
    yield "an empty archive", b"PK\x05\x06" + bytes(18)
    yield (
        "an archive of something else",
        packed(edit=lambda name, content: content if name.startswith("doc") else None),
    )
    for name in PARTS:
        if name != "xl/styles.xml":
            yield (
                f"without {name}",
                packed(edit=lambda part, content, name=name: None if part == name else content),
            )
        yield (
            f"{name} is no XML",
            packed(edit=lambda part, content, name=name: b"<x" if part == name else content),
        )
        yield (
            f"{name} is binary",
            packed(edit=lambda part, content, name=name: bytes(99) if part == name else content),
        )
    yield "a text that is not there", in_part(SHEET, b"<v>5</v>", b"<v>500</v>")
    yield "a text that is no number", in_part(SHEET, b"<v>5</v>", b"<v>x</v>")
    yield "a cell nowhere", in_part(SHEET, b'r="A2"', b'r="2A"')
    yield "a row too far down", in_part(SHEET, b'<row r="2"', b'<row r="9999999999"')
    yield "a row above the first", in_part(SHEET, b'<row r="2"', b'<row r="-2"')
    yield "a number that is none", in_part(SHEET, b't="s"><v>5</v>', b"><v>--</v>")
    yield "nothing but zeros", packed(more={"xl/media/x.xml": bytes(150_000_000)})
    yield "nested", packed(more={"xl/inner.zip": sound})
    yield "too many parts", packed(more={f"xl/p{number}": b"" for number in range(300)})
    yield "expanding", in_part(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "ha">]><worksheet')
    yield (
        "outside entity",
        in_part(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'),
    )
    yield "flipped bits", bytes(byte ^ (17 if 60 < place < 2000 else 0) for place, byte in enumerate(sound))
    yield "a hidden sheet", sheet_of(cells(), hidden=True)
    yield (
        "no rows that head",
        sheet_of(header := ("x",), header)[:0] or in_part("xl/sharedStrings.xml", "姓名".encode(), b"x"),
    )
    yield "a formula", sheet_of(cells(key="=1+1"))
    yield "a link", sheet_of(cells(name='=HYPERLINK("http://x","李梅")'))
    yield "a date", sheet_of(cells(key=date(2026, 1, 2)))
    yield "a fraction", sheet_of(cells(key=1.5))
    yield "an identity number as a number", sheet_of(cells(key=110101199003077777))
    yield "a truth", sheet_of(cells(name=True))
    yield "merged cells", sheet_of(cells(), cells(key=None, name=None))
    yield "an error", sheet_of(cells(key="#REF!"))


FILES = [
    *((f"{name}.csv", content) for name, content in text_files()),
    *((f"{name}.xlsx", content) for name, content in workbooks()),
]
