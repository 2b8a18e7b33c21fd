"""Many devices at once, against the real database: caps are exact, facts are paid once, the books balance."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from quizapp.db import db, operation
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.models import CapCounter, Entry
from quizapp.points.projections import caps
from quizapp.points.queries import balance, rules_on, statement
from quizapp.points.queries.verifying import Proof, differences
from tests.conftest import NOON
from tests.points.conftest import payee

DEVICES = 8


def at_once(app, act, devices: int = DEVICES) -> list:
    """What `act(device)` gives on each of several devices that start together."""
    together = Barrier(devices)

    def run(device: int):
        with app.app_context():
            together.wait()
            try:
                return act(device)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(devices) as pool:
        return list(pool.map(run, range(devices)))


def test_the_cap_is_exact_on_many_devices(app, li_mei):
    to = payee(li_mei)

    def read(device):
        keys = [f"article-{device}-{number}" for number in range(3)]
        return sum(
            points.earn(to=to, code=Code.ARTICLE_READ, object_key=key, wanted=1, at=NOON).granted
            for key in keys
        )

    granted = sum(at_once(app, read))

    db.session.rollback()
    assert granted == balance(to.member_id).available == 6
    assert list(differences(Proof())) == []


def test_part_payments_fill_the_cap_exactly(app, li_mei):
    to = payee(li_mei)

    def run(device):
        return points.earn(to=to, code=Code.CHALLENGE_QUIZ, object_key=f"{device}", wanted=3, at=NOON).granted

    assert sum(at_once(app, run)) == 8


def test_the_counter_alone_holds_the_cap_when_everyone_looked_before(app, li_mei):
    to, rule = payee(li_mei), rules_on(NOON.date())[Code.CHALLENGE_QUIZ]
    db.session.rollback()

    @operation
    def take(device):
        return caps.take(rule, member_id=to.member_id, day=NOON.date(), wanted=3, used=0)

    assert sum(at_once(app, take)) == 8
    assert db.session.scalar(select(CapCounter.used)) == 8


@pytest.mark.parametrize(("code", "wanted"), [(Code.DAILY_QUIZ, 5), (Code.ARTICLE_READ, 1)])
def test_one_fact_told_by_many_is_paid_once(app, li_mei, code, wanted):
    to = payee(li_mei)

    def tell(device):
        return points.earn(to=to, code=code, object_key="one", wanted=wanted, at=NOON).granted

    assert sorted(at_once(app, tell)) == [0] * (DEVICES - 1) + [wanted]
    db.session.rollback()
    assert [len(day.lines) for day in statement(to.member_id)[0]] == [1], "a retry is no news"
    assert list(differences(Proof())) == []


def test_two_orders_of_paying_do_not_wait_for_each_other_for_ever(app, li_mei):
    to, codes = payee(li_mei), [Code.ARTICLE_READ, Code.CHALLENGE_QUIZ, Code.COMMENT]

    @operation
    def pay(device):
        for code in codes if device % 2 else reversed(codes):
            points.earn(to=to, code=code, object_key=f"{device}", wanted=1, at=NOON)

    at_once(app, pay)

    assert list(differences(Proof())) == []


def test_reversals_and_earnings_at_once_leave_the_books_in_balance(app, li_mei):
    to = payee(li_mei)
    for number in range(4):
        points.earn(to=to, code=Code.ARTICLE_READ, object_key=f"{number}", wanted=1, at=NOON)
    entry_ids = db.session.scalars(select(Entry.id)).all()
    db.session.rollback()

    def act(device):
        points.earn(to=to, code=Code.CHALLENGE_QUIZ, object_key=f"{device}", wanted=1, at=NOON)
        points.reverse(entry_id=entry_ids[device % 4], actor_id=None, reason="Wrong", at=NOON)

    at_once(app, act)

    db.session.rollback()
    assert balance(to.member_id).available == 8
    assert list(differences(Proof())) == []
