"""One article as a member is shown it, and its module's list."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from quizapp.kernel.message import Message
from quizapp.people.reach import Audience
from quizapp.prepared import Prepared
from quizapp.study.models import Article, Edition, Module, Reading, Revision
from quizapp.study.queries.editions import KEPT, READER, in_edition, open_to, with_reading
from quizapp.study.reading import nominal_s
from quizapp.study.shown import length_in_words, time_in_words


@dataclass(frozen=True, slots=True)
class Shown:
    """One article as a member reads it, in the edition shown to them."""

    id: int
    key: str
    module_key: str
    title_zh: str  # of the module
    title_en: str
    lang: str
    title: str
    summary: str
    html: str
    contents: list[dict[str, str]]
    characters: int
    author: str
    published_on: date
    credited_s: int
    first_read_at: datetime | None
    read_on: date | None
    other_lang: str | None  # another edition, where there is one

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The headings of the text: where each stands, and its words."""
        return tuple((part["id"], part["title"]) for part in self.contents)

    @property
    def nominal_s(self) -> int:
        return nominal_s(self.characters)

    @property
    def length(self) -> Message:
        return length_in_words(self.characters, self.lang)

    @property
    def time(self) -> Message:
        return time_in_words(self.characters)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article in its module's list; `number` counts from 1, `read` means once in full."""

    key: str
    title: str
    number: int
    characters: int
    read: bool


def article(key: str, *, lang: str, member_id: int, audience: Audience) -> Shown:
    """The article as this member is shown it; NoResultFound when there is none for them."""
    row = _article(lang, audience).one(key=key, member_id=member_id)
    return Shown(*row)


@lru_cache(KEPT)
def _article(lang: str, audience: Audience) -> Prepared:
    other = aliased(Edition)
    another = (
        select(func.min(other.lang))
        .where(other.article_id == Article.id, other.revision > 0, other.lang != Edition.lang)
        .correlate(Article, Edition)
        .scalar_subquery()
    )
    found = select(
        Article.id,
        Article.key,
        Article.module_key,
        Module.title_zh,
        Module.title_en,
        Edition.lang,
        Revision.title,
        Revision.summary,
        Revision.html,
        Revision.contents,
        Revision.characters,
        Revision.author,
        Revision.published_on,
        func.coalesce(Reading.credited_s, 0).label("credited_s"),
        Reading.first_read_at,
        Reading.read_on,
        another.label("other_lang"),
    ).join_from(Article, Module, Module.key == Article.module_key)
    whole = with_reading(in_edition(found, lang), READER)
    return Prepared(whole.where(Article.key == bindparam("key"), open_to(audience)))


def articles_of(module_key: str, *, lang: str, member_id: int, audience: Audience) -> list[Neighbour]:
    """A module's articles in their order, each with whether the member has read it."""
    rows = _articles_of(lang, audience).all(module_key=module_key, member_id=member_id)
    return [
        Neighbour(row.key, row.title, number, row.characters, row.first_read_at is not None)
        for number, row in enumerate(rows, 1)
    ]


@lru_cache(KEPT)
def _articles_of(lang: str, audience: Audience) -> Prepared:
    listed = select(Article.key, Revision.title, Revision.characters, Reading.first_read_at)
    return Prepared(
        with_reading(in_edition(listed.select_from(Article), lang), READER)
        .where(Article.module_key == bindparam("module_key"), open_to(audience))
        .order_by(Article.position, Article.id)
    )


class Titled(NamedTuple):
    """An article as a link names it."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Around:
    """Where an article stands in its module, and the key and title of those before and after it."""

    number: int
    of: int
    before: Titled | None
    after: Titled | None


def around(key: str, *, module_key: str, lang: str, audience: Audience) -> Around:
    """The place of an article among those of its module that an audience is shown; one statement."""
    listed = [Titled(*row) for row in _titles_of(lang, audience).all(module_key=module_key)]
    place = [title.key for title in listed].index(key)
    before = listed[place - 1] if place else None
    after = listed[place + 1] if place + 1 < len(listed) else None
    return Around(place + 1, len(listed), before, after)


@lru_cache(KEPT)
def _titles_of(lang: str, audience: Audience) -> Prepared:
    listed = in_edition(select(Article.key, Revision.title).select_from(Article), lang)
    inside = listed.where(Article.module_key == bindparam("module_key"), open_to(audience))
    return Prepared(inside.order_by(Article.position, Article.id))
