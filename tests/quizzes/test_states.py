from itertools import product

import pytest

from quizapp.quizzes.states import ROAD, State, Step, last_step


def steps_from(state: State) -> list[Step]:
    return [step for start, step in ROAD if start is state]


def test_an_open_attempt_may_be_answered_finished_closed_or_abandoned():
    assert steps_from(State.IN_PROGRESS) == [Step.ANSWER, Step.FINISH, Step.CLOSE, Step.ABANDON]


@pytest.mark.parametrize("end", [State.GRADED, State.ABANDONED])
def test_an_attempt_that_has_ended_goes_nowhere(end):
    assert steps_from(end) == []


def test_an_answer_leaves_the_attempt_open():
    assert ROAD[State.IN_PROGRESS, Step.ANSWER] is State.IN_PROGRESS


def test_every_step_starts_from_an_open_attempt():
    ends = (State.GRADED, State.ABANDONED)

    assert not [pair for pair in product(ends, Step) if pair in ROAD]


def test_what_was_answered_before_the_day_ended_is_graded():
    assert ROAD[State.IN_PROGRESS, last_step(answered=1)] is State.GRADED


def test_what_was_never_answered_is_abandoned():
    assert ROAD[State.IN_PROGRESS, last_step(answered=0)] is State.ABANDONED
