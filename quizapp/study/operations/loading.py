"""Loading the library from its files: once or again, in bulk, and with respect for what was edited in the product."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from quizapp.db import Model, db, operation, upsert
from quizapp.search import operations as search
from quizapp.search.documents import Document
from quizapp.study.files import ArticleFile, EditionFile, Library
from quizapp.study.files.library import PackageFile
from quizapp.study.models import Article, Column, Edition, Module, Package, Revision
from quizapp.study.queries import document_key
from quizapp.study.reading import length_of

AT_ONCE = 50  # rows in one statement: SQLite takes 999 values on old builds


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did, counted in editions; `kept` names those left as they were edited in the product."""

    modules: int
    packages: int
    added: int
    changed: int
    unchanged: int
    withdrawn: int
    kept: tuple[str, ...]


_Name = tuple[str, str]  # an edition's article key and language


@dataclass(frozen=True, slots=True)
class _Held:
    """An edition as the database holds it."""

    id: int
    revision: int  # the one read now; 0: withdrawn
    newest: int
    digest: str
    edited: bool
    placed: tuple[str, tuple[str, ...]]  # what search has to know of its article: module and member types


@operation
def load(*, library: Library, take_files: bool, at: datetime) -> Loaded:
    """Bring the library to what the files say. Run again, it changes nothing. ValueError with complaints open.

    What was edited in the product since the last load is left and named, unless `take_files`.
    """
    if library.complaints:
        raise ValueError(f"{len(library.complaints)} complaints are open")
    held, named = _held(), _keys(library)
    kept = set() if take_files else {name for name, edition in held.items() if edition.edited}
    _shelve(library)
    ids = _place_articles(library)
    new, newer = _write_editions(library, ids, held, kept, at)
    gone = _withdraw(library, held, kept)
    _tell_search(library, held, new | newer, gone, at)
    return Loaded(
        modules=len(library.modules),
        packages=len(library.packages),
        added=len(new),
        changed=len(newer),
        unchanged=len(named - new - newer - kept),
        withdrawn=len(gone),
        kept=tuple(sorted(f"{key} ({lang})" for key, lang in kept)),
    )


def _keys(library: Library) -> set[_Name]:
    return {(article.key, edition.lang) for article, edition in library.editions()}


def _held() -> dict[_Name, _Held]:
    newest = select(func.max(Revision.number)).where(Revision.edition_id == Edition.id).scalar_subquery()
    rows = db.session.execute(
        select(
            Edition.id,
            Edition.lang,
            Edition.revision,
            Edition.loaded_digest,
            Edition.edited_at,
            Article.key,
            Article.module_key,
            Article.member_types,
            newest.label("newest"),
        ).join(Article, Article.id == Edition.article_id)
    )
    return {
        (row.key, row.lang): _Held(
            id=row.id,
            revision=row.revision,
            newest=row.newest,
            digest=row.loaded_digest,
            edited=row.edited_at is not None,
            placed=(row.module_key, tuple(row.member_types)),
        )
        for row in rows
    }


def _shelve(library: Library) -> None:
    """Columns, modules and packages as the files say; a package that is gone is removed, nothing hangs on it."""
    _put_all(Column, [asdict(column) for column in library.columns.values()])
    _put_all(
        Module, [asdict(module) | {"topics": list(module.topics)} for module in library.modules.values()]
    )
    _put_all(Package, [{**asdict(package), **_lists(package)} for package in library.packages.values()])
    db.session.execute(delete(Package).where(Package.key.not_in(list(library.packages))))


def _lists(package: PackageFile) -> dict[str, list[str]]:
    return {name: list(getattr(package, name)) for name in ("modules", "articles", "weekly_topics")}


