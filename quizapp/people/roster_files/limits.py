"""How large a roster may be, by where it comes in."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes; rows without the header."""

    file_bytes: int
    csv_rows: int
    xlsx_rows: int
    unpacked_bytes: int  # all parts of an XLSX together
    part_bytes: int = 20 * MEGABYTE  # one part, other than its sheets and their texts
    texts_bytes: int = 300 * MEGABYTE  # the texts its sheets share, which are held in memory
    row_bytes: int = 4 * MEGABYTE  # of a sheet's XML without the end of a row
    parts: int = 200
    ratio: int = 100  # unpacked to packed


COMMAND = Limits(200 * MEGABYTE, csv_rows=1_000_000, xlsx_rows=600_000, unpacked_bytes=2_000 * MEGABYTE)
PAGE = Limits(5 * MEGABYTE, csv_rows=20_000, xlsx_rows=20_000, unpacked_bytes=100 * MEGABYTE)
