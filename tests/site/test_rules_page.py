"""The page of rules is told from the rules that run: with what is added here, and what is announced."""

import re
from datetime import date

import pytest

from quizapp.db import atomic, db
from quizapp.people.operations import set_interface_language
from quizapp.points import queries
from quizapp.points.additions import Addition
from quizapp.points.earning import Code
from quizapp.points.operations import load_tariff
from quizapp.points.projections.rules import addition_row, row_of
from quizapp.rewards.terms import Per
from tests.conftest import NOON
from tests.counting import statements
from tests.rewards.conftest import offer


@pytest.fixture
def read(house, client_of):
    load_tariff(at=NOON)
    duel = queries.rules_on(date(2026, 11, 21))[Code.MATCH_DUEL]
    later = {"version": 2, "starts_on": date(2026, 12, 1), "weekdays": (6, 7), "member_types": ("office",)}
    with atomic():
        db.session.add(row_of(type(duel)(**{name: getattr(duel, name) for name in duel.__slots__} | later)))
        for code, starts_on, cap in (
            (Code.DAILY_QUIZ, date(2026, 11, 1), 5),
            (Code.LOGIN, date(2026, 12, 1), 1),
        ):
            db.session.add(
                addition_row(Addition(0, house.third.id, code, 1, starts_on, 1, cap, (1, 2, 3, 4, 5)))
            )

    def page(member):
        set_interface_language(member_id=member.id, language="en")
        answer = client_of(member).get("/rules")
        rules = re.findall(r'<li class="rule" id="(\w+)">(.*?)</li>', answer.text, re.DOTALL)
        return {
            code: " ".join(re.sub(r"<[^>]+>", " ", text).replace("&#39;", "'").split())
            for code, text in rules
        }, answer.text

    return page


def test_every_rule_stands_there_with_what_is_added_and_announced(house, read):
    mine, page = read(house.li_mei)
    other, _ = read(house.zhao_min)

    assert set(mine) == set(Code)
    assert "Each right answer of the day's five pays 1" in mine["daily_quiz"]
    assert "第三支部 adds 1 more for each on Monday to Friday, and 5 more at most." in mine["daily_quiz"]
    assert "第三支部, from 1 Dec 2026" in mine["login"]
    assert "adds" not in other["daily_quiz"] and "from 1 Dec 2026" not in other["login"]
    assert "from 1 Dec 2026" in mine["match_duel"]
    assert "Only on Saturday, Sunday. Only for Office" in mine["match_duel"]
    assert "1, 2, 2, 4" in page
    assert "Most improved of a member type: whoever was of it when they first earned in this span" in page
    assert all(f'id="{section}"' in page for section in ("ledger", "boards", "rewards"))


def test_every_reward_that_is_offered_stands_there_with_its_price_and_conditions(house, read):
    offer(house, price=12, limit_count=2, limit_per=Per.MONTH, needs_approval=True)
    offer(house, title_en="For others", member_types=("public",))

    _, page = read(house.li_mei)

    assert (
        "Enamel cup: 12 points; at most 2 a month, has to be approved within 14 days, then kept for 14 days."
        in page
    )
    assert "For others" not in page


def test_it_is_read_in_a_few_statements_and_linked_from_where_points_are_shown(house, read, client_of):
    read(house.li_mei)
    client = client_of(house.li_mei)
    with statements() as sent:
        client.get("/rules")

    assert len(sent) <= 6
    assert all('href="/rules"' in client.get(page).text for page in ("/", "/points", "/boards"))
