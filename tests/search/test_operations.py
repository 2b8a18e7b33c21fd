"""Documents as they are stored, and texts looked for in vain."""

from datetime import date

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.search import operations
from quizapp.search.documents import Document
from quizapp.search.models import Miss
from tests.search.shelf import document

DAY = date(2026, 11, 21)


def misses():
    return [tuple(row) for row in db.session.execute(select(Miss.text, Miss.count))]


def test_a_document_survives_being_stored():
    one = document("a", "学习", title="标题", member_types=("office", "public"))

    assert Document.from_json(one.to_json()) == one


def test_the_same_text_missed_again_is_counted(app):
    for text in ("量子", " 量子！", "量\u200b子"):
        operations.note_miss(text=text, day=DAY)

    assert misses() == [("量子", 3)]


@pytest.mark.parametrize("text", ["", "？！", " "])
def test_nothing_is_no_miss(app, text):
    operations.note_miss(text=text, day=DAY)

    assert misses() == []


def test_a_long_miss_is_cut(app):
    operations.note_miss(text="长" * 500, day=DAY)

    assert misses() == [("长" * 60, 1)]
