"""Awards: `points.earn` called in this process, and an article finished over HTTP; beside each, one ORM select and insert."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, exists, func, insert, select
from sqlalchemy.orm import Session

from quizapp.config import current
from quizapp.db import atomic, db
from quizapp.kernel import tokens
from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.people.models import Member, MemberState, SignIn
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.models import Entry
from quizapp.points.payee import Payee
from quizapp.study import opened
from quizapp.study.models import Article, Edition, Revision
from tests.bench import bare, stage
from tests.bench.load import Call, Cost

AGO = timedelta(minutes=4)  # when the page of the article was opened
PEOPLE = 600  # that the bare application knows
_fresh = tokens.fresh


def payees(count: int, at: datetime, article: str = "") -> list[Payee]:
    """Members of the city who have done nothing yet today, nor ever read the article: each is paid once."""
    today = local_day(at, DEFAULT_ZONE)
    idle = ~exists().where(Entry.member_id == Member.id, Entry.day == today)
    unread = ~exists().where(Entry.member_id == Member.id, Entry.object_key == article)
    active = Member.state == MemberState.ACTIVATED, Member.branch_id.is_not(None)
    wanted = select(Member.id, Member.branch_id, Member.member_type).where(idle, unread, *active)
    rows = db.session.execute(wanted.order_by(Member.id).limit(count)).all()
    db.session.rollback()
    assert len(rows) == count, (
        f"only {len(rows)} of {count} members have done nothing today; build the cities anew"
    )
    return [Payee(*row, DEFAULT_ZONE) for row in rows]


def earn_each(people: Sequence[Payee], at: datetime) -> Cost:
    """One award for each, in this process."""
    key = f"bench-{_fresh()}"

    def act(to: Payee) -> None:
        paid = points.earn(to=to, code=Code.ARTICLE_READ, object_key=key, wanted=1, at=at)
        assert paid.granted == 1, paid

    return _cost(act, people)


def insert_each(home: Path, count: int) -> Cost:
    """As many bare selects with an insert, by the ORM, in this process."""
    # Our own listeners greet and begin every engine of this process: BEGIN IMMEDIATE where something is written.
    engine = create_engine(f"sqlite:///{home / 'bare-inside.db'}", execution_options={"writing": True})
    bare.Base.metadata.create_all(engine)
    with Session(engine) as session:
        if session.get(bare.Person, PEOPLE) is None:
            session.add_all(bare.Person(id=number, name="person") for number in range(1, PEOPLE + 1))
            session.commit()

    def act(person_id: int) -> None:
        with Session(engine) as session:
            person = session.scalars(select(bare.Person).where(bare.Person.id == person_id)).one()
            session.add(bare.Fact(person_id=person.id, text="a fact to keep"))
            session.commit()

    for person_id in range(1, 20):  # what is only built once
        act(person_id)
    cost = _cost(act, [1 + turn % PEOPLE for turn in range(count)])
    engine.dispose()
    return cost


def _cost(act: Callable, of: Sequence) -> Cost:
    cpu, began = time.process_time(), time.perf_counter()
    for one in of:
        act(one)
    return Cost(len(of), time.perf_counter() - began, time.process_time() - cpu, 0)


def finished_calls(app: Flask, people: Sequence[Payee], article: str, at: datetime) -> list[Call]:
    """For each of the people: the form that finishes an article, from a browser that is signed in."""
    held = {to.member_id: tokens.sign_in_token() for to in people}
    with atomic():
        db.session.execute(
            insert(SignIn), [stage.sign_in(member_id, token, at) for member_id, token in held.items()]
        )
    secret = current().secrets.cookie
    calls = []
    for to in people:
        row = {"id": to.member_id, "branch_id": to.branch_id}
        note = opened.mint(secret, member_id=to.member_id, article_key=article, at=at - AGO)
        visitor = stage.visitor(app, row, held[to.member_id])
        calls.append(visitor.posts(f"/read/{article}/finished", {"opened": [note]}))
    return calls


def shortest() -> str:
    """An article so short that finishing it pays its point and no time besides."""
    by_length = (
        select(Article.key)
        .join(Edition, Edition.article_id == Article.id)
        .join(Revision, Revision.edition_id == Edition.id)
        .where(Edition.lang == stage.LANGUAGE, Revision.number == Edition.revision)
    )
    found = db.session.scalar(by_length.order_by(Revision.characters, Article.key).limit(1))
    db.session.rollback()
    assert found, "the city has no articles"
    return found


def paid(people: Sequence[Payee], at: datetime) -> int:
    """How many of these people have an entry of today."""
    ids, today = [to.member_id for to in people], local_day(at, DEFAULT_ZONE)
    wanted = select(func.count(Entry.member_id.distinct())).where(
        Entry.member_id.in_(ids), Entry.day == today
    )
    db.session.rollback()
    return db.session.scalar(wanted) or 0
