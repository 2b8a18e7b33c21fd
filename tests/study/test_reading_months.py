"""Reading by month: every credited second is summed up once, whenever that is done, and never while it costs the reader."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text

from quizapp.db import atomic, db
from quizapp.study import operations, worker
from quizapp.study.models import Reading, ReadingMonth
from quizapp.study.queries import reading_by_month
from tests.conftest import NOON
from tests.counting import statements
from tests.study.conftest import payee

pytestmark = pytest.mark.usefixtures("rivers")
DAY = timedelta(days=1)
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def read_for(to, key: str, seconds: int, at: datetime) -> int:
    """An open page that beats every 15 seconds; gives how many seconds were credited, by what the day says."""
    before = day_s(to, key, at)
    for passed in range(0, seconds + 1, 15):
        operations.beat(to=to, article_key=key, lang="zh-Hans", end=False, at=at + timedelta(seconds=passed))
    return day_s(to, key, at) - before


def day_s(to, key: str, at: datetime) -> int:
    db.session.rollback()
    found = "SELECT day, day_s FROM readings JOIN articles ON articles.id = article_id WHERE key = :key AND member_id = :who"
    row = db.session.execute(text(found), {"key": key, "who": to.member_id}).first()
    return row.day_s if row and str(row.day) == str(at.date()) else 0


def months(to) -> dict[date, int]:
    db.session.rollback()
    return reading_by_month(to.member_id, NOVEMBER)


def test_two_articles_on_two_days_are_one_month_and_the_next_month_is_another(to):
    read = read_for(to, "canal", 120, NOON) + read_for(to, "river", 45, NOON + timedelta(minutes=10))
    worker.sum_up_reading()
    read += read_for(to, "canal", 60, NOON + DAY)
    worker.sum_up_reading()
    later = read_for(to, "canal", 30, NOON + 12 * DAY)
    worker.sum_up_reading()

    assert read > 180 and later > 15
    assert months(to) == {NOVEMBER: read, DECEMBER: later}


STEPS = st.tuples(
    st.integers(0, 1),  # who
    st.sampled_from(["river", "canal", "lake"]),
    st.integers(0, 90),  # seconds
    st.sampled_from([0, 0, 1, 7]),  # days that pass before
    st.sampled_from(["", "sum", "killed"]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=1, max_size=8))
def test_the_months_hold_every_credited_second_once_whenever_they_are_summed(house, steps):
    readers, credited, at = [payee(house.li_mei), payee(house.wang_qiang)], {}, NOON
    with atomic():
        db.session.execute(delete(ReadingMonth))
        db.session.execute(delete(Reading))
    for who, key, seconds, days, then in steps:
        at += days * DAY + timedelta(minutes=10)
        read = read_for(readers[who], key, seconds, at)
        credited[who] = credited.get(who, 0) + read
        if then == "sum":
            worker.sum_up_reading()
        if then == "killed":
            with pytest.raises(KeyboardInterrupt), atomic():
                operations.sum_up_reading()
                raise KeyboardInterrupt
    worker.sum_up_reading()

    assert {who: sum(months(readers[who]).values()) for who in credited} == credited
    assert worker.sum_up_reading() == 0
    assert db.session.scalar(select(func.count()).where(ReadingMonth.seconds < 0)) == 0


def test_nothing_to_sum_costs_one_statement(to):
    read_for(to, "river", 30, NOON)
    worker.sum_up_reading()

    with statements() as sent:
        worker.sum_up_reading()

    assert len(sent) == 1
