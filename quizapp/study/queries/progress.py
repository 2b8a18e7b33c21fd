"""How far a member has come: in one article, for crediting; and in the library, for going on."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.clock import day_begins
from quizapp.people.reach import Audience
from quizapp.prepared import Prepared
from quizapp.study.models import Article, Column, Edition, Module, Reading, ReadingMonth, Revision
from quizapp.study.queries.editions import KEPT, READER, in_edition, open_to, with_reading
from quizapp.study.reading import Elsewhere, Standing


@dataclass(frozen=True, slots=True)
class Place:
    """What crediting a sign of reading has to know: the article, its length, and where the member stands."""

    article_id: int
    characters: int
    standing: Standing
    elsewhere: Elsewhere


def place(key: str, *, lang: str, member_id: int, audience: Audience, day: date, zone: str) -> Place:
    """Where a member stands in an article on a study day, in one select; NoResultFound when it is not for them."""
    values = {"key": key, "member_id": member_id, "day": day, "day_began": day_begins(day, zone)}
    row = _place(lang, audience).one(**values)
    fields = ("credited_s", "reached_end", "day", "day_s", "last_at", "first_read_at", "read_on")
    standing = Standing(**{name: getattr(row, name) for name in fields}) if row.last_at else Standing()
    return Place(row.id, row.characters, standing, Elsewhere(row.elsewhere_at, int(row.elsewhere_s)))


@lru_cache(KEPT)
def _place(lang: str, audience: Audience) -> Prepared:
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
    whole = with_reading(in_edition(found, lang), READER)
    return Prepared(whole.where(Article.key == bindparam("key"), open_to(audience)))


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


def continue_reading(member_id: int, lang: str, audience: Audience) -> NextArticle | None:
    """The first unread article of the module the member read in last, or of the library; None when all is read."""
    row = _unread(lang, audience).first(member_id=member_id)
    if row is None:
        return None
    return NextArticle(
        row.key, row.title, row.module_key, row.title_zh, row.title_en, row.place, row.module_size
    )


@lru_cache(KEPT)
def _unread(lang: str, audience: Audience) -> Prepared:
    """The article to go on with. Places are counted in its module alone: numbering the library costs as much as the page."""
    first, beside = _first_unread(audience).subquery(), aliased(Article)
    listed = select(func.count()).where(
        beside.module_key == Article.module_key, _is_readable(audience, beside)
    )
    before = or_(
        beside.position < Article.position,
        and_(beside.position == Article.position, beside.id < Article.id),
    )
    found = select(
        Article.key,
        Revision.title,
        Article.module_key,
        Module.title_zh,
        Module.title_en,
        (listed.where(before).correlate(Article).scalar_subquery() + 1).label("place"),
        listed.correlate(Article).scalar_subquery().label("module_size"),
    ).join_from(Article, Module, Module.key == Article.module_key)
    return Prepared(in_edition(found.join(first, first.c.id == Article.id), lang))


def _first_unread(audience: Audience) -> Select[int]:
    """The module first, then its article: each is looked for in order, and the library is never sorted as a whole."""
    module = _module_to_read(audience).scalar_subquery()
    listed = select(Article.id).where(Article.module_key == module, _is_unread(audience, Article))
    return listed.order_by(Article.position, Article.id).limit(1)


def _module_to_read(audience: Audience) -> Select[str]:
    """The module read in last while something in it is unread, or else the first one of the library that has such."""
    last, inside = aliased(Article), aliased(Article)
    read_in = select(last.module_key).join(Reading, Reading.article_id == last.id)
    latest = read_in.where(Reading.member_id == READER).order_by(Reading.last_at.desc()).limit(1)
    unread = select(inside.id).where(inside.module_key == Module.key, _is_unread(audience, inside))
    return (
        select(Module.key)
        .join(Column, Column.key == Module.column_key)
        .where(unread.correlate(Module).exists())
        .order_by(
            case((Module.key == latest.scalar_subquery(), 0), else_=1),
            Column.position,
            Module.position,
            Module.key,
        )
        .limit(1)
    )


def _is_unread(audience: Audience, article: type[Article]) -> ColumnElement[bool]:
    """Readable, and not read in full yet."""
    done = select(Reading.article_id).where(
        Reading.member_id == READER, Reading.article_id == article.id, Reading.first_read_at.is_not(None)
    )
    return _is_readable(audience, article) & ~done.correlate(article).exists()


def _is_readable(audience: Audience, article: type[Article]) -> ColumnElement[bool]:
    """Open to the audience, in whatever language."""
    edition = select(Edition.id).where(Edition.article_id == article.id, Edition.revision > 0)
    return open_to(audience, article) & edition.correlate(article).exists()


def reading_by_month(member_id: int, since: date) -> dict[date, int]:
    """The seconds a member read in each month from one on, by its first day."""
    found = select(ReadingMonth.month, ReadingMonth.seconds).where(
        ReadingMonth.member_id == member_id, ReadingMonth.month >= since
    )
    return {row[0]: row[1] for row in db.session.execute(found)}
