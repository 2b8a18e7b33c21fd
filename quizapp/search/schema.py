"""How a document lies in the index: its fields, and our own way of cutting text into words."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.formats import Positions

from quizapp.kernel.text import fold_in_place
from quizapp.search.documents import Document
from quizapp.search.words import words

# Raised with every change to fields or words: an index of another form counts as missing and is made anew.
FORM = 1
EVERYONE = "everyone"


class Places(Positions):  # type: ignore[misc]  # Whoosh has no types
    """Keeps where each word stands in a field's folded text. Single signs are never part of a run: only counted."""

    def word_values(
        self, value: str, analyzer: object, **options: object
    ) -> Iterator[tuple[str, int, float, bytes]]:
        places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for word, place in words(fold_in_place(value).text):
            places[word].append(place)
        for word, where in places.items():
            yield word, len(where), float(len(where)), where.tobytes() if len(word) > 1 else b"."

    def decode_positions(self, stored: bytes) -> list[int]:
        where = array("I")
        where.frombytes(stored)
        return where.tolist()


def _text() -> TEXT:
    made = TEXT(stored=True)
    made.format = Places()
    return made


SCHEMA = Schema(
    key=ID(stored=True, unique=True, sortable=True),
    kind=STORED,
    title=_text(),
    body=_text(),
    lang=ID(stored=True),
    module=ID(stored=True),
    audience=KEYWORD,
    published_on=STORED,
)


def fields_of(document: Document) -> dict[str, Any]:
    """What the index keeps of a document."""
    return {
        "key": document.key,
        "kind": document.kind,
        "title": document.title,
        "body": document.body,
        "lang": document.lang,
        "module": document.module,
        "audience": [audience(name) for name in sorted(set(document.member_types))] or [EVERYONE],
        "published_on": document.published_on.isoformat(),
    }


def audience(member_type: str) -> str:
    """The word a member type is filtered by; no type can be named like `EVERYONE`."""
    return f"type:{member_type}"
