"""Tables of columns, modules, articles with their editions, packages, and what each member has read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.db import KEEP, PSEUDONYMISE, Model


class Column(Model):
    """A section of the library, such as culture or law."""

    __tablename__ = "study_columns"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]


class Module(Model):
    """An ordered series of articles on one theme."""

    __tablename__ = "study_modules"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    column_key: Mapped[str] = mapped_column(ForeignKey("study_columns.key"), index=True)
    position: Mapped[int]
    title_zh: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(60))
    summary_zh: Mapped[str] = mapped_column(String(300))
    summary_en: Mapped[str] = mapped_column(String(300))
    topics: Mapped[list[Any]]


class Article(Model):
    """One article in its place; what it says stands in an edition per language."""

    __tablename__ = "articles"
    __table_args__ = (Index(None, "module_key", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    module_key: Mapped[str] = mapped_column(ForeignKey("study_modules.key"))
    position: Mapped[int]
    topics: Mapped[list[Any]]
    member_types: Mapped[list[Any]]  # empty: everyone
    published: Mapped[bool] = mapped_column(default=True)


class Edition(Model):
    """An article in one language, and which revision of it is read now."""

    __tablename__ = "article_editions"
    __table_args__ = (UniqueConstraint("article_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    lang: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]  # the number of the revision read now; 0: the edition was withdrawn
    loaded_digest: Mapped[str] = mapped_column(String(64))  # of the file at the last load
    edited_at: Mapped[datetime | None]  # changed in the product since the last load


class Revision(Model):
    """What an edition said at one time: the source, and the safe HTML rendered from it when it was saved."""

    __tablename__ = "article_revisions"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("article_editions.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    contents: Mapped[list[Any]]  # headings: [{"id", "title"}]
    plain: Mapped[str] = mapped_column(Text)  # the text alone: for search, quotes and counting
    characters: Mapped[int]
    author: Mapped[str] = mapped_column(String(60))
    published_on: Mapped[date]
    created_at: Mapped[datetime]


class Package(Model):
    """A month's study package: modules and articles to read by a day, topics for its weekly quizzes."""

    __tablename__ = "study_packages"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    title_zh: Mapped[str] = mapped_column(String(60))
    title_en: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    modules: Mapped[list[Any]]
    articles: Mapped[list[Any]]
    weekly_topics: Mapped[list[Any]]
    reflection_zh: Mapped[str] = mapped_column(String(300))
    reflection_en: Mapped[str] = mapped_column(String(300))


class Reading(Model):
    """How far one member has read one article, by the server's own clock.

    A member reads one article at a time: the row with the latest `last_at` is the one being read.
    """

    __tablename__ = "readings"
    __table_args__ = (
        CheckConstraint("credited_s >= 0 AND day_s >= 0", name="never_negative"),
        Index(None, "member_id", "last_at"),
        Index(
            "ix_readings_to_sum",
            "member_id",
            "article_id",
            sqlite_where=text("day_s <> summed_s"),
            postgresql_where=text("day_s <> summed_s"),
        ),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, info=KEEP)
    credited_s: Mapped[int]  # credited towards the current full reading
    reached_end: Mapped[bool]
    day: Mapped[date]  # the study day `day_s` belongs to
    day_s: Mapped[int]  # credited on that day
    # How many of the day's seconds the months below know. What they do not know when the day ends goes below nothing:
    # day_s - summed_s is always what is still to be summed.
    summed_s: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]  # the last sign of reading
    first_read_at: Mapped[datetime | None]
    read_on: Mapped[
        date | None
    ]  # the last study day with a full reading: a day is asked to pay for one at most


class ReadingMonth(Model):
    """How many seconds a member was credited for reading in a month, in all articles, paid for or not."""

    __tablename__ = "reading_months"
    __table_args__ = (CheckConstraint("seconds >= 0", name="never_negative"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True, info=PSEUDONYMISE)
    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    seconds: Mapped[int]
