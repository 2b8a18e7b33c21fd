"""Answering the way someone does who knows the bank by heart."""

from random import Random

from sqlalchemy import select

from quizapp.bank import queries as bank
from quizapp.db import db
from quizapp.demo.answering import Fields, fields
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.paper import read_paper


def answer_to_next(handle: str, *, right: bool = True) -> Fields:
    """The form of the next question of an attempt, filled in."""
    row = db.session.execute(select(Attempt.paper, Attempt.answered).where(Attempt.handle == handle)).one()
    place = read_paper(row.paper)[row.answered]
    body = bank.asked([place.version_id])[place.version_id].body
    db.session.rollback()
    return {"n": [str(row.answered + 1)], **fields(place, body, right=right, rng=Random(1))}
