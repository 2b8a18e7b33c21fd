"""What can be done with an attempt: start, answer, finish, practise again, and close it when its day is over."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import bindparam, insert, update

from quizapp.bank import queries as bank
from quizapp.bank.kinds import kind_of
from quizapp.db import db, operation, table_of
from quizapp.kernel import tokens
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.points.reasons import Reason
from quizapp.prepared import PreparedChange
from quizapp.quizzes import projections, queries
from quizapp.quizzes.daily import OBJECT_KEY, PRACTICE_KEY, questions_of_the_day, quiz_key
from quizapp.quizzes.marking import Marked, mark_paper
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.paper import Given, lay_out, put, versions_of, write_responses
from quizapp.quizzes.run import PAYS, Answer, Run, judge
from quizapp.quizzes.states import ROAD, Mode, State, Step, last_step

# Compare-and-set: who comes second finds another state or another number of answers, and touches nothing.
_ROWS = table_of(Attempt)
_STEP = PreparedChange(
    lambda: update(_ROWS).where(
        _ROWS.c.id == bindparam("attempt_id"),
        _ROWS.c.state == bindparam("in_state"),
        _ROWS.c.answered == bindparam("answered_before"),
    )
)


@operation
def start_daily(*, to: Payee, lang: str, rng: Random, at: datetime) -> str:
    """Begin the five of the member's study day, or find them begun; gives the attempt's handle.

    The second tab gets the same attempt: the questions are fixed by the first start and never drawn again.
    Refused when the bank holds no question in the language.
    """
    key = quiz_key(local_day(at, to.zone))
    if begun := queries.runs_of(key, member_id=to.member_id):
        return next((run for run in begun if run.state is State.IN_PROGRESS), begun[0]).handle
    chosen = questions_of_the_day(bank.candidates(lang=lang), queries.papers(to.member_id), rng)
    unless(
        bool(chosen), Message("There are no questions in your language yet. Please look again tomorrow.")
    ).enforce()
    return _begin(to, key, PAYS, [question.version_id for question in chosen], rng, at)


@operation
def practise_again(*, to: Payee, handle: str, rng: Random, at: datetime) -> str:
    """Take the questions of an own attempt once more, shuffled anew; gives the new attempt's handle. Pays nothing.

    An attempt at that quiz which is still open is gone on with instead. NoResultFound for a foreign handle.
    """
    wanted = queries.run(handle, member_id=to.member_id, lock=True)
    earlier = queries.runs_of(wanted.quiz_key, member_id=to.member_id)
    for run in earlier:
        if run.is_open(local_day(at, to.zone)):
            return run.handle
        if run.state is State.IN_PROGRESS:
            _end(run, to, at)
    return _begin(to, wanted.quiz_key, earlier[-1].number + 1, versions_of(wanted.paper), rng, at)


def _begin(to: Payee, key: str, number: int, versions: Sequence[int], rng: Random, at: datetime) -> str:
    asked = bank.asked(versions)
    paper = lay_out([asked[version] for version in versions], rng)
    handle = tokens.fresh()
    db.session.execute(
        insert(Attempt).values(
            handle=handle,
            member_id=to.member_id,
            mode=Mode.DAILY,
            quiz_key=key,
            number=number,
            day=local_day(at, to.zone),
            state=State.IN_PROGRESS,
            paper=[place.to_json() for place in paper],
            responses=[None] * len(paper),
            answered=0,
            score=0,
            right_count=0,
            started_at=at,
            saved_at=at,
        )
    )
    return handle


@operation
def answer(*, to: Payee, handle: str, place: int, sent: Callable[[str], list[str]], at: datetime) -> Answer:
    """Take the answer to a place (from 0) from the fields `sent` gives, and say what became of it.

    The same answer sent twice is the same; another one does not replace it. The answer to the last place finishes
    the attempt. An answer after the study day's end closes it without counting. NoResultFound for a foreign handle.
    """
    run, today = queries.run(handle, member_id=to.member_id, lock=True), local_day(at, to.zone)
    given = _read(run, place, sent)
    fate = judge(run, place, given, today)
    if fate is Answer.LATE:
        _end(run, to, at)
    if fate is not Answer.SAVED or given is None:
        return fate
    return _save(run, Given(given, after_s=int((at - run.started_at).total_seconds())), to, at)


def _read(run: Run, place: int, sent: Callable[[str], list[str]]) -> list[Any] | None:
    if not 0 <= place < len(run.paper):
        return None
    asked = run.paper[place]
    return kind_of(asked.kind).read(sent, asked.order, asked.handles)


def _save(run: Run, given: Given, to: Payee, at: datetime) -> Answer:
    responses = put(run.responses, run.answered, given)
    saved = _STEP.touched(
        attempt_id=run.id,
        in_state=State.IN_PROGRESS,
        answered_before=run.answered,
        responses=write_responses(responses),
        answered=run.answered + 1,
        saved_at=at,
    )
    if not saved:
        return Answer.STANDS
    if run.answered + 1 == len(run.paper):
        _end(replace(run, responses=responses, answered=run.answered + 1, saved_at=at), to, at)
    return Answer.SAVED


@operation
def finish(*, to: Payee, handle: str, at: datetime) -> None:
    """Mark the attempt with what was answered, and pay for it; an attempt that has ended stays as it is.

    Refused while nothing is answered; NoResultFound for a foreign handle.
    """
    run = queries.run(handle, member_id=to.member_id, lock=True)
    if run.is_open(local_day(at, to.zone)) and not run.answered:
        raise Refused(Message("Answer at least one question before you finish."))
    if run.state is State.IN_PROGRESS:
        _end(run, to, at)


@operation
def close_late(*, at: datetime, limit: int = 50) -> int:
    """Close some open attempts whose study day is over; gives how many. See `_end` for what that means."""
    late = queries.late(at=at, limit=limit)
    for run, to in late:
        _end(run, to, at)
    return len(late)


@operation
def count_first_tries(*, most: int = 200) -> int:
    """Sum up some ended attempts by topic and month; gives how many. Each is counted once, whoever counts."""
    return projections.count_ended(most)


def _end(run: Run, to: Payee, at: datetime) -> None:
    """Take the last step, by compare-and-set: who comes second changes and pays nothing.

    Within its study day an attempt is graded and, if it is the first at its quiz, paid. After that day it is graded
    with what was answered and pays nothing, for points belong to the day they are earned on; one without any answer
    is abandoned. The member, a late POST and the sweeper all pass here.
    """
    late = run.is_late(local_day(at, to.zone))
    step = last_step(run.answered) if late else Step.FINISH
    marked = mark_paper(run.paper, bank.asked(versions_of(run.paper)), run.responses)
    if not _settle(run, ROAD[run.state, step], marked, at):
        return
    # What came too late is noted on the day of its last answer, where the member looks for it.
    if run.is_practice:
        _note(to, PRACTICE_KEY, marked.right_count, Reason.PRACTICE, run.saved_at if late else at)
    elif late:
        _note(to, OBJECT_KEY, marked.right_count, Reason.DAY_OVER, run.saved_at)
    else:
        _pay(to, marked, at)


def _pay(to: Payee, marked: Marked, at: datetime) -> None:
    if right := marked.right_count:
        paid = points.earn(to=to, code=Code.DAILY_QUIZ, object_key=OBJECT_KEY, count=right, at=at)
        if paid.reason is not None:
            return  # the ledger has noted why; its reason stands
    _note(to, OBJECT_KEY, len(marked.responses) - right, Reason.WRONG_ANSWER, at)


def _note(to: Payee, object_key: str, wanted: int, reason: Reason, at: datetime) -> None:
    if wanted:
        points.note_unpaid(
            to=to, code=Code.DAILY_QUIZ, object_key=object_key, wanted=wanted, reason=reason, at=at
        )


def _settle(run: Run, state: State, marked: Marked, at: datetime) -> bool:
    settled = _STEP.touched(
        attempt_id=run.id,
        in_state=run.state,
        answered_before=run.answered,
        state=state,
        responses=write_responses(marked.responses),
        score=marked.score,
        right_count=marked.right_count,
        finished_at=at,
    )
    return settled == 1
