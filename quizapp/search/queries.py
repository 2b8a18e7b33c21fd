"""Asking the index, and reading what waits to be indexed."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import nlargest
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import select
from whoosh.scoring import BM25F

from quizapp.db import db
from quizapp.search import store
from quizapp.search.answers import Answer, Hit
from quizapp.search.asking import Need, needs_of
from quizapp.search.documents import Document
from quizapp.search.excerpts import excerpt, marked
from quizapp.search.matching import Filters, Matcher, OutOfTime, Scores
from quizapp.search.models import OutboxRow

LONGEST_S = 1.0  # what one search may take
MOST_HITS = 200  # reached by paging; the total counts all
RETRY_S = 5.0  # how soon a damaged index is looked at again

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Opened:
    """One state of an index, kept in memory for all searches of this process."""

    signature: tuple[int, int] | None
    searcher: Any
    whole: bool
    known: dict[Any, frozenset[int]] = field(default_factory=dict)
    one_at_a_time: threading.Lock = field(
        default_factory=threading.Lock
    )  # a searcher's files have one position


@dataclass(slots=True)
class _Shelf:
    """The opened indexes of this process by folder, and which of them could not be read when."""

    opened: dict[Path, _Opened] = field(default_factory=dict)
    unreadable: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)
    opening: threading.Lock = field(default_factory=threading.Lock)

    def take(self, folder: Path) -> tuple[_Opened | None, bool]:
        """The newest readable state, and whether it is the index as it stands, made from all documents."""
        signature = store.signature(folder)
        held = self.opened.get(folder)
        if signature and held and held.signature == signature:
            return held, held.whole
        seen_in_vain, until = self.unreadable.get(folder, (None, 0.0))
        if signature is None or (signature == seen_in_vain and monotonic() < until):
            return held, False
        with self.opening:
            return self._open(folder, signature)

    def _open(self, folder: Path, signature: tuple[int, int]) -> tuple[_Opened | None, bool]:
        held = self.opened.get(folder)
        if held and held.signature == signature:  # another thread was faster
            return held, held.whole
        try:
            index, found = store.open_index(folder)
            held = _Opened(signature, index.searcher(weighting=BM25F()), found.whole)
        except Exception as error:  # noqa: BLE001  # Whoosh raises whatever its pickles and structs do
            log.warning("the search index cannot be read: %s", error)
            self.unreadable[folder] = signature, monotonic() + RETRY_S
            return held, False
        self.opened[folder] = held
        self.unreadable.pop(folder, None)
        return held, held.whole


_shelf = _Shelf()


def ask(
    folder: Path,
    text: str,
    *,
    lang: str | None = None,
    modules: frozenset[str] | None = None,
    member_type: str | None = None,
    limit: int = 20,
    after: str | None = None,
) -> Answer:
    """The documents that hold every stretch of the text, best first; a filter left None does not narrow.

    Never raises for any text or any state of the index: see `Answer.degraded`. `after` is an answer's `next_key`.
    """
    needs = needs_of(text)
    opened, sound = _shelf.take(folder)
    if opened is None or not needs:
        return Answer((), 0, degraded=not sound)
    try:
        with opened.one_at_a_time:
            ranked, total = _ranked(opened, needs, Filters(lang, modules, member_type))
            page = [one for one in ranked if after is None or _place(one) > _wanted(after)][: limit + 1]
            stored = [opened.searcher.stored_fields(doc) for _, _, doc in page[:limit]]
    except Exception as error:  # as above; a search never takes the page down
        log.warning("a search failed: %r", error, exc_info=not isinstance(error, OutOfTime))
        return Answer((), 0, degraded=True)
    more = _token(page[limit - 1]) if len(page) > limit else None
    return Answer(tuple(_hit(fields, needs) for fields in stored), total, not sound, more)


Ranked = tuple[float, str, int]  # score, key, document number


def _ranked(opened: _Opened, needs: Sequence[Need], filters: Filters) -> tuple[list[Ranked], int]:
    deadline = monotonic() + LONGEST_S
    scores: Scores = {}
    for part, offset in opened.searcher.leaf_searchers():
        found = Matcher(part, filters, deadline, opened.known).scores(needs)
        scores |= {doc + offset: round(score, 6) for doc, score in found.items()}
    best = nlargest(MOST_HITS, scores, key=lambda doc: scores[doc])
    keys = opened.searcher.reader().column_reader("key") if best else {}
    return sorted(((scores[doc], keys[doc], doc) for doc in best), key=_place), len(scores)


def _place(ranked: Ranked) -> tuple[float, str]:
    return -ranked[0], ranked[1]


def _token(ranked: Ranked) -> str:
    return f"{ranked[0]!r}~{ranked[1]}"


def _wanted(after: str) -> tuple[float, str]:
    """The place a token names; before the first for one that is none of ours."""
    score, _, key = after.partition("~")
    try:
        return -float(score), key
    except ValueError:
        return float("-inf"), ""


def _hit(fields: Mapping[str, Any], needs: Sequence[Need]) -> Hit:
    return Hit(
        key=fields["key"],
        kind=fields["kind"],
        title=marked(fields["title"], needs),
        excerpt=excerpt(fields["body"], needs),
        module=fields["module"],
        lang=fields["lang"],
        published_on=date.fromisoformat(fields["published_on"]),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the outbox; no document: the key is to be taken out."""

    id: int
    key: str
    document: Document | None


def waiting(*, limit: int) -> list[Waiting]:
    """The oldest rows of the outbox. Rows are told apart by id, never by "newer than": ids do not commit in order."""
    columns = select(OutboxRow.id, OutboxRow.key, OutboxRow.document).order_by(OutboxRow.id).limit(limit)
    return list(_read(db.session.execute(columns).all()))


def _read(rows: Sequence[Any]) -> Iterator[Waiting]:
    for row in rows:
        yield Waiting(row.id, row.key, Document.from_json(row.document) if row.document else None)
