"""Which edition of an article a reader is shown, and which articles are open to them: parts of other questions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    String,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.people.reach import Audience, Me
from quizapp.points.facts import Fact, Told
from quizapp.study.models import Article, Edition, Module, Reading, Revision

Rows = Select[*tuple[Any, ...]]
READER = bindparam("member_id", type_=Integer)
KEPT = 256  # statements that are kept as built: one for each language and audience that asks


def shown_edition(lang: str) -> ColumnElement[int]:
    """The id of the edition a reader of `lang` is shown: theirs, or else the one that exists, Chinese first.

    Each is looked for by itself, and the next only where there is none: sorting them takes three times as long.
    """
    first, *others = (_edition_in(one) for one in dict.fromkeys((lang, "zh-Hans")))
    one = aliased(Edition)
    any_at_all = select(func.min(one.id)).where(one.article_id == Article.id, one.revision > 0)
    return func.coalesce(first, *others, any_at_all.correlate(Article).scalar_subquery())


def _edition_in(lang: str) -> ScalarSelect[int]:
    one = aliased(Edition)
    found = select(one.id).where(one.article_id == Article.id, one.lang == lang, one.revision > 0)
    return found.correlate(Article).scalar_subquery()


def open_to(audience: Audience, article: type[Article] = Article) -> ColumnElement[bool]:
    """Articles published, meant for everyone or for this member type, and in a column that is shown."""
    types = cast(article.member_types, String)
    meant = types == "[]"
    if audience.member_type:
        meant |= types.contains(f'"{audience.member_type}"', autoescape=True)
    return article.published & meant & in_columns(audience, article.module_key)


def in_columns(audience: Audience, module_key: ColumnElement[str] | Any) -> ColumnElement[bool]:
    """Modules of the columns shown to an audience."""
    if audience.columns is None:
        return true()
    one = aliased(Module)
    shown = or_(false(), *(one.column_key == key for key in audience.columns))
    return select(one.key).where(one.key == module_key, shown).exists()


def in_edition(query: Rows, lang: str) -> Rows:
    """Join a query over articles with the revision a reader of `lang` is shown."""
    return query.join(Edition, Edition.id == shown_edition(lang)).join(
        Revision, (Revision.edition_id == Edition.id) & (Revision.number == Edition.revision)
    )


def told_facts(facts: Sequence[Fact], asking: Me) -> dict[Fact, Told]:
    """The articles that facts of the ledger are about, by title; those open to whoever asks lead there. One statement."""
    columns: tuple[Any, ...] = Article.key, Revision.title, open_to(asking.audience).label("opens")
    listed = in_edition(select(*columns).select_from(Article), asking.content_language)
    rows = db.session.execute(listed.where(Article.key.in_({fact.object_key for fact in facts})))
    told = {
        row.key: Told(row.title, "study.article" if row.opens else None, {"article_key": row.key})
        for row in rows
    }
    return {fact: told[fact.object_key] for fact in facts if fact.object_key in told}


def with_reading(query: Rows, member_id: int | BindParameter[int]) -> Rows:
    """Join a query over articles with how far one member has read each, where they have begun."""
    return query.outerjoin(Reading, (Reading.article_id == Article.id) & (Reading.member_id == member_id))
