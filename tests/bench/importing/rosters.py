"""A roster of everyone: the same members as CSV, as XLSX, and as rows for the bare ceiling."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

from openpyxl.workbook import Workbook

BRANCHES = 500
HEADER = ("工号", "姓名", "手机", "支部编码", "成员类别")
FAMILY, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞"
TYPES = ("机关成员", "社区成员", "流动成员", "非公企业成员")


def members(count: int) -> Iterator[tuple[str, ...]]:
    """So many members, the same for every count they share; numbers ascend, phones do not repeat."""
    rng = Random("roster")
    for number in range(count):
        name = rng.choice(FAMILY) + rng.choice(GIVEN) + rng.choice(GIVEN)
        phone = f"1{3 + number % 7}{number * 7_919 % 1_000_000_007:09d}"
        yield f"Q{number:07d}", name, phone, branch_code(number % BRANCHES), TYPES[number % len(TYPES)]


def branch_code(number: int) -> str:
    return f"B{number:04d}"


def write_csv(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(members(count))


def write_xlsx(file: Path, count: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADER)
    for row in members(count):
        sheet.append(row)
    book.save(file)
