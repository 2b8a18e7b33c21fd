"""What the reading tests share: a small library with the tariff, and who is paid."""

import pytest

from quizapp.points.payee import Payee
from tests.study.library import stock, write_library

EASY = "字" * 200  # 20 seconds
LONG = "字" * 6000  # ten minutes


def payee(member) -> Payee:
    return Payee(member.id, member.branch_id, member.member_type, "Asia/Shanghai")


@pytest.fixture
def rivers(app, tmp_path):
    """A module with a short article `river`, a long one `canal` and a short one `lake`."""
    stock(write_library(tmp_path / "content", {"river": EASY, "canal": LONG, "lake": EASY}))


@pytest.fixture
def to(li_mei):
    return payee(li_mei)
