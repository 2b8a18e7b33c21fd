"""A bank of exactly five small questions, one of each kind, and the tariff; loaded as a real one is."""

import pytest

from quizapp.bank import operations as bank
from quizapp.bank.files import folder
from quizapp.points import operations as points
from quizapp.points.payee import Payee
from tests.cast import SPRING

TOPIC = """
key = "first-aid"
title = "急救常识"
[en]
title = "First aid"
"""
# What tells a key is marked, so that a test can look for it in everything that is sent.
QUESTIONS = """
topic = "first-aid"
source = "SOURCE-CANARY"

[[question]]
key = "first-aid-001"
type = "single"
stem = "发现有人倒地，第一步做什么？"
options = [{ text = "喝水" }, { text = "呼救并按压", right = true }, { text = "扶起" }, { text = "等待" }]
explanation = "KEY-CANARY-1"
article = "article-canary"
quote = "QUOTE-CANARY-1"

[[question]]
key = "first-aid-002"
type = "multiple"
stem = "哪些是好的按压？"
options = [{ text = "用力", right = true }, { text = "快速", right = true }, { text = "弯肘" }, { text = "停顿" }]
policy = "proportional"
explanation = "KEY-CANARY-2"

[[question]]
key = "first-aid-003"
type = "true_false"
stem = "没有意识的人可以喂水。"
answer = false
explanation = "KEY-CANARY-3"

[[question]]
key = "first-aid-004"
type = "fill_in"
stem = "每按压 ____ 次，吹气 ____ 次。"
blanks = [["KEYCANARY4A", "三十"], ["KEYCANARY4B"]]
explanation = "KEY-CANARY-4"

[[question]]
key = "first-aid-005"
type = "ordering"
stem = "把步骤排好。"
order = ["看现场", "看反应", "打电话", "做按压"]
policy = "proportional"
explanation = "KEY-CANARY-5"
"""


@pytest.fixture
def five(app, tmp_path):
    """The five questions, and the tariff that pays for them."""
    home = tmp_path / "question_bank" / "first-aid"
    home.mkdir(parents=True)
    (home / "topic.toml").write_text(TOPIC, "utf8")
    (home / "01-steps.toml").write_text(QUESTIONS, "utf8")
    bank.load(bank=folder.read(home.parent), take_files=False, at=SPRING)
    points.load_tariff(at=SPRING)


@pytest.fixture
def mei(house):
    """李梅, as the ledger pays her."""
    member = house.li_mei
    return Payee(member.id, member.branch_id, member.member_type, "Asia/Shanghai")


@pytest.fixture
def qiang(house):
    """王强, as the ledger pays him."""
    member = house.wang_qiang
    return Payee(member.id, member.branch_id, member.member_type, "Asia/Shanghai")


@pytest.fixture
def reading_english(client_of):
    """Signs a member in to a browser that shows the English pages."""

    def signed_in(member):
        visitor = client_of(member)
        with visitor.session_transaction() as session:
            session["language"] = "en"
        return visitor

    return signed_in
