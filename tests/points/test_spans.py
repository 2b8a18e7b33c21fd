"""The spans that points are summed over, and how a house that did not know the longer ones comes to have them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from quizapp.db import atomic, db
from quizapp.migrations import running
from quizapp.people.models import Member
from quizapp.points import worker
from quizapp.points.models import Score
from quizapp.points.queries import counted, house_day
from quizapp.points.queries.verifying import Proof, differences
from quizapp.points.spans import Span
from tests.conftest import NOON
from tests.points.conftest import finish_daily, read_article


@pytest.mark.parametrize(
    ("span", "start", "last", "before"),
    [
        (Span.MONTH, date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 1)),
        (Span.QUARTER, date(2026, 10, 1), date(2026, 12, 31), date(2026, 7, 1)),
        (Span.YEAR, date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1)),
        (Span.ALL, date(1970, 1, 1), date.max, None),
    ],
)
def test_a_day_lies_in_spans_that_begin_and_end_with_the_calendar(span, start, last, before):
    day = date(2026, 11, 21)

    assert (span.start(day), span.last(start), span.start_before(day)) == (start, last, before)


@given(
    st.sampled_from([span for span in Span if span is not Span.ALL]),
    st.dates(date(2000, 1, 1), date(2999, 12, 31)),
)
def test_spans_follow_one_another_without_a_gap(span, day):
    before = span.start_before(day)

    assert span.start(day) <= day <= span.last(span.start(day))
    assert span.last(before) + timedelta(days=1) == span.start(day)


def scores() -> set[tuple]:
    key = Score.branch_id, Score.period, Score.starts_on, Score.member_id
    sums = Score.score, Score.visits, Score.learned, Score.member_type, Score.counted
    found = {tuple(row) for row in db.session.execute(select(*key, *sums))}
    db.session.rollback()
    return found


def test_a_house_that_knew_no_quarters_has_them_drawn_from_its_months(house, li_mei):
    for days_ago in (300, 60, 31, 0):
        read_article(li_mei, f"piece-{days_ago}/1", NOON - timedelta(days=days_ago))
        finish_daily(house.wang_qiang, at=NOON - timedelta(days=days_ago))
        if days_ago == 60:
            with atomic():
                moved = {"branch_id": house.office.id, "member_type": "floating"}
                db.session.execute(update(Member).where(Member.id == li_mei.id).values(**moved))
            db.session.refresh(li_mei)
    before = scores()
    db.session.remove()

    running.downgrade(db.engine, "0022")
    running.downgrade(db.engine, "-1")
    running.upgrade(db.engine)

    assert scores() == before
    worker.catch_up(at=NOON)
    assert [*differences(Proof()), *counted.differences(house_day(NOON))] == []
