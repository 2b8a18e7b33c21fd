"""Long lists by keyset: a page is a limit and the key of the last row seen, never an offset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the key to ask the next page with (None on the last)."""

    rows: Sequence[Row]
    next_key: str | None


def page_of(rows: Sequence[Row], *, limit: int, key: Callable[[Row], str]) -> Page[Row]:
    """Make a page from at most `limit + 1` rows read: the extra row only tells that there is more."""
    kept = rows[:limit]
    return Page(kept, key(kept[-1]) if len(rows) > limit else None)
