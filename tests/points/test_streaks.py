from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quizapp.points.streaks import lookback, runs

DAY = timedelta(days=1)


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


def length(*days: int) -> int:
    return list(runs(november(*days)))[-1].run


def test_study_days_in_a_row_are_counted():
    assert length(1, 2, 3) == 3


def test_a_missed_day_is_bridged_and_not_counted():
    assert length(1, 2, 4) == 3


def test_two_days_of_a_month_may_be_missed():
    assert length(1, 3, 5) == 3
    assert length(1, 4) == 2


def test_the_third_missed_day_of_a_month_begins_anew():
    assert length(1, 3, 5, 7) == 1
    assert length(1, 5) == 1


def test_a_new_month_brings_new_freezes():
    days = [*november(25, 27, 30), date(2026, 12, 2)]  # 26, 28 and 29 missed: the third breaks it

    assert [studied.run for studied in runs(days)] == [1, 2, 1, 2]


def test_the_turn_of_a_month_bridges_four_days():
    days = [*november(28), date(2026, 12, 3)]

    assert [studied.run for studied in runs(days)] == [1, 2]


@given(st.sets(st.integers(0, 200), max_size=120))
def test_what_lies_before_the_lookback_never_matters(offsets):
    days = [date(2026, 1, 1) + offset * DAY for offset in sorted(offsets)]
    whole = list(runs(days))

    for index, studied in enumerate(whole):
        known = [before for before in whole[:index] if before.day >= lookback(studied.day)]
        assert list(runs([studied.day], known)) == [studied]


@given(st.sets(st.integers(0, 90), min_size=1))
def test_no_month_spends_more_than_two_freezes(offsets):
    days = [date(2026, 1, 1) + offset * DAY for offset in sorted(offsets)]
    frozen = [row.day - step * DAY for row in runs(days) for step in range(1, row.bridged + 1)]

    assert all(sum(day.month == month for day in frozen) <= 2 for month in range(1, 13))
