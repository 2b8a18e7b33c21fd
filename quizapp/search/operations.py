"""What the slices tell the search: a document to be found, one no longer to be found, a text looked for in vain."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete

from quizapp.db import changed, db, operation, upsert
from quizapp.kernel.text import fold_in_place
from quizapp.search.documents import Document
from quizapp.search.models import Miss, OutboxRow

LONGEST_MISS = 60
SHORTEST_FORGOTTEN = 2  # a single sign stands in too many words


@operation
def put(document: Document, *, at: datetime) -> None:
    """Have the document found as it is now, in the transaction that made it so; the worker indexes it later."""
    db.session.add(OutboxRow(key=document.key, document=document.to_json(), at=at))


@operation
def take_out(key: str, *, at: datetime) -> None:
    """Have the document no longer found, in the transaction that withdraws it."""
    db.session.add(OutboxRow(key=key, document=None, at=at))


@operation
def note_miss(*, text: str, day: date) -> None:
    """Count a text that found nothing; who looked for it is not kept. Nothing is counted without letters or digits."""
    folded = " ".join(fold_in_place(text[: 4 * LONGEST_MISS]).text.split())[:LONGEST_MISS]
    if not folded:
        return
    added = upsert(Miss).values(day=day, text=folded, count=1)
    db.session.execute(
        added.on_conflict_do_update(index_elements=["day", "text"], set_={"count": Miss.count + 1})
    )


@operation
def forget_misses(*, text: str) -> int:
    """Drop the texts looked for in vain that have this in them, such as the name of someone to be forgotten."""
    folded = " ".join(fold_in_place(text[: 4 * LONGEST_MISS]).text.split())
    if len(folded) < SHORTEST_FORGOTTEN:
        return 0
    return changed(delete(Miss).where(Miss.text.contains(folded, autoescape=True)))


@operation
def forget(*, ids: Sequence[int]) -> None:
    """Drop outbox rows whose documents are in the index."""
    db.session.execute(delete(OutboxRow).where(OutboxRow.id.in_(ids)))
