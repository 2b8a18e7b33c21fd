from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from quizapp.quizzes import operations
from quizapp.quizzes.run import Answer
from quizapp.quizzes.states import State
from tests.conftest import NOON
from tests.quizzes.playing import answer, form_of, play, run_of, start

TOMORROW = NOON + timedelta(days=1)


def test_it_works(five, mei):
    handle = start(mei)

    assert answer(mei, handle, 0) is Answer.SAVED
    assert run_of(mei, handle).answered == 1


def test_an_answer_remembers_the_second_it_came_in(five, mei):
    handle = start(mei)

    answer(mei, handle, 0, at=NOON + timedelta(seconds=42))

    assert run_of(mei, handle).responses[0].after_s == 42


def test_the_same_answer_sent_twice_is_the_same(five, mei):
    handle = start(mei)
    answer(mei, handle, 0)
    before = run_of(mei, handle)

    assert answer(mei, handle, 0, at=NOON + timedelta(minutes=1)) is Answer.AGAIN
    assert run_of(mei, handle) == before


def test_another_answer_does_not_replace_the_first(five, mei):
    handle = start(mei)
    answer(mei, handle, 0, right=True)
    before = run_of(mei, handle)

    assert answer(mei, handle, 0, right=False) is Answer.STANDS
    assert run_of(mei, handle) == before


@pytest.mark.parametrize("place", [1, 2, 4, 5, 99, -1])
def test_the_order_is_the_servers(five, mei, place):
    handle = start(mei)
    form = form_of(mei, handle, place if 0 <= place < 5 else 0)

    fate = operations.answer(
        to=mei, handle=handle, place=place, sent=lambda name: form.get(name, []), at=NOON
    )

    assert fate is Answer.AHEAD
    assert run_of(mei, handle).answered == 0


def test_an_empty_form_is_no_answer(five, mei):
    handle = start(mei)

    assert (
        operations.answer(to=mei, handle=handle, place=0, sent=lambda name: [], at=NOON) is Answer.INCOMPLETE
    )
    assert run_of(mei, handle).answered == 0


def test_an_answer_to_anothers_attempt_finds_nothing(five, mei, qiang):
    handle = start(mei)
    form = form_of(mei, handle, 0)

    with pytest.raises(NoResultFound):
        operations.answer(to=qiang, handle=handle, place=0, sent=lambda name: form.get(name, []), at=NOON)

    assert run_of(mei, handle).answered == 0


def test_handles_of_another_attempt_answer_nothing(five, mei, qiang):
    mine, theirs = start(mei), start(qiang, seed=2)
    place = [one.kind for one in run_of(mei, mine).paper].index("single")
    play(qiang, theirs, [True] * 5)
    play(mei, mine, [True] * place)
    foreign = next(one for one in run_of(qiang, theirs).paper if one.kind == "single").handles

    fate = operations.answer(to=mei, handle=mine, place=place, sent=lambda name: foreign[:1], at=NOON)

    assert fate is Answer.INCOMPLETE


def test_the_last_answer_finishes_the_attempt(five, mei):
    handle = start(mei)

    play(mei, handle, [True] * 5)

    assert run_of(mei, handle).state is State.GRADED


def test_an_answer_after_midnight_closes_the_attempt_without_counting(five, mei):
    handle = start(mei)
    answer(mei, handle, 0)

    assert answer(mei, handle, 1, at=TOMORROW) is Answer.LATE
    assert (run_of(mei, handle).state, run_of(mei, handle).answered) == (State.GRADED, 1)


def test_the_day_ends_at_midnight_in_shanghai_not_in_london(five, mei):
    handle = start(mei)
    last_second = NOON + timedelta(hours=12) - timedelta(seconds=1)

    assert answer(mei, handle, 0, at=last_second) is Answer.SAVED
    assert answer(mei, handle, 1, at=last_second + timedelta(seconds=1)) is Answer.LATE


def test_an_answer_after_the_end_does_not_count(five, mei):
    handle = start(mei)
    answer(mei, handle, 0)
    operations.finish(to=mei, handle=handle, at=NOON)
    before = run_of(mei, handle)

    assert answer(mei, handle, 1) is Answer.ENDED
    assert run_of(mei, handle) == before
