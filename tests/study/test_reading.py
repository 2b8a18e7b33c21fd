"""When reading counts: the rules alone, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.study.reading import (
    UNIT_S,
    Elsewhere,
    Sign,
    Standing,
    credit,
    length_of,
    nominal_s,
    unhurried_min,
)

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
LONG = 6000  # characters: ten minutes at the least


def beat(after_s: float, *, end=False, characters=LONG, day=TODAY):
    return Sign(NOON + timedelta(seconds=after_s), day, characters, end)


def form(after_s: float, *, characters=LONG):
    return Sign(NOON + timedelta(seconds=after_s), TODAY, characters, end=True, opened_at=NOON)


def beats(*seconds: float, end=False, characters=LONG, standing=None):
    """The last step of beats at these seconds after noon."""
    standing = standing or Standing()
    for after_s in seconds:
        step = credit(standing, Elsewhere(), beat(after_s, end=end, characters=characters))
        standing = step.standing
    return step


@pytest.mark.parametrize(
    ("characters", "seconds"), [(0, 20), (200, 20), (201, 21), (600, 60), (820, 82), (6000, 600)]
)
def test_nobody_reads_more_than_600_characters_a_minute_or_faster_than_20_seconds(characters, seconds):
    assert nominal_s(characters) == seconds


def test_the_page_promises_four_minutes_for_820_characters():
    assert unhurried_min(820) == 4


def test_a_word_of_letters_counts_as_two_characters():
    assert length_of("隋朝 605 年，Grand Canal's 开通。") == 4 + 2 + 2 * 2 + 4 - 1


def test_the_first_beat_starts_the_clock_and_credits_nothing():
    assert beats(0).standing.credited_s == 0


def test_a_beat_credits_the_time_since_the_last():
    assert beats(0, 15, 30).standing.credited_s == 30


def test_a_beat_credits_at_most_20_seconds():
    assert beats(0, 3600).standing.credited_s == 20


def test_fractions_of_a_second_are_not_lost():
    assert beats(*(number * 14.9 for number in range(11))).standing.credited_s == 149


def test_beats_close_together_credit_no_more_than_time_itself():
    assert beats(*(number / 10 for number in range(101))).standing.credited_s == 10


def test_another_article_in_between_stops_the_clock():
    before = beats(0, 15).standing
    elsewhere = Elsewhere(last_at=NOON + timedelta(seconds=20))

    step = credit(before, elsewhere, beat(30))

    assert step.credited_s == 0 and step.standing.credited_s == 15


def test_time_alone_is_no_full_reading():
    step = beats(*range(0, 700, 15))

    assert not step.read and step.standing.credited_s == 600


def test_the_end_alone_is_no_full_reading():
    step = beats(0, 15, end=True)

    assert not step.read and step.missing_s == 585


def test_time_and_the_end_are_a_full_reading():
    step = beats(*range(0, 601, 15), end=True)

    assert step.read and step.standing.first_read_at == step.standing.last_at and step.missing_s == 0


def test_an_end_once_reached_stays_reached():
    reached = beats(0, 15, end=True).standing

    assert beats(*range(30, 601, 15), standing=reached).read


def test_a_day_holds_one_full_reading_of_an_article():
    steps = [beats(*range(0, 601, 15), end=True)]
    for after_s in range(615, 1500, 15):
        steps.append(credit(steps[-1].standing, Elsewhere(), beat(after_s, end=True)))

    assert sum(step.read for step in steps) == 1


def test_another_day_may_hold_another_and_keeps_the_first():
    read = beats(*range(0, 601, 15), end=True).standing
    tomorrow = TODAY + timedelta(days=1)
    steps = [credit(read, Elsewhere(), beat(86400, day=tomorrow))]
    for after_s in range(86415, 87100, 15):
        steps.append(credit(steps[-1].standing, Elsewhere(), beat(after_s, end=True, day=tomorrow)))

    assert sum(step.read for step in steps) == 1
    assert steps[-1].standing.first_read_at == read.first_read_at


def test_what_is_read_after_the_full_reading_does_not_count_for_another_day():
    read = beats(*range(0, 1101, 15), end=True).standing

    step = credit(read, Elsewhere(), beat(86400, end=True, day=TODAY + timedelta(days=1)))

    assert not step.read and step.standing.credited_s == 20


def test_every_two_minutes_of_the_day_are_a_unit_numbered_through_all_articles():
    before = Standing(day=TODAY, day_s=100, last_at=NOON)

    step = credit(before, Elsewhere(NOON - timedelta(minutes=9), day_s=UNIT_S * 3), beat(20))

    assert list(step.units) == [4]


def test_one_article_counts_for_at_most_three_times_its_nominal_time_a_day():
    step = beats(*range(0, 400, 15), characters=200)

    assert step.standing.day_s == 3 * 20


def test_reaching_that_limit_is_told_once():
    steps = [beats(0, characters=200)]
    for after_s in range(15, 200, 15):
        steps.append(credit(steps[-1].standing, Elsewhere(), beat(after_s, characters=200)))

    assert sum(step.limit_reached for step in steps) == 1


def test_the_form_is_judged_by_the_time_since_the_page_was_opened():
    assert credit(Standing(), Elsewhere(), form(600)).read
    assert not credit(Standing(), Elsewhere(), form(599)).read


def test_the_form_credits_at_most_the_nominal_time():
    step = credit(Standing(), Elsewhere(), form(7200))

    assert step.credited_s == 600 and list(step.units) == [1, 2, 3, 4, 5]


def test_pages_opened_side_by_side_do_not_count_the_same_time_twice():
    first = credit(Standing(), Elsewhere(), form(600)).standing

    step = credit(Standing(), Elsewhere(first.last_at, first.day_s), form(610))

    assert step.credited_s == 10 and not step.read


def test_a_form_sent_twice_credits_nothing_more():
    first = credit(Standing(), Elsewhere(), form(600)).standing

    assert credit(first, Elsewhere(), form(600)).credited_s == 0


signs = st.tuples(st.floats(0, 90), st.integers(0, 2), st.booleans(), st.booleans())


@given(st.lists(signs, max_size=60))
def test_no_second_is_ever_credited_twice_whatever_is_sent(sent):
    """Beats and forms of three articles, all opened at the start, in any order and at any pace."""
    standings, clock_s, credited = [Standing()] * 3, 0.0, 0
    units = []
    for wait_s, which, end, is_form in sent:
        clock_s += wait_s
        others = [
            standing for number, standing in enumerate(standings) if number != which and standing.last_at
        ]
        latest = max((standing.last_at for standing in others), default=None)
        elsewhere = Elsewhere(latest, sum(standing.day_s for standing in others))
        sign = Sign(NOON + timedelta(seconds=clock_s), TODAY, 900, end, NOON if is_form else None)
        step = credit(standings[which], elsewhere, sign)
        standings[which] = step.standing
        credited += step.credited_s
        units += step.units

    assert credited <= clock_s
    assert all(standing.day_s <= 3 * 90 and 0 <= standing.credited_s <= 90 for standing in standings)
    assert units == list(range(1, sum(standing.day_s for standing in standings) // UNIT_S + 1))


@given(st.lists(st.floats(0, 40), max_size=60))
def test_a_full_reading_takes_at_least_the_nominal_time(waits):
    standing, clock_s = Standing(), 0.0
    for wait_s in waits:
        clock_s += wait_s
        step = credit(standing, Elsewhere(), beat(clock_s, end=True, characters=900))
        standing = step.standing

        assert not step.read or clock_s >= 90
