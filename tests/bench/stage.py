"""The stage: a migrated instance with the shipped library and bank, members by the thousand, and their requests ready to send.

People, sign-ins and attempts are written in bulk; papers, answers, points, cookies and tokens are made by the program's own code.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, insert, select

from quizapp.bank import operations as bank_loading
from quizapp.bank import queries as bank
from quizapp.bank.files import folder as bank_files
from quizapp.bank.kinds import kind_of
from quizapp.config import Settings
from quizapp.db import atomic, db
from quizapp.demo.answering import fields
from quizapp.kernel import tokens
from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.migrations import running
from quizapp.people import operations as people
from quizapp.people.models import Member, MemberState, SignIn
from quizapp.people.reach import Audience
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.quizzes.daily import OBJECT_KEY, QUESTIONS, questions_of_the_day, quiz_key
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.paper import Given, Place, lay_out, write_responses
from quizapp.quizzes.states import Mode, State
from quizapp.study import files as study_files
from quizapp.study import operations as study
from quizapp.study import queries as library
from quizapp.web.guards import remember
from tests.bench.load import Call

LANGUAGE, MEMBER_TYPE = "zh-Hans", "office"
AUDIENCE = Audience(MEMBER_TYPE)
BRANCH_SIZE = 60
DAYS_BEFORE = 3  # study days on which every viewer earned something
RIGHT = 0.8  # how many of the answers are right


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member with a browser that is signed in: its cookie, and its token for forms."""

    member_id: int
    branch_id: int
    cookie: str
    csrf: str

    @property
    def payee(self) -> Payee:
        return Payee(self.member_id, self.branch_id, MEMBER_TYPE, DEFAULT_ZONE)

    def gets(self, path: str) -> Call:
        return Call("GET", path, headers={"Cookie": self.cookie})

    def posts(self, path: str, form: dict[str, list[str]]) -> Call:
        sent = {"csrf_token": [self.csrf], **form}
        return Call("POST", path, urlencode(sent, doseq=True), {"Cookie": self.cookie}, expect=303)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A visitor with an attempt: what they send for each question."""

    visitor: Visitor
    handle: str
    forms: tuple[dict[str, list[str]], ...]

    def answers(self, place: int) -> Call:
        form = self.forms[place] | {"n": [str(place + 1)]}
        return self.visitor.posts(f"/quiz/{self.handle}/answer", form)


def furnish(settings: Settings, at: datetime) -> None:
    """Tables, tariff, the library and the bank that ship."""
    running.upgrade(db.engine)
    with atomic():
        points.load_tariff(at=at)
        study.load(library=study_files.read(settings.content), take_files=False, at=at)
        bank_loading.load(bank=bank_files.read(settings.question_bank), take_files=False, at=at)
        people.seed_member_types()


def admit(app: Flask, count: int, *, group: str, at: datetime) -> list[Visitor]:
    """So many members in branches of their own, each signed in on one device."""
    house = people.create_organisation(code=group, name="青港集团", parent_id=None, is_branch=False, at=at)
    branches = [
        people.create_organisation(
            code=f"{group}-{number}", name=f"第{number}支部", parent_id=house.id, is_branch=True, at=at
        ).id
        for number in range(1, math.ceil(count / BRANCH_SIZE) + 1)
    ]
    members = [_member(f"{group}-{number}", branches[number % len(branches)], at) for number in range(count)]
    held = [tokens.sign_in_token() for _ in members]
    with atomic():
        first = (db.session.scalar(select(func.max(Member.id))) or 0) + 1
        rows = [{"id": first + number, **member} for number, member in enumerate(members)]
        db.session.execute(insert(Member), rows)
        signed_in = [sign_in(row["id"], token, at) for row, token in zip(rows, held, strict=True)]
        db.session.execute(insert(SignIn), signed_in)
    return [visitor(app, row, token) for row, token in zip(rows, held, strict=True)]


def _member(name: str, branch_id: int, at: datetime) -> dict[str, object]:
    return {
        "sign_in_name": name,
        "name": f"成员 {name}",
        "member_type": MEMBER_TYPE,
        "branch_id": branch_id,
        "state": MemberState.ACTIVATED,
        "created_at": at,
        "registered_at": at,
        "activated_at": at,
    }


def sign_in(member_id: int, token: str, at: datetime) -> dict[str, object]:
    return {
        "member_id": member_id,
        "token_digest": tokens.digest(token),
        "device": "bench",
        "created_at": at,
        "seen_at": at,
        "expires_at": at + timedelta(days=1),
    }


def visitor(app: Flask, member: dict[str, object], token: str) -> Visitor:
    """The cookie and the form token as the program itself signs them."""
    with app.app_context(), app.test_request_context():
        remember(token)
        csrf = generate_csrf()
        signed = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    cookie = f"{app.config['SESSION_COOKIE_NAME']}={signed}"
    return Visitor(member["id"], member["branch_id"], cookie, csrf)


def give_history(visitors: Sequence[Visitor], rng: Random, at: datetime) -> None:
    """Let every visitor have earned points on some days before, and today's first point."""
    with atomic():
        for visitor in visitors:
            for ago in range(DAYS_BEFORE, 0, -1):
                points.earn(
                    to=visitor.payee,
                    code=Code.DAILY_QUIZ,
                    object_key=OBJECT_KEY,
                    wanted=rng.randint(1, QUESTIONS),
                    at=at - timedelta(days=ago),
                )
            points.earn(to=visitor.payee, code=Code.LOGIN, object_key="today", wanted=1, at=at)


