"""Making small rosters."""

from pathlib import Path

import openpyxl

HEADER = "工号,姓名,手机,支部编码,成员类别"
TITLES = tuple(HEADER.split(","))


def roster(
    folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf8", name: str = "r.csv"
) -> Path:
    """A CSV file with a header and these rows."""
    file = folder / name
    file.write_bytes("".join(f"{row}\r\n" for row in (header, *rows)).encode(encoding))
    return file


def row(key="A001", name="李梅", phone="13900139001", branch="third", kind="机关成员") -> str:
    return f"{key},{name},{phone},{branch},{kind}"


def workbook(folder: Path, *rows, header=TITLES, name: str = "r.xlsx") -> Path:
    """An XLSX file with a header and these rows of cells."""
    book = openpyxl.Workbook()
    for cells in (header, *rows):
        book.active.append(cells)
    book.save(folder / name)
    return folder / name


def cells(key="A001", name="李梅", phone="13900139001", branch="third", kind="机关成员") -> tuple:
    return key, name, phone, branch, kind
