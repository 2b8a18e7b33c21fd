"""QR codes: what is drawn is the code, square by square, with the light border that cameras need."""

import re

import pytest
import segno

from quizapp.kernel import qr

ADDRESS = "https://study.example/activate?code=7K3M-9PQR-2XTV-HN40"


def dark_squares(drawing):
    """Every square that the path covers, as (row, column)."""
    found = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing.path):
        found |= {(int(y), int(x) + step) for step in range(int(length))}
    return found


def test_the_drawing_is_the_code():
    drawing = qr.drawn(ADDRESS)

    matrix = segno.make_qr(ADDRESS, error="m", boost_error=False).matrix
    expected = {(y + 4, x + 4) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert dark_squares(drawing) == expected
    assert drawing.size == len(matrix) + 8


def test_what_no_code_can_hold_is_refused():
    with pytest.raises(ValueError, match="too long"):
        qr.drawn("x" * 3_000)
