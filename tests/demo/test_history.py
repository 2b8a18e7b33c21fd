"""The plan of the demo's weeks, for any day it may first be started on."""

from collections import defaultdict
from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.demo.cast import HEROINE, INVITED_STILL, PEOPLE, ZONE
from quizapp.demo.history import AWAY, DAYS, STREAK, own_order, plan
from quizapp.kernel.clock import local

LIBRARY = 30
END = date(2026, 11, 20)
ends = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def visits_until(end, **more):
    first = end - timedelta(days=DAYS - 1)
    days = plan(PEOPLE, first_day=first, first_end=end, last=more.pop("last", end), library=LIBRARY)
    return [visit for visits in days.values() for visit in visits]


def days_of_study(visits):
    found = defaultdict(set)
    for visit in visits:
        if visit.articles or visit.answers:
            found[visit.who].add(local(visit.at, ZONE).date())
    return found


def run_to(end, days):
    length = 0
    while end - timedelta(days=length) in days:
        length += 1
    return length


@settings(max_examples=15, deadline=None)
@given(ends)
def test_the_history_lasts_five_weeks_and_ends_on_its_last_day(end):
    days = {local(visit.at, ZONE).date() for visit in visits_until(end)}

    assert max(days) == end
    assert min(days) >= end - timedelta(days=DAYS - 1)


@settings(max_examples=15, deadline=None)
@given(ends)
def test_everybody_studies_at_hours_when_people_are_awake(end):
    hours = [local(visit.at, ZONE).time() for visit in visits_until(end)]

    assert min(hours) >= time(6, 30)
    assert max(hours) <= time(21, 41)


@settings(max_examples=15, deadline=None)
@given(ends)
def test_the_heroine_has_a_streak_of_twelve_days_and_was_away_before(end):
    days = days_of_study(visits_until(end))[HEROINE]

    assert run_to(end, days) == STREAK == 12
    assert not any(end - timedelta(days=STREAK + back) in days for back in range(AWAY))


@settings(max_examples=10, deadline=None)
@given(ends, st.integers(1, 40))
def test_a_longer_plan_begins_with_the_shorter_one(end, more):
    short, long = visits_until(end), visits_until(end, last=end + timedelta(days=more))

    assert long[: len(short)] == short
    assert len(long) > len(short)


def test_some_others_keep_long_streaks_and_some_hardly_come():
    days = days_of_study(visits_until(END))

    assert sum(run_to(END, kept) >= 12 for kept in days.values()) >= 4
    assert sum(len(kept) <= 5 for kept in days.values()) >= 3


def test_those_still_invited_never_come():
    assert not INVITED_STILL & {visit.who for visit in visits_until(END)}


def test_working_days_are_busier_than_weekends():
    counts = defaultdict(int)
    for visit in visits_until(END):
        counts[local(visit.at, ZONE).isoweekday() > 5] += 1

    assert counts[False] / 5 > 1.3 * counts[True] / 2


def test_a_quiz_is_answered_whole_with_something_right():
    answers = {visit.answers for visit in visits_until(END) if visit.answers}

    assert all(len(given) == 5 and any(given) for given in answers)
    assert len(answers) > 10


def test_the_heroine_leaves_half_of_the_library_to_be_read():
    read = {place for visit in visits_until(END) if visit.who == HEROINE for place in visit.articles}

    assert 8 <= len(read) <= LIBRARY / 2


def test_members_read_modules_in_their_own_order_and_articles_in_the_modules():
    modules = [["a1", "a2"], ["b1", "b2"], ["c1"]]

    orders = {tuple(own_order(person.sign_in_name, modules)) for person in PEOPLE}

    assert len(orders) == 6
    assert all(order.index("a1") + 1 == order.index("a2") for order in orders)
