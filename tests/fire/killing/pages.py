"""Reading pages the way a browser without script does: the token for forms, and a question's form filled in somehow."""

import re
from collections.abc import Iterator
from random import Random

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
NUMBER = re.compile(r'name="n" value="(\d+)"')
INPUT = re.compile(r"<input\b[^>]*>")
PLACE = re.compile(r'<select[^>]*name="(place-[^"]+)"')
Pair = tuple[str, str]


def token(page: str) -> str:
    return TOKEN.search(page)[1]


def ticket(page: str) -> str:
    """What makes a form sent twice one thing done."""
    return TICKET.search(page)[1]


def heading(page: str) -> str:
    """What a page is about, for telling of one that should not have come."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())[:200]


def filled_in(page: str, rng: Random) -> list[Pair] | None:
    """Some complete answer to the question on a page; None when the page asks nothing."""
    number = NUMBER.search(page)
    return [("n", number[1]), *_answers(page, rng)] if number else None


def _answers(page: str, rng: Random) -> Iterator[Pair]:
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', found)) for found in INPUT.findall(page)]
    options = [one for one in inputs if one.get("name") == "answer"]
    if options:
        chosen = rng.sample(options, 1 if options[0]["type"] == "radio" else 2)
        yield from (("answer", one["value"]) for one in chosen)
    for one in inputs:
        if one.get("name", "").startswith("answer-"):
            yield one["name"], str(rng.randrange(9))
    places = PLACE.findall(page)
    yield from zip(places, (str(n) for n in rng.sample(range(1, len(places) + 1), len(places))), strict=True)
