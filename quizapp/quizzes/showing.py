"""What a page shows of a question: one shape for before the answer, another for after. The first has no room for a key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from quizapp.bank.kinds import kind_of
from quizapp.bank.kinds.fill_in import BLANK, FillIn
from quizapp.bank.kinds.kind import Kind, Part, Revealed
from quizapp.bank.marking import EXPLAINED, Marking, Policy
from quizapp.kernel.message import Message
from quizapp.quizzes.marking import hundredths
from quizapp.quizzes.paper import Given, Place


class Asked(Protocol):
    """A question with everything the bank knows of it; `bank.queries.Asked` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def stem(self) -> str: ...
    @property
    def body(self) -> Mapping[str, Any]: ...
    @property
    def policy(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def article_key(self) -> str | None: ...
    @property
    def quote(self) -> str | None: ...
    @property
    def lang(self) -> str: ...
    @property
    def topic_key(self) -> str: ...
    @property
    def topic_zh(self) -> str: ...
    @property
    def topic_en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A question before its answer. Every field is copied by name: nothing that tells the key comes this far."""

    number: int  # from 1
    of: int
    kind: str
    kind_title: Message
    title_zh: str  # of its topic
    title_en: str
    lang: str
    pieces: tuple[str, ...]  # the stem, cut where its blanks stand
    parts: tuple[Part, ...]
    credit: Message | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A question after its answer, or after the end: what was given, what is right, and why."""

    number: int  # from 1
    of: int
    kind: str
    kind_title: Message
    topic_key: str
    title_zh: str  # of its topic
    title_en: str
    lang: str
    pieces: tuple[str, ...]
    parts: tuple[Revealed, ...]
    answered: bool
    share: Fraction
    notes: tuple[Message, ...]
    explanation: str
    quote: str | None
    article_key: str | None

    @property
    def right(self) -> bool:
        return self.share == 1

    @property
    def percent(self) -> int:
        """The share of the mark in hundredths."""
        return hundredths(self.share)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A topic in which something went wrong, and the articles that explain it."""

    topic_key: str
    title_zh: str
    title_en: str
    article_keys: tuple[str, ...]


def sheet(asked: Asked, place: Place, *, index: int, of: int) -> Sheet:
    """The question at a place (from 0) as it may be sent before its answer."""
    kind = kind_of(asked.kind)
    return Sheet(
        number=index + 1,
        of=of,
        kind=kind.name,
        kind_title=kind.title,
        title_zh=asked.topic_zh,
        title_en=asked.topic_en,
        lang=asked.lang,
        pieces=_pieces(asked, kind),
        parts=kind.shown(asked.body, place.order, place.handles),
        credit=EXPLAINED[Policy(asked.policy)] if can_be_partly_right(kind, asked.body) else None,
    )


def can_be_partly_right(kind: Kind, body: Mapping[str, Any]) -> bool:
    """Whether it matters how an answer is credited, and so has to be said before it is given."""
    return len(kind.policies) > 1 and kind.size(body) > 1


def _pieces(asked: Asked, kind: Kind) -> tuple[str, ...]:
    return pieces(asked.stem, blanks=kind.size(asked.body) if kind.name == FillIn.name else 0)


def pieces(stem: str, *, blanks: int) -> tuple[str, ...]:
    """The stem in `blanks` + 1 pieces, cut where it marks a blank; a blank without a mark follows at the end."""
    cut = stem.split(BLANK, maxsplit=blanks) if blanks else [stem]
    return (*cut, *([""] * (blanks + 1 - len(cut))))


def explained(asked: Asked, place: Place, given: Given | None, *, index: int, of: int) -> Explained:
    """The question at a place (from 0) with its key, for whom it is released."""
    kind, response = kind_of(asked.kind), given.answer if given else None
    marking = kind.mark(asked.body, asked.policy, response) if response is not None else None
    return Explained(
        number=index + 1,
        of=of,
        kind=kind.name,
        kind_title=kind.title,
        topic_key=asked.topic_key,
        title_zh=asked.topic_zh,
        title_en=asked.topic_en,
        lang=asked.lang,
        pieces=_pieces(asked, kind),
        parts=kind.reveal(asked.body, place.order, place.handles, response),
        answered=given is not None,
        share=_share(given, marking),
        notes=marking.notes if marking else (),
        explanation=asked.explanation,
        quote=asked.quote,
        article_key=asked.article_key,
    )


def all_explained(
    asked: Mapping[int, Asked], paper: Sequence[Place], responses: Sequence[Given | None]
) -> list[Explained]:
    """Every question of a paper with its key; `asked` is by version."""
    return [
        explained(asked[place.version_id], place, given, index=index, of=len(paper))
        for index, (place, given) in enumerate(zip(paper, responses, strict=True))
    ]


def _share(given: Given | None, marking: Marking | None) -> Fraction:
    """The share as it was marked when the attempt ended; before that, as it would be marked now."""
    if given is not None and given.share is not None:
        return given.share
    return marking.share if marking else Fraction(0)


def score(answers: Sequence[Explained]) -> int:
    """What a paper is worth with partial credit, in hundredths of a mark, as `marking` adds it up."""
    return hundredths(sum((answer.share for answer in answers), Fraction(0)))


def lacking(answers: Sequence[Explained]) -> list[Lacking]:
    """The topics of what was not right, in the order they came up, each article once (PRODUCT: "what you lack")."""
    topics: dict[str, list[Explained]] = {}
    for answer in answers:
        if not answer.right:
            topics.setdefault(answer.topic_key, []).append(answer)
    return [
        Lacking(
            topic_key=key,
            title_zh=found[0].title_zh,
            title_en=found[0].title_en,
            article_keys=tuple(dict.fromkeys(answer.article_key for answer in found if answer.article_key)),
        )
        for key, found in topics.items()
    ]
