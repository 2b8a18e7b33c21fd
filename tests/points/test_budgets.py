from datetime import date, timedelta

import pytest

from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.points import leaderboards, queries, worker
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.spans import Span
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import finish_daily, payee

TODAY = date(2026, 11, 21)


def pay(to, *, code=Code.ARTICLE_READ, name="first-aid/1", wanted=1, at=NOON) -> int:
    """The statements of one payment inside a transaction that has begun."""
    with atomic(), statements() as sent:
        points.earn(to=to, code=code, object_key=name, wanted=wanted, at=at)
    return len(sent)


@pytest.fixture
def to(li_mei):
    """Li Mei, in a process that has read the tariff, as every process has after its first payment."""
    found = payee(li_mei)
    queries.tariff(fresh=True)
    return found


def test_a_payment_takes_seven_statements(to):
    assert pay(to, name="first of all") == 7
    assert pay(to, name="of the same day") == 7
    assert pay(to, name="of the next day", at=NOON + timedelta(days=1)) == 7


def test_a_part_payment_takes_eight(to):
    assert pay(to, code=Code.DAILY_QUIZ, wanted=6) == 8


def test_what_the_cap_keeps_unpaid_takes_two(to):
    for number in range(6):
        pay(to, name=f"{number}")

    assert pay(to, name="seventh") == 2


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 4), ("/{works}", 4), ("/{works}/parts", 3), ("/{works}/improved", 3), ("/{works}/why", 4)],
)
def test_a_board_with_the_own_place_takes_four_beside_the_guard(house, li_mei, client_of, page, most):
    finish_daily(li_mei)
    worker.catch_up(at=NOON)
    client, address = client_of(li_mei), f"/boards{page.format(works=house.works.id)}?span=week"

    with statements() as sent:
        assert client.get(address).status_code == 200

    assert len(sent) == most + 1


def test_a_fold_of_nothing_takes_three(house, li_mei):
    finish_daily(li_mei)
    worker.catch_up(at=NOON)

    with statements() as sent:
        worker.catch_up(at=NOON + timedelta(seconds=5))

    assert len(sent) == 3


@pytest.mark.parametrize(("waits", "most"), [("scores", 62), ("rosters", 10), ("tree", 5), ("a day", 5)])
def test_a_fold_asks_only_about_what_waits(house, li_mei, waits, most):
    finish_daily(li_mei)
    worker.catch_up(at=NOON)
    at = NOON + timedelta(seconds=5)
    if waits == "scores":
        finish_daily(house.wang_qiang)
    elif waits == "rosters":
        make_member("周岚", "zhoulan", house.third)
    elif waits == "tree":
        people.create_organisation(code="a", name="甲", parent_id=house.works.id, is_branch=True, at=at)
    else:
        at += timedelta(days=1)

    with statements() as sent:
        worker.catch_up(at=at)

    assert len(sent) <= most


def test_one_question_is_one_statement(to):
    questions = (
        lambda: leaderboards.place_in_branch(
            branch_id=to.branch_id, span=Span.MONTH, day=TODAY, member_id=to.member_id
        ),
        lambda: queries.streak(to.member_id, TODAY),
        lambda: queries.day_used(to.member_id, TODAY),
        lambda: queries.balance(to.member_id),
        lambda: queries.unpaid(to.member_id, TODAY),
        lambda: queries.score(to.member_id, Span.MONTH, TODAY),
    )
    for ask in questions:
        with statements() as sent:
            ask()
        assert len(sent) == 1


def test_the_board_is_read_along_its_index(to):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL scans a table of a few rows, whatever indexes there are")
    with statements() as sent:
        leaderboards.place_in_branch(branch_id=1, span=Span.MONTH, day=TODAY, member_id=1)
        leaderboards.branch_board(branch_id=1, span=Span.MONTH, day=TODAY, member_id=1, at=NOON)

    for statement in sent:
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?")
        )
        steps = [row[3] for row in plan]
        assert any("ix_points_scores_order" in step for step in steps)
        assert not [step for step in steps if step.startswith("SCAN points_scores")], steps
