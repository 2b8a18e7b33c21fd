"""Making small rosters."""

from pathlib import Path

HEADER = "工号,姓名,手机,支部编码,成员类别"
LI_MEI = "A001,李梅,13900139001,third,机关成员"


def roster(
    folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf8", name: str = "r.csv"
) -> Path:
    """A CSV file with a header and these rows."""
    file = folder / name
    file.write_bytes("".join(f"{row}\r\n" for row in (header, *rows)).encode(encoding))
    return file


def row(key="A001", name="李梅", phone="13900139001", branch="third", kind="机关成员") -> str:
    return f"{key},{name},{phone},{branch},{kind}"
