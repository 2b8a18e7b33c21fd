"""The one indexer: follows the outbox, or makes the index anew from all documents."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.search import queries, store
from quizapp.search.documents import Document
from quizapp.search.operations import forget
from quizapp.search.queries import Waiting
from quizapp.search.schema import fields_of

BATCH = 500
WAIT_S = 60.0

log = logging.getLogger(__name__)


def catch_up(folder: Path, *, at: datetime, documents: Callable[[], Iterable[Document]] | None = None) -> int:
    """Index what waits in the outbox; returns how many rows were done, 0 when another indexer is at work.

    A missing or damaged index is first made anew from `documents`. Without them a missing one is begun with what
    waits and answers as degraded, and a damaged one is left, with its rows, to `rebuild`.
    """
    with store.only_indexer(folder, wait_s=0) as ours:
        if not ours:
            return 0
        if documents is not None and not _readable(folder):
            log.warning("the search index is made anew at %s", at.isoformat())
            _make(folder, documents())
        try:
            return _drain(folder)
        except store.DamagedIndex as error:
            log.error("the search index is damaged, `quizapp search rebuild` makes it anew: %s", error)
            return 0


def rebuild(folder: Path, documents: Iterable[Document], *, wait_s: float = WAIT_S) -> int:
    """Make the index anew beside the present one, then replace it; returns how many documents it holds.

    Rows in the outbox stay: done again, they change nothing. Refused when another indexer does not end in time.
    """
    with store.only_indexer(folder, wait_s=wait_s) as ours:
        if not ours:
            raise Refused(
                Message("Another process is writing the search index. Try again when it has finished.")
            )
        return _make(folder, documents)


def _readable(folder: Path) -> bool:
    try:
        return store.open_index(folder)[1].whole
    except (store.NoIndex, store.DamagedIndex):
        return False


def _make(folder: Path, documents: Iterable[Document]) -> int:
    count = 0
    with store.new_generation(folder, base=None, whole=True) as writer:
        for document in documents:
            writer.add_document(**fields_of(document))
            count += 1
    return count


def _drain(folder: Path) -> int:
    done = 0
    while rows := queries.waiting(limit=BATCH):
        db.session.rollback()  # no transaction is held open while the index is written
        _write(folder, rows)
        # Killed before this line, the same rows are done again: each says the whole state of its key.
        forget(ids=[row.id for row in rows])
        done += len(rows)
    return done


def _write(folder: Path, rows: Sequence[Waiting]) -> None:
    try:
        base = store.open_index(folder)[1]
    except store.NoIndex:
        base = None
    latest = {row.key: row.document for row in rows}
    with store.new_generation(folder, base=base, whole=base is not None and base.whole) as writer:
        _take_out(writer, set(latest))
        for document in latest.values():
            if document is not None:
                writer.add_document(**fields_of(document))


def _take_out(writer: Any, keys: set[str]) -> None:
    with writer.searcher() as searcher:
        numbers = [number for key in keys for number in searcher.document_numbers(key=key)]
    for number in numbers:
        writer.delete_document(number)
