from datetime import timedelta
from random import Random

import pytest

from quizapp.kernel.verdict import Refused
from quizapp.points import queries as points
from quizapp.points.earning import Code
from quizapp.quizzes import operations, worker
from quizapp.quizzes.states import State
from tests.conftest import NOON
from tests.quizzes.playing import play, run_of, start

TOMORROW = NOON + timedelta(days=1)


def available(to):
    return points.balance(to.member_id).available


def whys(to, day):
    return [str(line.why_not) for line in points.unpaid(to.member_id, day)]


def finish(to, handle, at=NOON):
    operations.finish(to=to, handle=handle, at=at)


def test_each_right_answer_pays_a_point(five, mei):
    handle = start(mei)

    play(mei, handle, [True, True, False, True, True])

    assert (run_of(mei, handle).right_count, available(mei)) == (4, 4)


def test_what_was_not_right_is_told_on_the_statement(five, mei):
    handle = start(mei)

    play(mei, handle, [False] * 5)

    assert available(mei) == 0
    assert whys(mei, run_of(mei, handle).day) == ["The answer was not right"]


def test_finishing_early_marks_what_was_answered(five, mei):
    handle = start(mei)
    play(mei, handle, [True, True])

    finish(mei, handle)

    assert (run_of(mei, handle).state, run_of(mei, handle).score, available(mei)) == (State.GRADED, 200, 2)


def test_finishing_twice_pays_once(five, mei):
    handle = start(mei)
    play(mei, handle, [True])
    finish(mei, handle)
    before = run_of(mei, handle)

    finish(mei, handle, at=NOON + timedelta(hours=1))

    assert (run_of(mei, handle), available(mei)) == (before, 1)


def test_nothing_answered_is_nothing_to_finish(five, mei):
    handle = start(mei)

    with pytest.raises(Refused, match="at least one"):
        finish(mei, handle)

    assert run_of(mei, handle).state is State.IN_PROGRESS


def test_practice_pays_nothing_and_says_so(five, mei):
    first = start(mei)
    play(mei, first, [True] * 4 + [False])

    again = operations.practise_again(to=mei, handle=first, rng=Random(2), at=NOON)
    play(mei, again, [True] * 5)

    assert (run_of(mei, again).right_count, available(mei)) == (5, 4)
    assert "Practice pays nothing; the first finished attempt does" in whys(mei, run_of(mei, again).day)


def test_finishing_after_the_day_pays_nothing_and_says_why(five, mei):
    handle = start(mei)
    play(mei, handle, [True, True])

    finish(mei, handle, at=TOMORROW)

    assert (run_of(mei, handle).state, run_of(mei, handle).right_count, available(mei)) == (
        State.GRADED,
        2,
        0,
    )
    assert whys(mei, run_of(mei, handle).day) == ["It was not finished before the study day ended"]


def test_the_sweeper_leaves_todays_attempt_open(five, mei):
    handle = start(mei)

    assert worker.sweep(at=NOON + timedelta(hours=11)) == 0
    assert run_of(mei, handle).state is State.IN_PROGRESS


def test_the_sweeper_grades_what_was_answered_and_abandons_the_rest(five, mei, qiang):
    begun, untouched = start(mei), start(qiang)
    play(mei, begun, [True])

    assert worker.sweep(at=TOMORROW) == 2
    assert (run_of(mei, begun).state, run_of(qiang, untouched).state) == (State.GRADED, State.ABANDONED)
    assert (available(mei), available(qiang)) == (0, 0)


def test_the_sweeper_closes_each_attempt_once(five, mei):
    start(mei)

    assert [worker.sweep(at=TOMORROW), worker.sweep(at=TOMORROW)] == [1, 0]


def test_the_day_is_paid_once_however_often_it_is_taken(five, mei):
    handle = start(mei)
    play(mei, handle, [True] * 5)
    for seed in range(3):
        again = operations.practise_again(to=mei, handle=handle, rng=Random(seed), at=NOON)
        play(mei, again, [True] * 5)

    assert points.day_used(mei.member_id, run_of(mei, handle).day) == {Code.DAILY_QUIZ: 5}
