"""Opening everything an actor can open: every page of the map, every link and every search form on what comes back."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from tests.security.browsing import Browser
from tests.security.planting import WORD
from tests.security.rules.saying import Rule
from tests.security.stage import HANDED_OUT, Actor, Stage, Thing

MOST_ALIKE = 6  # links followed to one endpoint with the same names in its query
_LINK = re.compile(r'(?:href|src|action|data-[a-z-]+)="(/[^"]*)"')
_FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
_GET_FORM = re.compile(r'<form(?![^>]*method="post")[^>]*>(.*?)</form>', re.DOTALL)
# What an address may be asked besides: for what was planted, and for what nobody has.
ASKED = (
    {"q": WORD},
    {"q": "%_'"},
    {"q": "\0"},
    {"after": WORD, "before": WORD, "n": WORD},
    {"after": "9" * 30, "before": "9" * 30, "n": "9" * 30},
)


class Crawl:
    """One actor's walk. It follows links within the site and never sends a form that changes something."""

    def __init__(self, browser: Browser, stage: Stage, rules: dict[str, Rule], actor: Actor) -> None:
        self.browser, self.stage, self.rules, self.actor = browser, stage, rules, actor
        self.seen: set[str] = set()
        self.alike: Counter[tuple[str, ...]] = Counter()

    def answers(self) -> Iterator[tuple[str, TestResponse, str]]:
        """Every address with its answer and all that could be read in it."""
        waiting = list(self._starts())
        while waiting:
            address = waiting.pop(0)
            self.seen.add(address)
            answer = self.browser.send(self.actor, "GET", address)
            yield address, answer, readable(answer)
            waiting += self._new(self._onwards(address, answer))

    def _new(self, links: Iterable[str]) -> Iterator[str]:
        """The links not yet followed, and not too many of a kind: a list leads to a hundred pages that are alike."""
        for link in dict.fromkeys(link.partition("#")[0] for link in links):
            kind = self.browser.kind_of(link)
            if link not in self.seen and not link.startswith("/static/") and self.alike[kind] < MOST_ALIKE:
                self.alike[kind] += 1
                self.seen.add(link)
                yield link

    def _starts(self) -> Iterator[str]:
        for endpoint, rule in self.rules.items():
            if rule.method != "GET" or rule.takes in HANDED_OUT:
                continue
            reached = {0, self.actor.member_id, *self.stage.owners}
            things = [thing for thing in self.stage.of_kind(rule.takes) if thing.owner in reached]
            addresses = [self.browser.address(endpoint, values) for values in _addresses(things)]
            yield from addresses
            yield from (f"{addresses[0]}?{urlencode(asked)}" for asked in ASKED)

    def _onwards(self, address: str, answer: TestResponse) -> Iterator[str]:
        if answer.location:
            yield answer.location
        if answer.mimetype == "text/html":
            yield from map(unescape, _LINK.findall(answer.text))
            for form in islice(_GET_FORM.findall(answer.text), 5):
                fields = dict.fromkeys(_FIELD.findall(form), WORD)
                yield from (f"{address.partition('?')[0]}?{urlencode({name: WORD})}" for name in fields)


def _addresses(things: list[Thing]) -> list[dict[str, Any]]:
    return [thing.address for thing in things] or [{}]


def readable(answer: TestResponse) -> str:
    """Headers and body as text; a zipped body (a spreadsheet, an archive) unpacked."""
    body = answer.get_data()
    parts = [str(answer.headers).encode(), body]
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name) for name in packed.namelist()]
    return b"\n".join(parts).decode("utf8", "replace")
