"""Taking a quiz in a test: the form of a right or a wrong answer, and a whole run."""

from random import Random

from quizapp.bank import queries as bank
from quizapp.bank.kinds import kind_of
from quizapp.db import db
from quizapp.quizzes import operations, queries
from tests.conftest import NOON

WRONG = {
    "single": [0],
    "multiple": [2],
    "true_false": [True],
    "fill_in": ["不知道", ""],
    "ordering": [1, 0, 2, 3],
}


def start(to, at=NOON, seed=1):
    return operations.start_daily(to=to, lang="zh-Hans", rng=Random(seed), at=at)


def run_of(to, handle):
    db.session.rollback()  # a page may have written since this session last looked
    return queries.run(handle, member_id=to.member_id)


def form_of(to, handle, place, right=True):
    """The fields a browser would send for the answer to a place (from 0)."""
    asked = run_of(to, handle).paper[place]
    version = bank.asked([asked.version_id])[asked.version_id]
    response = kind_of(asked.kind).key(version.body) if right else WRONG[asked.kind]
    if asked.kind == "fill_in":
        return {f"answer-{name}": [text] for name, text in zip(asked.handles, response, strict=True)}
    named = dict(zip(asked.order or [True, False], asked.handles, strict=True))
    if asked.kind == "ordering":
        return {f"place-{named[thing]}": [str(place)] for place, thing in enumerate(response, 1)}
    return {"answer": [named[part] for part in response]}


def answer(to, handle, place, right=True, at=NOON):
    form = form_of(to, handle, place, right)
    return operations.answer(to=to, handle=handle, place=place, sent=lambda name: form.get(name, []), at=at)


def play(to, handle, rights, at=NOON, first=0):
    """Answer places in order, rightly or wrongly; gives what became of each."""
    return [answer(to, handle, place, right, at) for place, right in enumerate(rights, first)]
