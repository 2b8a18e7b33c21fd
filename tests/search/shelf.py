"""Documents for the search's tests, and the naive search they are measured against."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from quizapp.kernel.text import fold
from quizapp.search.documents import Document

CHECKOUT = Path(__file__).parents[2]
LAWS = CHECKOUT.parent / "shared/data/laws-cn/laws.jsonl"
NUMERALS = set("零〇一二两三四五六七八九十百千万亿")


def document(key: str, body: str = "", **given) -> Document:
    plain = {
        "kind": "article",
        "title": "",
        "lang": "zh-Hans",
        "module": "m",
        "member_types": (),
        "published_on": date(2026, 8, 5),
    }
    return Document(key=key, body=body, **plain | given)


def articles() -> list[Document]:
    """The articles that ship, as they stand in their files."""
    files = sorted((CHECKOUT / "content").glob("*/*.zh-Hans.md"))
    return [document(file.stem, file.read_text("utf8"), module=file.parent.name) for file in files]


def sections_of_law(most: int) -> list[Document]:
    """Single sections of statutes, the first `most`."""
    laws = map(json.loads, LAWS.read_text("utf8").splitlines())
    sections = ((law, part) for law in laws for part in re.split(r"\n\n(?=第)", law["body"]))
    return [
        document(f"s{n}", part, title=law["title"])
        for n, (law, part) in zip(range(most), sections, strict=False)
    ]


def naively(documents: Iterable[Document], text: str) -> set[str]:
    """The keys of the documents whose folded text holds the folded query."""
    wanted = fold(text)
    return {one.key for one in documents if wanted in _folded(one.title) or wanted in _folded(one.body)}


_folded = cache(fold)


def queries(documents: list[Document], count: int) -> Iterator[str]:
    """Texts of two to four Han signs that stand in the documents; without numerals, which may be found in digits."""
    chance = Random(7)
    runs = [
        run
        for one in documents
        for run in re.findall(r"[\u4e00-\u9fff]{4,}", one.body)
        if not NUMERALS & set(run)
    ]
    for run in chance.choices(runs, k=count):
        length = chance.randint(2, 4)
        start = chance.randint(0, len(run) - length)
        yield run[start : start + length]
