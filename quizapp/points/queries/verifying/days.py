"""I6: what was written stays written. Every closed day's digest is made again from its entries, day after day."""

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from quizapp.points.models import Digest, Entry
from quizapp.points.queries.digests import digest_by
from quizapp.points.queries.verifying.found import Difference, Proof


def of_days(opened: Connection, proof: Proof) -> Iterator[Difference]:
    """Every closed day that is no longer what it was, and every day that was passed over."""
    columns = Digest.day, Digest.entries, Digest.digest, Digest.before
    closed, before = opened.execute(select(*columns).order_by(Digest.day)).all(), ""
    proof.of_days = len(closed)
    for row in closed:
        if row.before != before:
            yield Difference("I6", f"{row.day}: does not hold the digest of the closed day before it")
        made = digest_by(opened, row.day, row.before)
        if made.entries != row.entries:
            yield Difference("I6", f"{row.day}: {made.entries} entries; {row.entries} when it was closed")
        elif made.digest != row.digest:
            yield Difference("I6", f"{row.day}: its entries are not those it was closed with")
        before, proof.days = row.digest, proof.days + 1
        proof.tell(proof)
    if closed:
        yield from _passed_over(opened)


def _passed_over(opened: Connection) -> Iterator[Difference]:
    """Days that nothing was closed for, though a later one is closed: their entries came from beside the ledger."""
    last = select(func.max(Digest.day)).scalar_subquery()
    closed = select(Digest.day)
    days = select(Entry.day).where(Entry.day < last, Entry.day.not_in(closed)).distinct()
    for day in opened.scalars(days.order_by(Entry.day)).all():
        yield Difference("I6", f"{day}: has entries, and was never closed though later days are")
