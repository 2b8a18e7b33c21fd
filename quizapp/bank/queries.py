"""Reading the bank: what may be asked, what was asked, and what stands since the last load."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select

from quizapp.bank.changes import Standing
from quizapp.bank.drawing import Candidate
from quizapp.bank.models import Question, QuestionVersion, Topic
from quizapp.db import ask, db


@dataclass(frozen=True, slots=True)
class Asked:
    """One version of a question, word for word, with its topic; `body` holds the key."""

    version_id: int
    question_id: int
    key: str
    kind: str
    stem: str
    body: dict[str, Any]
    policy: str
    explanation: str
    article_key: str | None
    quote: str | None
    source: str
    lang: str
    topic_key: str
    topic_zh: str
    topic_en: str


def candidates(*, lang: str) -> list[Candidate]:
    """Every question asked now in the language, in its current version. One statement."""
    current = and_(QuestionVersion.question_id == Question.id, QuestionVersion.number == Question.version)
    found = db.session.execute(
        select(Question.id, QuestionVersion.id, Question.topic_key, Question.difficulty)
        .join(QuestionVersion, current)
        .where(Question.lang == lang, Question.asked)
        .order_by(Question.id)
    )
    return [Candidate(*row) for row in found]


_ASKED = (
    select(
        QuestionVersion.id,
        Question.id,
        Question.key,
        QuestionVersion.kind,
        QuestionVersion.stem,
        QuestionVersion.body,
        QuestionVersion.policy,
        QuestionVersion.explanation,
        QuestionVersion.article_key,
        QuestionVersion.quote,
        QuestionVersion.source,
        Question.lang,
        Topic.key,
        Topic.title_zh,
        Topic.title_en,
    )
    .join(Question, Question.id == QuestionVersion.question_id)
    .join(Topic, Topic.key == Question.topic_key)
    .where(QuestionVersion.id.in_(bindparam("ids", expanding=True)))
)


def asked(version_ids: Sequence[int]) -> dict[int, Asked]:
    """The versions by their ids, whether or not they are asked today. One statement."""
    return {row[0]: Asked(*row) for row in ask(_ASKED, ids=list(version_ids))}


def topics_of(question_ids: Collection[int]) -> dict[int, str]:
    """The topic of each question, as it is filed today. One statement."""
    found = select(Question.id, Question.topic_key).where(Question.id.in_(question_ids))
    return {row[0]: row[1] for row in db.session.execute(found)}


def standing(*, lock: bool = False) -> dict[str, Standing]:
    """Every question by its key, as a load compares it with the files. One statement."""
    wanted = select(
        Question.key,
        Question.id,
        Question.lang,
        Question.asked,
        Question.version,
        Question.loaded_digest,
        Question.edited_at.is_not(None),
    ).order_by(Question.id)
    found = db.session.execute(wanted.with_for_update() if lock else wanted)
    return {one.key: one for one in (Standing(*row) for row in found)}
