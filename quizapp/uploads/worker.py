"""Sweeping away pictures that nothing shows, and files that no row stands for."""

from datetime import datetime
from itertools import islice
from pathlib import Path

from quizapp.uploads import gateways, operations, queries

BATCH = 500


def sweep(folder: Path, *, at: datetime) -> int:
    """Drop what has been loose for a day, row and files; gives how many pictures are gone."""
    gone = set(operations.forget_loose(at=at))
    old = gateways.handles_before(folder, at - operations.LOOSE_FOR)
    while some := set(islice(old, BATCH)):
        gone |= some - queries.known(some)
    for handle in gone:
        gateways.remove(folder, handle)
    return len(gone)
