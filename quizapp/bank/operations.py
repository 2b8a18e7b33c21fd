"""What can be done with the question bank."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from quizapp.audit import operations as audit
from quizapp.bank import queries
from quizapp.bank.changes import Plan, plan, reused_keys
from quizapp.bank.files.complaint import Complaint
from quizapp.bank.files.folder import BankFiles, TopicFile
from quizapp.bank.files.questions import QuestionFile
from quizapp.bank.models import Question, QuestionVersion, Topic
from quizapp.db import db, operation, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `kept`: the keys edited in the product, which were left as they are."""

    topics: int
    added: int
    changed: int
    restored: int
    unchanged: int
    withdrawn: int
    kept: tuple[str, ...]


@operation
def load(*, bank: BankFiles, take_files: bool, at: datetime) -> Loaded:
    """Make the product ask what the files ask; the same files again change nothing.

    A changed question becomes a new version, one that vanished is no longer asked, one edited in the product
    stays unless `take_files`. Refused when there are complaints, or a key is used again. A handful of
    statements however many questions there are.
    """
    standing = queries.standing(lock=True)
    _insist_on_soundness([*bank.complaints, *reused_keys(bank.questions, standing)])
    todo = plan(bank.questions, standing, take_files=take_files)
    _write_topics(bank.topics)
    _write(todo, at)
    loaded = Loaded(
        topics=len(bank.topics),
        added=len(todo.added),
        changed=len(todo.changed),
        restored=len(todo.restored),
        unchanged=len(todo.unchanged),
        withdrawn=len(todo.withdrawn),
        kept=tuple(sorted(todo.kept)),
    )
    _record(loaded, at)
    return loaded


def _insist_on_soundness(complaints: Sequence[Complaint]) -> None:
    if complaints:
        told = "\n".join(map(str, complaints))
        raise Refused(Message("The question bank cannot be loaded:\n%(complaints)s", complaints=told))


def _write_topics(topics: Iterable[TopicFile]) -> None:
    rows = [{"key": topic.key, "title_zh": topic.title_zh, "title_en": topic.title_en} for topic in topics]
    statement = upsert(Topic).values(rows)
    titles = {name: statement.excluded[name] for name in ("title_zh", "title_en")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=titles))


def _write(todo: Plan, at: datetime) -> None:
    """Carry the plan out, many rows at a time."""
    ids = _insert_questions(todo.added)
    versions = [_version(question, ids[question.key], 1, at) for question in todo.added]
    versions += [_version(question, now.question_id, now.version + 1, at) for question, now in todo.changed]
    if versions:
        db.session.execute(insert(QuestionVersion), versions)
    _update_questions(
        [
            {"id": now.question_id, **_identity(question), "version": now.version + 1}
            for question, now in todo.changed
        ]
    )
    _update_questions([{"id": now.question_id, "asked": True} for now in todo.restored])
    _update_questions([{"id": now.question_id, "asked": False} for now in todo.withdrawn])


def _insert_questions(added: Sequence[QuestionFile]) -> dict[str, int]:
    """The new questions' ids by their keys."""
    if not added:
        return {}
    rows = [{"key": question.key, **_identity(question), "version": 1} for question in added]
    made = db.session.execute(insert(Question).returning(Question.key, Question.id), rows)
    return {row.key: row.id for row in made}


def _update_questions(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(update(Question), rows)


def _identity(question: QuestionFile) -> dict[str, Any]:
    """What the question's own row takes from its file."""
    return {
        "topic_key": question.topic_key,
        "lang": question.lang,
        "difficulty": question.difficulty,
        "asked": True,
        "loaded_digest": question.digest,
        "edited_at": None,
    }


def _version(question: QuestionFile, question_id: int, number: int, at: datetime) -> dict[str, Any]:
    return {
        "question_id": question_id,
        "number": number,
        "kind": question.kind,
        "stem": question.stem,
        "body": question.body,
        "policy": question.policy,
        "explanation": question.explanation,
        "article_key": question.article_key,
        "quote": question.quote,
        "source": question.source,
        "created_at": at,
    }


def _record(loaded: Loaded, at: datetime) -> None:
    """A line in the log and a row in the audit trail, when the load changed what is asked."""
    counts = {name: getattr(loaded, name) for name in ("added", "changed", "restored", "withdrawn")}
    if not any(counts.values()):
        return
    log.info("question bank loaded: %s", ", ".join(f"{name} {count}" for name, count in counts.items()))
    audit.record(
        actor_id=None, organisation_id=None, verb="bank.load", subject="question bank", changes=counts, at=at
    )
