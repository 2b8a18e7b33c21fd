"""Tables of topics, questions and their versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import Model


class Topic(Model):
    """What a question is about; the same key names it in articles and packages."""

    __tablename__ = "topics"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(60))


class Question(Model):
    """One question's identity and the version that is asked now."""

    __tablename__ = "questions"
    __table_args__ = (Index(None, "lang", "asked", "topic_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # never reused
    topic_key: Mapped[str] = mapped_column(ForeignKey("topics.key"))
    lang: Mapped[str] = mapped_column(String(10))
    difficulty: Mapped[int]  # 1 easy to 5 hard, as the author sees it
    asked: Mapped[bool] = mapped_column(default=True)  # False: withdrawn, kept for old attempts
    version: Mapped[int]  # the number of the version asked now
    loaded_digest: Mapped[str] = mapped_column(String(64))  # of the file's question at the last load
    edited_at: Mapped[datetime | None]  # changed in the product since the last load


class QuestionVersion(Model):
    """What was asked, word for word; immutable, so that an old attempt can always be shown again."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    stem: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]]  # what the kind needs: options, blanks, order; holds the key
    policy: Mapped[str] = mapped_column(String(30))
    explanation: Mapped[str] = mapped_column(Text)
    article_key: Mapped[str | None] = mapped_column(String(80))
    quote: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
