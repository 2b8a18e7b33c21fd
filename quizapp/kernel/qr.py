"""QR codes as drawings: the dark squares of a code as one SVG path, for pages that are shown and printed."""

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 4  # light squares around the code, ISO/IEC 18004 §6.3.8
# Level M bears 15 % of damage: enough for paper that was folded.
_LEVEL = "m"


@dataclass(frozen=True, slots=True)
class Qr:
    """A square of `size` units a side, the quiet zone included, and the path that fills its dark squares."""

    size: int
    path: str


def drawn(text: str) -> Qr:
    """The QR code of a text; ValueError for one longer than a code can hold."""
    try:
        code = segno.make_qr(text, error=_LEVEL, boost_error=False)
    except segno.DataOverflowError as error:
        raise ValueError(f"{len(text)} characters are too long for a QR code") from error
    rows = [_row(y, row) for y, row in enumerate(code.matrix, QUIET)]
    return Qr(len(code.matrix) + 2 * QUIET, "".join(rows))


def _row(y: int, squares: bytes | bytearray) -> str:
    """A row's dark squares, those that touch as one bar."""
    path, x = "", QUIET
    for dark, run in groupby(squares):
        length = len(list(run))
        path += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
        x += length
    return path