def article_keys() -> list[str]:
    """Articles in the order of the library, at most three from each module."""
    listed = [
        library.articles_of(module.key, lang=LANGUAGE, member_id=0, audience=AUDIENCE)[:3]
        for module in library.modules(AUDIENCE)
    ]
    return [article.key for module in listed for article in module]


def seat(visitors: Sequence[Visitor], *, answered: int, rng: Random, at: datetime) -> list[Sitting]:
    """Start the five of the day for every visitor, with the first `answered` of them answered."""
    questions = bank.candidates(lang=LANGUAGE)
    drawn = [questions_of_the_day(questions, [], rng) for _ in visitors]
    known = bank.asked([question.version_id for question in questions])
    sittings, rows = [], []
    for visitor, chosen in zip(visitors, drawn, strict=True):
        paper = lay_out([known[question.version_id] for question in chosen], rng)
        forms = tuple(
            fields(place, known[place.version_id].body, right=rng.random() < RIGHT, rng=rng)
            for place in paper
        )
        sittings.append(Sitting(visitor, tokens.fresh(), forms))
        given = list(_given(paper, forms, answered))
        rows.append(_attempt(sittings[-1], paper, given, answered, at))
    with atomic():
        db.session.execute(insert(Attempt), rows)
    return sittings


def _given(
    paper: Sequence[Place], forms: Sequence[dict[str, list[str]]], answered: int
) -> Iterator[Given | None]:
    for number, (place, form) in enumerate(zip(paper, forms, strict=True)):
        response = kind_of(place.kind).read(_sent(form), place.order, place.handles)
        yield Given(response, after_s=20 * (number + 1)) if number < answered else None


def _sent(form: dict[str, list[str]]) -> Callable[[str], list[str]]:
    return lambda name: form.get(name, [])


def _attempt(
    sitting: Sitting, paper: Sequence[Place], given: Sequence[Given | None], answered: int, at: datetime
) -> dict[str, object]:
    day = local_day(at, DEFAULT_ZONE)
    return {
        "handle": sitting.handle,
        "member_id": sitting.visitor.member_id,
        "mode": Mode.DAILY,
        "quiz_key": quiz_key(day),
        "number": 1,
        "day": day,
        "state": State.IN_PROGRESS,
        "paper": [place.to_json() for place in paper],
        "responses": write_responses(given),
        "answered": answered,
        "score": 0,
        "right_count": 0,
        "started_at": at,
        "saved_at": at,
    }


def standing(sittings: Sequence[Sitting]) -> set[tuple[State, int]]:
    """The states the attempts are in and the answers they hold: proof that the requests did their work."""
    ids = [sitting.visitor.member_id for sitting in sittings]
    found = select(Attempt.state, Attempt.answered).where(Attempt.member_id.between(min(ids), max(ids)))
    return {tuple(row) for row in db.session.execute(found.distinct())}
