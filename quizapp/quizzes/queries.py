"""Reading attempts: one by its handle, today's, past ones, and those whose day is over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, and_, bindparam, or_, select

from quizapp.bank.models import Topic
from quizapp.db import db
from quizapp.kernel.clock import local_day, month_before, month_start
from quizapp.kernel.message import Message
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import Audience, Me
from quizapp.points.facts import Fact, Told
from quizapp.points.payee import Payee
from quizapp.prepared import Prepared
from quizapp.quizzes.daily import OBJECT_KEY, PAPERS_REMEMBERED, quiz_key
from quizapp.quizzes.first_tries import Learning, Tries
from quizapp.quizzes.models import Attempt, FirstTries
from quizapp.quizzes.paper import Place, read_paper, read_responses
from quizapp.quizzes.run import PAYS, Run
from quizapp.quizzes.states import State
from quizapp.study.models import Article, Revision
from quizapp.study.queries import in_edition, open_to

# Written into the statement, not bound: SQLite uses a partial index only for a condition it can read.
_IS_OPEN = Attempt.state == bindparam("open", State.IN_PROGRESS, Attempt.state.type, literal_execute=True)
_RUN = select(
    Attempt.id,
    Attempt.handle,
    Attempt.member_id,
    Attempt.quiz_key,
    Attempt.number,
    Attempt.day,
    Attempt.state,
    Attempt.paper,
    Attempt.responses,
    Attempt.answered,
    Attempt.score,
    Attempt.right_count,
    Attempt.started_at,
    Attempt.saved_at,
)
_OWN_RUN = _RUN.where(Attempt.handle == bindparam("handle"), Attempt.member_id == bindparam("member_id"))
_RUN_READ, _RUN_LOCKED = Prepared(_OWN_RUN), Prepared(_OWN_RUN.with_for_update())
_TODAY = Prepared(
    select(Attempt.handle, Attempt.state, Attempt.answered, Attempt.right_count).where(
        Attempt.member_id == bindparam("member_id"),
        Attempt.quiz_key == bindparam("quiz"),
        Attempt.number == PAYS,
    )
)


@dataclass(frozen=True, slots=True)
class TodaysFive:
    """How far a member is with the day's five. `right` is known when it is done."""

    state: Literal["new", "open", "done"]
    handle: str | None
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt in a list."""

    handle: str
    day: date
    number: int
    state: State
    asked: int
    answered: int
    right_count: int

    @property
    def is_practice(self) -> bool:
        return self.number != PAYS

    def is_open(self, today: date) -> bool:
        return self.state is State.IN_PROGRESS and self.day >= today


def run(handle: str, *, member_id: int, lock: bool = False) -> Run:
    """The member's own attempt; NoResultFound for an unknown handle and for another member's alike."""
    return _run((_RUN_LOCKED if lock else _RUN_READ).one(handle=handle, member_id=member_id))


def _run(row: Any) -> Run:
    read = row._asdict() | {"paper": read_paper(row.paper), "responses": read_responses(row.responses)}
    return Run(**{name: read[name] for name in Run.__slots__})


def runs_of(quiz: str, *, member_id: int) -> list[Run]:
    """Every attempt of a member at one quiz, the first one first."""
    wanted = _RUN.where(Attempt.member_id == member_id, Attempt.quiz_key == quiz).order_by(Attempt.number)
    return [_run(row) for row in db.session.execute(wanted)]


def papers(member_id: int) -> list[list[Place]]:
    """The member's latest papers with an answer on them, newest first; at most PAPERS_REMEMBERED of them."""
    begun = select(Attempt.paper).where(Attempt.member_id == member_id, Attempt.answered > 0)
    latest = begun.order_by(Attempt.id.desc()).limit(PAPERS_REMEMBERED)
    return [read_paper(paper) for paper in db.session.scalars(latest)]


def today(member_id: int, day: date) -> TodaysFive:
    """Where the member stands with the five of a study day; one statement, paper and responses stay unread."""
    row = _TODAY.first(member_id=member_id, quiz=quiz_key(day))
    if row is None:
        return TodaysFive("new", None, 0, 0)
    state: Literal["open", "done"] = "open" if row.state is State.IN_PROGRESS else "done"
    return TodaysFive(state, row.handle, row.answered, row.right_count)


