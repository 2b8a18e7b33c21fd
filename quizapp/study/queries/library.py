"""The library as a whole: its modules, and every text in it for search and for checking quotes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from quizapp.db import db
from quizapp.people.reach import Audience
from quizapp.search.documents import Document
from quizapp.study.models import Article, Column, Edition, Module, Revision
from quizapp.study.queries.editions import open_to


@dataclass(frozen=True, slots=True)
class ModuleTitle:
    """What a module is called."""

    key: str
    title_zh: str
    title_en: str


def modules(audience: Audience) -> list[ModuleTitle]:
    """Every module that has something to read for an audience, in the order of the library."""
    filled = select(Article.module_key).where(open_to(audience))
    rows = db.session.execute(
        select(Module.key, Module.title_zh, Module.title_en)
        .join(Column, Column.key == Module.column_key)
        .where(Module.key.in_(filled))
        .order_by(Column.position, Module.position, Module.key)
    )
    return [ModuleTitle(*row) for row in rows]


def columns() -> Sequence[Column]:
    """Every column of the library, in its order."""
    return db.session.scalars(select(Column).order_by(Column.position, Column.key)).all()


def _current() -> Select[Any]:
    """Every edition read now, of every published article."""
    return (
        select(
            Article.key,
            Article.module_key,
            Article.member_types,
            Edition.lang,
            Revision.title,
            Revision.plain,
            Revision.published_on,
        )
        .join(Edition, Edition.article_id == Article.id)
        .join(Revision, (Revision.edition_id == Edition.id) & (Revision.number == Edition.revision))
        .where(Article.published)
        .order_by(Article.id, Edition.lang)
    )


def documents() -> Iterator[Document]:
    """Every edition read now, as search holds it."""
    for row in db.session.execute(_current()).yield_per(200):
        yield Document(
            key=document_key(row.key, row.lang),
            kind="article",
            title=row.title,
            body=row.plain,
            lang=row.lang,
            module=row.module_key,
            member_types=tuple(row.member_types),
            published_on=row.published_on,
        )


def document_key(article_key: str, lang: str) -> str:
    """What names an edition in the search index."""
    return f"{article_key}/{lang}"


def editions_plain() -> dict[tuple[str, str], str]:
    """The text alone of every edition read now, by (article key, language)."""
    return {(row.key, row.lang): row.plain for row in db.session.execute(_current())}
