"""Which documents of an open index answer, and how well: exact phrases, and only among what may be found.

Whoosh stores the postings and weighs a single word; putting words together is ours. Its own phrases compare every
place of one word with every place of the other, and its `Require` (2.7.4) keeps what it should leave out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from time import monotonic
from typing import Any

from quizapp.search.asking import Need, Run
from quizapp.search.schema import EVERYONE, audience

FIELDS = (("title", 4.0), ("body", 1.0))  # and how much a find in it weighs

Scores = dict[int, float]


class OutOfTime(Exception):
    """The search took longer than it may."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be found. None does not narrow; a member type finds its own documents and everyone's."""

    lang: str | None = None
    modules: frozenset[str] | None = None
    member_type: str | None = None

    def choices(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Fields with the words of which one must be there."""
        if self.lang is not None:
            yield "lang", frozenset([self.lang])
        if self.modules is not None:
            yield "module", self.modules
        if self.member_type is not None:
            yield "audience", frozenset([EVERYONE, audience(self.member_type)])


@dataclass(slots=True)
class Matcher:
    """One search on one part of the index. `known` keeps who may find what between searches of one index state."""

    part: Any  # a whoosh Searcher over one segment
    filters: Filters
    deadline: float  # by `monotonic`, seconds
    known: dict[tuple[int, str, frozenset[str]], frozenset[int]] = field(default_factory=dict)

    def scores(self, needs: Sequence[Need]) -> Scores:
        """The documents that answer every need, with how well. OutOfTime after the deadline."""
        return _all([self._need(need) for need in needs])

    def _need(self, need: Need) -> Scores:
        literal = _all([self._run(run) for run in need.literal])
        numbered = _all([self._run(run) for run in need.numbered])
        return {
            doc: max(literal.get(doc, 0.0), numbered.get(doc, 0.0))
            for doc in literal.keys() | numbered.keys()
        }

    def _run(self, run: Run) -> Scores:
        total: Scores = {}
        for name, weight in FIELDS:
            for doc, score in self._in_field(name, run):
                total[doc] = total.get(doc, 0.0) + weight * score
        return total

    def _in_field(self, name: str, run: Run) -> Iterator[tuple[int, float]]:
        reader = self.part.reader()
        if any((name, word) not in reader for word, _ in run):
            return
        allowed = self._allowed()
        rarest_first = sorted(run, key=lambda placed: reader.doc_frequency(name, placed[0]))
        postings = [(self.part.postings(name, word), offset) for word, offset in rarest_first]
        for doc in self._shared(postings):
            if (allowed is None or doc in allowed) and _adjacent(postings):
                yield doc, sum(one.score() for one, _ in postings) / len(postings)

    def _shared(self, postings: Sequence[tuple[Any, int]]) -> Iterator[int]:
        """Each document that is in all postings, while all of them stand on it."""
        if not all(one.is_active() for one, _ in postings):
            return
        first = postings[0][0]
        while first.is_active():
            if monotonic() > self.deadline:
                raise OutOfTime
            doc = first.id()
            for other, _ in postings[1:]:
                other.skip_to(doc)
                if not other.is_active():
                    return
                if other.id() != doc:
                    first.skip_to(other.id())
                    break
            else:
                yield doc
                first.next()

    def _allowed(self) -> frozenset[int] | None:
        chosen = [self._ids(name, words) for name, words in self.filters.choices()]
        return reduce(frozenset.intersection, chosen) if chosen else None

    def _ids(self, name: str, words: frozenset[str]) -> frozenset[int]:
        slot = (id(self.part), name, words)
        if slot not in self.known:
            reader = self.part.reader()
            there = [word for word in words if (name, word) in reader]
            self.known[slot] = frozenset(
                doc for word in there for doc in reader.postings(name, word).all_ids()
            )
        return self.known[slot]


def _all(answers: Sequence[Scores]) -> Scores:
    """What is in every one of the answers, with the sum of the scores; nothing without answers."""
    if not answers:
        return {}
    shared = reduce(lambda kept, more: kept & more, (set(answer) for answer in answers))
    return {doc: sum(answer[doc] for answer in answers) for doc in shared}


def _adjacent(postings: Sequence[tuple[Any, int]]) -> bool:
    if len(postings) == 1:
        return True
    starts: set[int] | None = None
    for one, offset in postings:
        here = {place - offset for place in one.value_as("positions")}
        starts = here if starts is None else starts & here
        if not starts:
            return False
    return True
