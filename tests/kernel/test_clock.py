"""Instants, study days and periods."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.kernel import clock

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 20, 15, 59, tzinfo=UTC), date(2026, 11, 20)),
        ("Asia/Shanghai", datetime(2026, 11, 20, 16, 0, tzinfo=UTC), date(2026, 11, 21)),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
        ("America/New_York", datetime(2026, 11, 21, 4, 0, tzinfo=UTC), date(2026, 11, 20)),
    ],
)
def test_the_study_day_turns_at_local_midnight(zone, instant, day):
    assert clock.local_day(instant, zone) == day


@given(days)
def test_a_week_begins_on_a_monday_at_most_six_days_earlier(day):
    start = clock.week_start(day)

    assert start.isoweekday() == 1 and timedelta(0) <= day - start <= timedelta(days=6)


@given(days, st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Urumqi"]))
def test_a_day_begins_on_that_day_and_a_moment_before_it_was_still_yesterday(day, zone):
    begins = clock.day_begins(day, zone)

    assert clock.local_day(begins, zone) == day
    assert clock.local_day(begins - timedelta(seconds=1), zone) == day - timedelta(days=1)


def test_the_clock_can_be_set_and_goes_back_to_what_it_was(wall):
    with clock.running_on(lambda: datetime(2030, 1, 1, tzinfo=UTC)):
        assert clock.now().year == 2030

    assert clock.now() == wall.at
