from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from quizapp.quizzes.paper import Given, lay_out
from quizapp.quizzes.run import WHY_NOT, Answer, Run, judge
from quizapp.quizzes.states import State
from tests.conftest import NOON
from tests.quizzes.samples import FIVE

TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
TWO_ANSWERED = Run(
    id=1,
    handle="h",
    member_id=1,
    quiz_key="daily:2026-11-21",
    number=1,
    day=TODAY,
    state=State.IN_PROGRESS,
    paper=lay_out(FIVE, Random(1)),
    responses=[Given([1], 4), Given([1, 2], 9), None, None, None],
    answered=2,
    score=0,
    right_count=0,
    started_at=NOON,
    saved_at=NOON,
)
FINISHED = replace(TWO_ANSWERED, state=State.GRADED)


def test_the_question_at_the_cursor_takes_an_answer():
    assert judge(TWO_ANSWERED, 2, [True], TODAY) is Answer.SAVED


def test_the_same_answer_sent_twice_is_the_same():
    assert judge(TWO_ANSWERED, 0, [1], TODAY) is Answer.AGAIN


def test_an_answer_once_shown_is_final():
    assert judge(TWO_ANSWERED, 0, [2], TODAY) is Answer.STANDS


@pytest.mark.parametrize("place", [3, 4, 5, 99, -1])
def test_no_question_is_answered_out_of_order(place):
    assert judge(TWO_ANSWERED, place, [1], TODAY) is Answer.AHEAD


def test_an_incomplete_answer_is_not_taken():
    assert judge(TWO_ANSWERED, 2, None, TODAY) is Answer.INCOMPLETE


def test_an_answer_after_the_day_is_late():
    assert judge(TWO_ANSWERED, 2, [True], TOMORROW) is Answer.LATE


def test_an_answer_after_the_end_does_not_count():
    assert judge(FINISHED, 2, [True], TODAY) is Answer.ENDED


def test_every_answer_that_changes_nothing_says_why():
    assert set(WHY_NOT) == set(Answer) - {Answer.SAVED, Answer.AGAIN}


def test_a_key_is_released_by_the_answer_and_not_before():
    released = [TWO_ANSWERED.is_released(place, TODAY) for place in range(5)]

    assert released == [True, True, False, False, False]


@pytest.mark.parametrize(("run", "today"), [(FINISHED, TODAY), (TWO_ANSWERED, TOMORROW)])
def test_every_key_is_released_when_the_attempt_is_over(run, today):
    assert all(run.is_released(place, today) for place in range(5))


@pytest.mark.parametrize("wanted", [None, 2, 3, 4, 5, -1, -2])
def test_what_is_not_released_leads_to_the_question_at_the_cursor(wanted):
    assert TWO_ANSWERED.place_to_show(wanted, TODAY) == 2


def test_an_earlier_answer_can_be_looked_at_again():
    assert TWO_ANSWERED.place_to_show(0, TODAY) == 0


@pytest.mark.parametrize(("run", "today"), [(FINISHED, TODAY), (TWO_ANSWERED, TOMORROW)])
def test_after_the_end_the_result_is_shown(run, today):
    assert run.place_to_show(None, today) is None
