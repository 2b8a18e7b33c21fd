"""What a search answers: hits with what was found marked, how many there are, and whether to trust that."""

from dataclasses import dataclass
from datetime import date

Segments = tuple[
    tuple[str, bool], ...
]  # pieces of text in order, and whether each is marked; escape when shown


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    kind: str
    title: Segments
    excerpt: Segments
    module: str
    lang: str
    published_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """`degraded`: the index is missing, damaged or not complete, or time ran out; there may be more to find."""

    hits: tuple[Hit, ...]
    total: int
    degraded: bool
    next_key: str | None = None  # hand it back as `after` for the next hits; None after the last


def plain(segments: Segments) -> str:
    return "".join(text for text, _ in segments)
