"""What runs by itself, and when."""

from datetime import date, timedelta
from threading import Event, Thread

from quizapp import serving
from quizapp.db import db
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.models import Unpaid
from quizapp.points.payee import Payee
from quizapp.points.reasons import Reason
from quizapp.schedule import JOBS, Job, due
from tests.conftest import NOON

TEA = Job("tea", 60, lambda at: None)


def test_a_job_that_never_ran_is_due():
    assert due([TEA], {}, NOON) == [TEA]


def test_it_is_due_again_when_its_seconds_have_passed_and_not_before():
    assert due([TEA], {"tea": NOON}, NOON + timedelta(seconds=59)) == []
    assert due([TEA], {"tea": NOON}, NOON + timedelta(seconds=60)) == [TEA]


def test_no_two_jobs_share_a_name():
    assert len({job.name for job in JOBS}) == len(JOBS)


def test_every_job_runs_on_an_empty_house_twice_in_a_row(house):
    for job in [*JOBS, *JOBS]:
        job.run(NOON)

    assert db.session.query(Unpaid).count() == 0


def test_what_stands_alone_waits_for_no_other_job(app, wall):
    held, counted, over = Event(), Event(), Event()
    slow = Job("slow", 60, lambda at: held.wait(10))
    jobs = [slow, Job("boards", 4, lambda at: counted.set(), alone=True)]
    worker = Thread(target=serving.keep_at, args=(app, jobs), kwargs={"until": over})

    worker.start()

    assert counted.wait(5) and not held.is_set()
    over.set()
    held.set()
    worker.join(5)
    assert not worker.is_alive()


def test_boards_follow_within_five_seconds_whatever_else_goes_on():
    boards = next(job for job in JOBS if job.name == "counts of organisations")

    assert boards.alone
    assert boards.every_s + serving.LOOK_EVERY_S < 5


def test_a_job_that_fails_stops_no_other(app):
    done = []

    def fail(at):
        raise ValueError("nothing works today")

    serving.take_turn(app, [Job("bad", 60, fail), Job("good", 60, done.append)], {})

    assert done == [NOON]


def test_every_job_is_told_the_instant_at_which_it_begins(app, wall):
    told = []
    jobs = [Job("long", 60, lambda at: wall.forward(seconds=40)), Job("next", 60, told.append)]

    serving.take_turn(app, jobs, {})

    assert told == [NOON + timedelta(seconds=40)]


def test_reasons_for_unpaid_actions_are_kept_sixty_days(house, li_mei):
    to = Payee(li_mei.id, house.third.id, "office", "Asia/Shanghai")
    for day in (NOON - timedelta(days=61), NOON - timedelta(days=60)):
        points.note_unpaid(
            to=to, code=Code.DAILY_QUIZ, object_key="daily", wanted=1, reason=Reason.WRONG_ANSWER, at=day
        )

    next(job for job in JOBS if job.name == "old reasons").run(NOON)

    assert [row.day for row in db.session.query(Unpaid)] == [date(2026, 9, 22)]
