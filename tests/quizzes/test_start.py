from datetime import timedelta
from random import Random

import pytest

from quizapp.kernel.verdict import Refused
from quizapp.quizzes import operations, queries
from quizapp.quizzes.states import State
from tests.conftest import NOON
from tests.quizzes.playing import play, run_of, start


def again(to, handle, at=NOON):
    return operations.practise_again(to=to, handle=handle, rng=Random(9), at=at)


def asked(to, handle):
    return {place.question_id for place in run_of(to, handle).paper}


def test_it_works(five, mei):
    run = run_of(mei, start(mei))

    assert (len(asked(mei, run.handle)), run.answered, run.state) == (5, 0, State.IN_PROGRESS)


def test_the_second_tab_gets_the_same_attempt(five, mei):
    first, second = start(mei, seed=1), start(mei, seed=2)

    assert first == second


def test_starting_again_after_the_end_rolls_nothing_anew(five, mei):
    handle = start(mei)
    play(mei, handle, [True] * 5)

    assert start(mei, at=NOON + timedelta(hours=2), seed=5) == handle


def test_another_member_has_an_attempt_of_their_own(five, mei, qiang):
    assert start(mei) != start(qiang)


def test_a_new_study_day_brings_a_new_attempt(five, mei):
    today, tomorrow = start(mei), start(mei, at=NOON + timedelta(days=1))

    assert today != tomorrow


def test_without_questions_nothing_is_begun(app, mei):
    with pytest.raises(Refused, match="no questions"):
        start(mei)

    assert queries.past(mei.member_id).rows == []


def test_english_questions_are_for_those_who_chose_english(five, mei):
    with pytest.raises(Refused):
        operations.start_daily(to=mei, lang="en", rng=Random(1), at=NOON)


def test_practice_asks_the_same_five_with_new_handles(five, mei):
    first = start(mei)
    play(mei, first, [True] * 5)

    second = again(mei, first)

    assert asked(mei, second) == asked(mei, first)
    assert run_of(mei, second).paper[0].handles != run_of(mei, first).paper[0].handles


def test_practising_twice_at_once_is_one_attempt(five, mei):
    first = start(mei)
    play(mei, first, [True] * 5)

    assert again(mei, first) == again(mei, first)


def test_practice_of_an_open_attempt_goes_on_with_it(five, mei):
    handle = start(mei)

    assert again(mei, handle) == handle


def test_practice_left_open_yesterday_is_closed_by_the_next(five, mei):
    first = start(mei)
    play(mei, first, [True] * 5)
    left = again(mei, first)

    fresh = again(mei, first, at=NOON + timedelta(days=1))

    assert fresh != left
    assert run_of(mei, left).state is State.ABANDONED


def test_today_says_how_far_the_five_have_come(five, mei):
    day = run_of(mei, start(mei)).day
    handle = queries.today(mei.member_id, day).handle

    told = []
    for place in range(5):
        play(mei, handle, [place != 2], first=place)
        told.append(queries.today(mei.member_id, day))

    assert [(one.state, one.answered) for one in told] == [("open", n) for n in (1, 2, 3, 4)] + [("done", 5)]
    assert told[-1].right == 4
