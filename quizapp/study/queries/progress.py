"""How far a member has come: in one article, for crediting; and in the library, for going on."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import aliased

from quizapp.db import ask
from quizapp.kernel.clock import day_begins
from quizapp.study.models import Article, Column, Module, Reading, Revision
from quizapp.study.queries.editions import KEPT, READER, Rows, in_edition, open_to, with_reading
from quizapp.study.reading import Elsewhere, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """What crediting a sign of reading has to know: the article, its length, and where the member stands."""

    article_id: int
    characters: int
    standing: Standing
    elsewhere: Elsewhere


def place(key: str, *, lang: str, member_id: int, member_type: str, day: date, zone: str) -> Place:
    """Where a member stands in an article on a study day, in one select; NoResultFound when it is not for them."""
    values = {"key": key, "member_id": member_id, "day": day, "day_began": day_begins(day, zone)}
    row = ask(_place(lang, member_type), **values).one()
    fields = ("credited_s", "reached_end", "day", "day_s", "last_at", "first_read_at", "read_on")
    standing = Standing(**{name: getattr(row, name) for name in fields}) if row.last_at else Standing()
    return Place(row.id, row.characters, standing, Elsewhere(row.elsewhere_at, int(row.elsewhere_s)))


@lru_cache(KEPT)
def _place(lang: str, member_type: str) -> Rows:
    elsewhere = aliased(Reading)
    others = (elsewhere.member_id == READER, elsewhere.article_id != Article.id)
    last = select(func.max(elsewhere.last_at)).where(*others)
    spent = select(func.coalesce(func.sum(elsewhere.day_s), 0)).where(
        *others, elsewhere.last_at >= bindparam("day_began"), elsewhere.day == bindparam("day")
    )
    mine = (Reading.credited_s, Reading.reached_end, Reading.day, Reading.day_s, Reading.last_at)
    found = select(
        Article.id,
        Revision.characters,
        last.correlate(Article).scalar_subquery().label("elsewhere_at"),
        spent.correlate(Article).scalar_subquery().label("elsewhere_s"),
        *mine,
        Reading.first_read_at,
        Reading.read_on,
    ).select_from(Article)
    return with_reading(in_edition(found, lang), READER).where(
        Article.key == bindparam("key"), open_to(member_type)
    )


@dataclass(frozen=True, slots=True)
class NextArticle:
    """Where to go on reading: the article, its module's titles, and its place among the module's `count`."""

    article_key: str
    article_title: str
    module_key: str
    title_zh: str
    title_en: str
    place: int
    count: int


def continue_reading(member_id: int, lang: str, member_type: str | None = None) -> NextArticle | None:
    """The first unread article of the module the member read in last, or of the library; None when all is read.

    Without a member type, articles meant for some types only are left out.
    """
    row = ask(_unread(lang, member_type), member_id=member_id).first()
    if row is None:
        return None
    return NextArticle(
        row.key, row.title, row.module_key, row.title_zh, row.title_en, row.place, row.module_size
    )


@lru_cache(KEPT)
def _unread(lang: str, member_type: str | None) -> Rows:
    last = aliased(Article)
    read_in = select(last.module_key).join(Reading, Reading.article_id == last.id)
    latest = read_in.where(Reading.member_id == READER).order_by(Reading.last_at.desc()).limit(1)
    done = select(Reading.article_id).where(Reading.member_id == READER, Reading.first_read_at.is_not(None))
    shelf = _numbered(lang, member_type).subquery()
    return (
        select(shelf)
        .where(shelf.c.id.not_in(done))
        .order_by(
            case((shelf.c.module_key == latest.scalar_subquery(), 0), else_=1),
            shelf.c.column_position,
            shelf.c.module_position,
            shelf.c.module_key,
            shelf.c.place,
        )
        .limit(1)
    )


def _numbered(lang: str, member_type: str | None) -> Rows:
    """Every open article with its place in its module and the number of articles there."""
    order = (Article.position, Article.id)
    listed = select(
        Article.id,
        Article.key,
        Revision.title,
        Article.module_key,
        Module.title_zh,
        Module.title_en,
        Module.position.label("module_position"),
        Column.position.label("column_position"),
        func.row_number().over(partition_by=Article.module_key, order_by=order).label("place"),
        func.count().over(partition_by=Article.module_key).label("module_size"),
    ).join_from(Article, Module, Module.key == Article.module_key)
    return in_edition(listed.join(Column, Column.key == Module.column_key), lang).where(open_to(member_type))