def _put_all(table: type[Model], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        added = upsert(table).values(rows[start : start + AT_ONCE])
        settled = {name: added.excluded[name] for name in rows[0] if name != "key"}
        db.session.execute(added.on_conflict_do_update(index_elements=["key"], set_=settled))


def _place_articles(library: Library) -> dict[str, int]:
    """Put each article in its place; returns the ids by key."""
    _put_all(
        Article,
        [
            {
                "key": article.key,
                "module_key": article.module_key,
                "position": article.position,
                "topics": list(article.topics),
                "member_types": list(article.member_types),
                "published": True,
            }
            for article in library.articles.values()
        ],
    )
    return {row.key: row.id for row in db.session.execute(select(Article.key, Article.id))}


def _write_editions(
    library: Library, ids: dict[str, int], held: dict[_Name, _Held], kept: set[_Name], at: datetime
) -> tuple[set[_Name], set[_Name]]:
    """Write a first or a further revision where the file says something new; returns which of either."""
    new, newer, revisions = [], {}, []
    for article, edition in library.editions():
        name = (article.key, edition.lang)
        before = held.get(name)
        if before is None:
            new.append((name, edition))
        elif name not in kept and (before.edited or not before.revision or before.digest != edition.digest):
            newer[name] = {
                "id": before.id,
                "revision": before.newest + 1,
                "loaded_digest": edition.digest,
                "edited_at": None,
            }
            revisions.append(_revision(before.id, before.newest + 1, edition, at))
    made = _add_editions([(ids[key], edition) for (key, _), edition in new])
    revisions += [_revision(made[ids[key], edition.lang], 1, edition, at) for (key, _), edition in new]
    if newer:
        db.session.execute(update(Edition), list(newer.values()))
    if revisions:
        db.session.execute(insert(Revision), revisions)
    return {name for name, _ in new}, set(newer)


def _add_editions(new: list[tuple[int, EditionFile]]) -> dict[tuple[int, str], int]:
    """Add the editions at their first revision; returns their ids by article id and language."""
    if not new:
        return {}
    rows = [
        {"article_id": article_id, "lang": edition.lang, "revision": 1, "loaded_digest": edition.digest}
        for article_id, edition in new
    ]
    made = db.session.execute(insert(Edition).returning(Edition.article_id, Edition.lang, Edition.id), rows)
    return {(row.article_id, row.lang): row.id for row in made}


def _revision(edition_id: int, number: int, edition: EditionFile, at: datetime) -> dict[str, Any]:
    return {
        "edition_id": edition_id,
        "number": number,
        "title": edition.title,
        "summary": edition.summary,
        "source": edition.source,
        "html": edition.html,
        "contents": [{"id": id, "title": title} for id, title in edition.contents],
        "plain": edition.plain,
        "characters": length_of(edition.plain),
        "author": edition.author,
        "published_on": edition.published_on,
        "created_at": at,
    }


def _withdraw(library: Library, held: dict[_Name, _Held], kept: set[_Name]) -> set[_Name]:
    """Take back the editions that the files no longer hold, and unpublish articles left with none."""
    gone = {name for name, edition in held.items() if edition.revision} - _keys(library) - kept
    if gone:
        withdrawn = update(Edition).where(Edition.id.in_([held[name].id for name in gone]))
        db.session.execute(withdrawn.values(revision=0), execution_options={"synchronize_session": False})
    stay = {*library.articles, *(key for key, _ in kept)}
    lost = update(Article).where(Article.key.not_in(sorted(stay)), Article.published)
    db.session.execute(lost.values(published=False), execution_options={"synchronize_session": False})
    return gone


def _tell_search(
    library: Library, held: dict[_Name, _Held], written: set[_Name], gone: set[_Name], at: datetime
) -> None:
    for article, edition in library.editions():
        before = held.get((article.key, edition.lang))
        moved = before is not None and before.placed != (article.module_key, article.member_types)
        if moved or (article.key, edition.lang) in written:
            search.put(document=_document(article, edition), at=at)
    for key, lang in sorted(gone):
        search.take_out(key=document_key(key, lang), at=at)


def _document(article: ArticleFile, edition: EditionFile) -> Document:
    return Document(
        key=document_key(article.key, edition.lang),
        kind="article",
        title=edition.title,
        body=edition.plain,
        lang=edition.lang,
        module=article.module_key,
        member_types=article.member_types,
        published_on=edition.published_on,
    )
