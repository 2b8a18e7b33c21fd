"""The quiz pages a member sees: the challenge tab, one question at a time, the result, and past attempts."""

from collections.abc import Sequence
from datetime import date
from random import SystemRandom

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.bank import queries as bank
from quizapp.kernel.clock import local_day, month_before
from quizapp.kernel.message import Message
from quizapp.people.roles import Permission
from quizapp.points import queries as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.points.reasons import Reason
from quizapp.quizzes import operations, own_month, paying, queries, showing
from quizapp.quizzes.daily import OBJECT_KEY, QUESTIONS
from quizapp.quizzes.paper import versions_of
from quizapp.quizzes.run import WHY_NOT, Answer, Run
from quizapp.study import queries as study
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import say

bp = Blueprint("quizzes", __name__)
LATEST = 5


def _today() -> date:
    return local_day(arrived(), me().zone)


@bp.get("/challenge")
@requires(Permission.STUDY)
def challenge() -> ResponseReturnValue:
    return render_template(
        "quizzes/challenge.html",
        five=queries.today(me().id, _today()),
        past=queries.past(me().id, limit=LATEST),
        day=_today(),
        questions=QUESTIONS,
        month=_own_month(),
        rate=own_month.rate,
        change=own_month.change,
    )


def _own_month() -> own_month.OwnMonth:
    member_id, today = me().id, _today()
    return own_month.own_month(
        today,
        topics=queries.learning(member_id, today),
        study_days=points.study_days_by_month(member_id, month_before(today)),
        reading_s=study.reading_by_month(member_id, month_before(today)),
    )


@bp.post("/quiz/daily")
@requires(Permission.STUDY)
def start_daily() -> ResponseReturnValue:
    handle = operations.start_daily(
        to=Payee.of(me()), lang=me().content_language, rng=SystemRandom(), at=arrived()
    )
    return redirect(url_for(".question", handle=handle), code=303)


@bp.post("/quiz/<handle>/again")
@requires(Permission.STUDY)
def again(handle: str) -> ResponseReturnValue:
    fresh = operations.practise_again(to=Payee.of(me()), handle=handle, rng=SystemRandom(), at=arrived())
    return redirect(url_for(".question", handle=fresh), code=303)


@bp.get("/quiz/past")
@requires(Permission.STUDY)
def past() -> ResponseReturnValue:
    page = queries.past(me().id, before=request.args.get("before"))
    return render_template("quizzes/past.html", past=page, day=_today())


@bp.get("/quiz/<handle>")
@requires(Permission.STUDY)
def question(handle: str) -> ResponseReturnValue:
    run, wanted = queries.run(handle, member_id=me().id), request.args.get("n", type=int)
    place = run.place_to_show(None if wanted is None else wanted - 1, _today())
    if place is None:
        return redirect(url_for(".result", handle=handle), code=303)
    return _page(run, place)


def _page(run: Run, place: int, trouble: str | None = None) -> str:
    sheet, answer = _shown(run, place)
    return render_template(
        "quizzes/question.html",
        run=run,
        sheet=sheet,
        answer=answer,
        titles=_titles([answer] if answer else []),
        goes_on=run.is_open(_today()),
        sent=request.form.getlist,
        trouble=trouble,
    )


def _shown(run: Run, place: int) -> tuple[showing.Sheet | None, showing.Explained | None]:
    """The place as it may be shown now: as a sheet before its answer, explained after it."""
    asked, at, of = _asked(run, place), run.paper[place], len(run.paper)
    if run.is_released(place, _today()):
        return None, showing.explained(asked, at, run.responses[place], index=place, of=of)
    return showing.sheet(asked, at, index=place, of=of), None


def _asked(run: Run, place: int) -> bank.Asked:
    version = run.paper[place].version_id
    return bank.asked([version])[version]


def _titles(answers: Sequence[showing.Explained]) -> dict[str, str]:
    keys = {answer.article_key for answer in answers if answer.article_key}
    return queries.article_titles(keys, lang=me().content_language, audience=me().audience)


@bp.post("/quiz/<handle>/answer")
@requires(Permission.STUDY)
def answer(handle: str) -> ResponseReturnValue:
    number = request.form.get("n", 0, type=int)
    fate = operations.answer(
        to=Payee.of(me()), handle=handle, place=number - 1, sent=request.form.getlist, at=arrived()
    )
    if fate is Answer.INCOMPLETE:
        return _page(queries.run(handle, member_id=me().id), number - 1, say(WHY_NOT[fate])), 422
    if fate in WHY_NOT:
        flash(say(WHY_NOT[fate]), "error")
    return redirect(url_for(".question", handle=handle, n=number if fate.is_answered else None), code=303)


@bp.post("/quiz/<handle>/finish")
@requires(Permission.STUDY)
def finish(handle: str) -> ResponseReturnValue:
    operations.finish(to=Payee.of(me()), handle=handle, at=arrived())
    return redirect(url_for(".result", handle=handle), code=303)


@bp.get("/quiz/<handle>/result")
@requires(Permission.STUDY)
def result(handle: str) -> ResponseReturnValue:
    run = queries.run(handle, member_id=me().id)
    if run.is_open(_today()):
        return redirect(url_for(".question", handle=handle), code=303)
    answers = showing.all_explained(bank.asked(versions_of(run.paper)), run.paper, run.responses)
    return render_template(
        "quizzes/result.html",
        run=run,
        answers=answers,
        right=sum(answer.right for answer in answers),
        score=showing.score(answers),
        lines=_lines(run, answers),
        lacking=showing.lacking(answers),
        titles=_titles(answers),
        today=_today(),
    )


def _lines(run: Run, answers: Sequence[showing.Explained]) -> list[paying.PaidLine]:
    if run.is_practice:
        return paying.lines(run, answers, paid=0, why_less=None)
    paid = points.day_used(run.member_id, run.day).get(Code.DAILY_QUIZ, 0)
    return paying.lines(run, answers, paid=paid, why_less=_why_less(run))


def _why_less(run: Run) -> Message | None:
    """Why the ledger paid less than was right, if it did; what was not right is told answer by answer."""
    if run.is_late(_today()):
        return Reason.DAY_OVER.words
    noted = points.unpaid(run.member_id, run.day)
    fact = Code.DAILY_QUIZ, OBJECT_KEY
    return next(
        (
            line.why_not
            for line in noted
            if (line.code, line.object_key) == fact and line.reason is not Reason.WRONG_ANSWER
        ),
        None,
    )
