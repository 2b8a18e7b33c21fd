"""Spans of time on the desk, and where a chart draws them."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kernel import charts
from quizapp.points.spans import Span
from quizapp.supervision.periods import Period

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("span", "day", "start", "days", "over"),
    [
        (None, None, date(2026, 11, 16), 6, False),
        ("day", "2026-11-20", date(2026, 11, 20), 1, True),
        ("week", "2026-11-11", date(2026, 11, 9), 7, True),
        ("month", None, date(2026, 11, 1), 21, False),
        ("month", "2026-02-28", date(2026, 2, 1), 28, True),
        ("all", "no day", date(2026, 11, 16), 6, False),
        ("day", "2031-01-01", TODAY, 1, False),
    ],
)
def test_an_address_names_a_period_that_has_begun(span, day, start, days, over):
    period = Period.read(span, day, TODAY)

    assert (period.start, period.days, period.is_over) == (start, days, over)


def test_one_can_go_back_and_forth_and_never_into_the_future():
    week = Period.read("week", None, TODAY)

    assert week.after is None
    assert week.before.start == date(2026, 11, 9) and week.before.after == week


@given(st.sampled_from(["day", "week", "month"]), st.dates(date(2000, 1, 1), TODAY))
def test_the_periods_of_a_trend_follow_one_another_without_a_gap(span, day):
    trail = Period.read(span, day.isoformat(), TODAY).trail()

    for one, next_one in pairwise(trail):
        assert one.after == next_one
    assert all(one.span is Span(span) for one in trail)


@given(st.lists(st.none() | st.fractions(0, 400), min_size=1, max_size=20), st.none() | st.integers(1, 300))
def test_whatever_is_drawn_stays_within_the_picture(values, target):
    rows = [(f"{number}", value, "x") for number, value in enumerate(values)]
    line, bars = (
        charts.trend(rows, target=target, share=True),
        charts.bars(rows, target=target, share=True),
    )

    assert all(0 <= point.x <= charts.WIDTH and 0 <= point.y <= charts.HEIGHT for point in line.points)
    assert len(line.points) == len([value for value in values if value is not None])
    assert all(0 <= bar.length <= charts.WIDTH for bar in bars.bars)
    assert line.target_y is None or 0 <= line.target_y <= charts.HEIGHT


def test_what_nobody_can_tell_is_a_gap_in_the_line():
    rows = [("1", Fraction(10), "10"), ("2", None, "–"), ("3", Fraction(20), "20")]

    assert [len(run) for run in charts.trend(rows, target=40, share=True).runs] == [1, 1]
