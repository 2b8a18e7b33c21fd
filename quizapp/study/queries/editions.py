"""Which edition of an article a reader is shown, and which articles are open to them: parts of other questions."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    bindparam,
    case,
    cast,
    select,
)
from sqlalchemy.orm import aliased

from quizapp.study.models import Article, Edition, Reading, Revision

Rows = Select[*tuple[Any, ...]]
READER = bindparam("member_id", type_=Integer)
KEPT = 64  # statements that are kept as built: one for each language and member type that asks


def shown_edition(lang: str) -> ScalarSelect[int]:
    """The id of the edition a reader of `lang` is shown: theirs, or else the one that exists, Chinese first."""
    one = aliased(Edition)
    order = case((one.lang == lang, 0), (one.lang == "zh-Hans", 1), else_=2)
    return (
        select(one.id)
        .where(one.article_id == Article.id, one.revision > 0)
        .order_by(order, one.id)
        .limit(1)
        .correlate(Article)
        .scalar_subquery()
    )


def open_to(member_type: str | None, article: type[Article] = Article) -> ColumnElement[bool]:
    """Articles published, and meant for everyone or for this member type."""
    types = cast(article.member_types, String)
    meant = types == "[]"
    if member_type:
        meant |= types.contains(f'"{member_type}"', autoescape=True)
    return article.published & meant


def in_edition(query: Rows, lang: str) -> Rows:
    """Join a query over articles with the revision a reader of `lang` is shown."""
    return query.join(Edition, Edition.id == shown_edition(lang)).join(
        Revision, (Revision.edition_id == Edition.id) & (Revision.number == Edition.revision)
    )


def with_reading(query: Rows, member_id: int | BindParameter[int]) -> Rows:
    """Join a query over articles with how far one member has read each, where they have begun."""
    return query.outerjoin(Reading, (Reading.article_id == Article.id) & (Reading.member_id == member_id))