_LINE = select(
    Attempt.handle,
    Attempt.day,
    Attempt.number,
    Attempt.state,
    db.func.json_array_length(Attempt.paper).label("asked"),
    Attempt.answered,
    Attempt.right_count,
)


def past(member_id: int, *, before: str | None = None, limit: int = 30) -> Page[Line]:
    """A member's attempts, newest first, those before the one with the handle `before` where it is given."""
    wanted = _LINE.where(Attempt.member_id == member_id)
    if before is not None:
        wanted = wanted.where(Attempt.id < _id_of(before, member_id).scalar_subquery())
    rows = db.session.execute(wanted.order_by(Attempt.id.desc()).limit(limit + 1))
    return page_of([Line(**row._asdict()) for row in rows], limit=limit, key=lambda line: line.handle)


def _id_of(handle: str, member_id: int) -> Select[Any]:
    return select(Attempt.id).where(Attempt.handle == handle, Attempt.member_id == member_id)


def late(*, at: datetime, limit: int) -> list[tuple[Run, Payee]]:
    """Open attempts whose study day is over where their member lives, locked; those locked by others are left out."""
    ended = [
        and_(Organisation.zone == zone, Attempt.day < local_day(at, zone))
        for zone in db.session.scalars(select(Organisation.zone).distinct())
    ]
    rows = db.session.execute(
        _RUN.add_columns(Member.branch_id, Member.member_type, Organisation.zone)
        .join(Member, Member.id == Attempt.member_id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(_IS_OPEN, or_(*ended))
        .order_by(Attempt.id)
        .limit(limit)
        .with_for_update(of=Attempt, skip_locked=True)
    )
    return [(_run(row), Payee(row.member_id, row.branch_id, row.member_type, row.zone)) for row in rows]


def article_titles(keys: Collection[str], *, lang: str, audience: Audience) -> dict[str, str]:
    """The titles of those articles that this member may open; one statement, none when there is nothing to look up."""
    if not keys:
        return {}
    columns: tuple[Any, ...] = (Article.key, Revision.title)
    listed = in_edition(select(*columns).select_from(Article), lang)
    found = db.session.execute(listed.where(Article.key.in_(keys), open_to(audience)))
    return {row.key: row.title for row in found}


def learning(member_id: int, day: date) -> list[Learning]:
    """First tries by topic, in the month of a day and the one before; topics without any are left out. One statement."""
    now = month_start(day)
    rows = db.session.execute(
        select(
            Topic.key,
            Topic.title_zh,
            Topic.title_en,
            FirstTries.month,
            FirstTries.asked,
            FirstTries.right_count,
        )
        .join(Topic, Topic.key == FirstTries.topic_key)
        .where(FirstTries.member_id == member_id, FirstTries.month.in_([month_before(day), now]))
        .order_by(Topic.key, FirstTries.month)
    )
    found: dict[str, Learning] = {}
    for key, zh, en, month, asked, right in rows:
        one, tries = found.setdefault(key, Learning(zh, en)), Tries(asked, right)
        found[key] = replace(one, now=tries) if month == now else replace(one, before=tries)
    return list(found.values())


def told_facts(facts: Sequence[Fact], asking: Me) -> dict[Fact, Told]:
    """The attempts that facts of the ledger are about, and how they went; one's own lead to their results. One statement."""
    by_quiz = {(fact.member_id, quiz_key(fact.day)): fact for fact in facts if fact.object_key == OBJECT_KEY}
    rows = db.session.execute(
        select(Attempt.member_id, Attempt.quiz_key, Attempt.handle, Attempt.right_count).where(
            Attempt.member_id.in_({member_id for member_id, _ in by_quiz}),
            Attempt.quiz_key.in_({quiz for _, quiz in by_quiz}),
            Attempt.number == PAYS,
            Attempt.state != State.IN_PROGRESS,
        )
    )
    found = {}
    for row in rows:
        if fact := by_quiz.get((row.member_id, row.quiz_key)):
            endpoint = "quizzes.result" if row.member_id == asking.id else None
            words = Message("%(count)s right", count=row.right_count)
            found[fact] = Told(words, endpoint, {"handle": row.handle})
    return found
