from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from random import Random
from threading import Barrier

from sqlalchemy import func, select

from quizapp.db import db
from quizapp.points import queries as points
from quizapp.points.models import Entry
from quizapp.quizzes import operations, worker
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.run import Answer
from quizapp.quizzes.states import State
from tests.conftest import NOON
from tests.quizzes.playing import answer, play, run_of, start

TOMORROW = NOON + timedelta(days=1)


def at_once(app, jobs):
    """Run the jobs together, each in a thread and a session of its own; gives what they returned."""
    gate = Barrier(len(jobs))

    def run(job):
        with app.app_context():
            gate.wait()
            try:
                return job()
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def entries():
    return db.session.scalar(select(func.count()).select_from(Entry))


def test_many_starts_are_one_attempt(app, five, mei):
    handles = at_once(app, [partial(start, mei, seed=seed) for seed in range(8)])

    assert len(set(handles)) == 1
    assert db.session.scalar(select(func.count()).select_from(Attempt)) == 1


def test_of_many_different_answers_one_is_taken(app, five, mei):
    handle = start(mei)

    fates = at_once(app, [partial(answer, mei, handle, 0, right) for right in (True, False) * 4])

    assert fates.count(Answer.SAVED) == 1
    assert set(fates) == {Answer.SAVED, Answer.AGAIN, Answer.STANDS}
    assert run_of(mei, handle).answered == 1


def test_a_last_answer_sent_many_times_while_finishing_is_one_grade_and_one_award(app, five, mei):
    handle = start(mei)
    play(mei, handle, [True] * 4)
    finish = partial(operations.finish, to=mei, handle=handle, at=NOON)

    fates = at_once(app, [*[partial(answer, mei, handle, 4)] * 6, *[finish] * 6])

    run = run_of(mei, handle)
    assert run.state is State.GRADED and entries() == 1
    assert run.right_count == 4 + (Answer.SAVED in fates) == points.balance(mei.member_id).available


def test_answer_finish_and_sweeper_after_midnight_end_it_once_and_pay_nothing(app, five, mei):
    handle = start(mei)
    play(mei, handle, [True] * 3)
    finish = partial(operations.finish, to=mei, handle=handle, at=TOMORROW)
    late = partial(answer, mei, handle, 3, at=TOMORROW)

    swept = at_once(app, [*[late] * 4, *[finish] * 4, *[partial(worker.sweep, at=TOMORROW)] * 4])[8:]

    assert sum(swept) <= 1 and entries() == 0
    assert (run_of(mei, handle).state, run_of(mei, handle).right_count) == (State.GRADED, 3)


def test_practice_begun_many_times_is_one_attempt(app, five, mei):
    handle = start(mei)
    play(mei, handle, [True] * 5)
    again = [
        partial(operations.practise_again, to=mei, handle=handle, rng=Random(n), at=NOON) for n in range(6)
    ]

    assert len(set(at_once(app, again))) == 1
