"""Where articles meet in modules and packages: what there is, and how far a member has come in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from quizapp.bank.models import Topic
from quizapp.db import db
from quizapp.people.reach import Audience
from quizapp.study.models import Article, Column, Module, Package, Reading, Revision
from quizapp.study.queries import in_columns, in_edition, open_to, with_reading


@dataclass(frozen=True, slots=True)
class ModuleCard:
    """A module on a shelf: how many articles it has for this member, and how many of them they have read."""

    key: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    column_key: str
    column_zh: str
    column_en: str
    articles: int
    read: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """One column with its modules."""

    key: str
    title_zh: str
    title_en: str
    modules: tuple[ModuleCard, ...]


@dataclass(frozen=True, slots=True)
class ToRead:
    """An article of a package, with its module's titles."""

    key: str
    title: str
    module_key: str
    title_zh: str
    title_en: str
    read: bool


@dataclass(frozen=True, slots=True)
class PackageList:
    """What a package asks to read, and how much of it is done."""

    articles: tuple[ToRead, ...]

    @property
    def read(self) -> int:
        return sum(article.read for article in self.articles)

    @property
    def next(self) -> ToRead | None:
        return next((article for article in self.articles if not article.read), None)


def module_cards(member_id: int, audience: Audience) -> list[ModuleCard]:
    """Every module with something to read for this member, in the library's order."""
    counted = (
        select(
            Module.key,
            Module.title_zh,
            Module.title_en,
            Module.summary_zh,
            Module.summary_en,
            Column.key.label("column_key"),
            Column.title_zh.label("column_zh"),
            Column.title_en.label("column_en"),
            func.count(Article.id).label("articles"),
            func.count(Reading.first_read_at).label("read"),
        )
        .join_from(Article, Module, Module.key == Article.module_key)
        .join(Column, Column.key == Module.column_key)
    )
    rows = db.session.execute(
        with_reading(counted, member_id)
        .where(open_to(audience))
        .group_by(Module.key, Column.key)
        .order_by(Column.position, Module.position, Module.key)
    )
    return [ModuleCard(**row._mapping) for row in rows]


def shelves(cards: Sequence[ModuleCard]) -> list[Shelf]:
    """The modules under their columns, in the order given."""
    columns = dict.fromkeys((card.column_key, card.column_zh, card.column_en) for card in cards)
    return [
        Shelf(*column, tuple(card for card in cards if card.column_key == column[0])) for column in columns
    ]


def module(key: str, audience: Audience) -> Module:
    """The module; NoResultFound when there is none for this audience."""
    wanted = select(Module).where(Module.key == key, in_columns(audience, Module.key))
    return db.session.execute(wanted).scalar_one()


def package(key: str) -> Package:
    """The package; NoResultFound when there is none."""
    return db.session.execute(select(Package).where(Package.key == key)).scalar_one()


def current_package(day: date) -> Package | None:
    """The package that runs on the day; the latest begun when several do."""
    running = select(Package).where(Package.starts_on <= day, Package.due_on >= day)
    return db.session.scalar(running.order_by(Package.starts_on.desc(), Package.key).limit(1))


def next_package(day: date) -> Package | None:
    """The first package that begins after the day."""
    later = select(Package).where(Package.starts_on > day)
    return db.session.scalar(later.order_by(Package.starts_on, Package.key).limit(1))


def package_list(wanted: Package, *, lang: str, member_id: int, audience: Audience) -> PackageList:
    """The articles of a package's modules, then its single ones, with what the member has read of them."""
    listed = select(
        Article.key,
        Revision.title,
        Article.module_key,
        Module.title_zh,
        Module.title_en,
        Reading.first_read_at,
    ).join_from(Article, Module, Module.key == Article.module_key)
    rows = db.session.execute(
        with_reading(in_edition(listed, lang), member_id)
        .where(
            open_to(audience),
            or_(Article.module_key.in_(wanted.modules), Article.key.in_(wanted.articles)),
        )
        .order_by(Article.position, Article.id)
    )
    found = [
        ToRead(row.key, row.title, row.module_key, row.title_zh, row.title_en, row.first_read_at is not None)
        for row in rows
    ]
    return PackageList(tuple(sorted(found, key=lambda article: _place(article, wanted))))


def _place(article: ToRead, wanted: Package) -> tuple[int, int]:
    if article.module_key in wanted.modules:
        return wanted.modules.index(article.module_key), 0
    return len(wanted.modules), wanted.articles.index(article.key)


def topics(keys: Sequence[str]) -> list[Topic]:
    """The topics with these keys that the bank has, in the order asked for."""
    found = {topic.key: topic for topic in db.session.scalars(select(Topic).where(Topic.key.in_(keys)))}
    return [found[key] for key in keys if key in found]
