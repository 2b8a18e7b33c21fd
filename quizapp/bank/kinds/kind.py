"""What every kind of question can do: complain about its file, lay itself out, read a response, mark it, reveal it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from quizapp.bank.marking import Marking
from quizapp.kernel.message import Message

Body = Mapping[str, Any]  # what question_versions.body holds; the key is in it
Response = list[Any]  # plain JSON values, by the parts' places in the body
Sent = Callable[[str], list[str]]  # a form's values by field name


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to choose, fill or place, as it may be shown before the answer.

    `label` stands instead of `text` where the words are the product's own and are translated.
    """

    handle: str
    text: str = ""
    label: Message | None = None


@dataclass(frozen=True, slots=True)
class Revealed:
    """One part after the answer. `right`: a right option; for blanks and places, that it was answered rightly."""

    handle: str
    text: str
    right: bool
    chosen: bool
    label: Message | None = None
    given: str = ""
    place: int | None = None  # counted from 1
    right_place: int | None = None


class Kind(Protocol):
    """A type of question. Pure: data in, data out.

    `order` is what `arrange` gave when the question was laid out: the parts' places in the body, as shown
    ([] where nothing is arranged). `handles` name the parts in the order shown; there are `size(body)` of them.
    """

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> Message: ...

    @property
    def fields(self) -> frozenset[str]:
        """The fields of a question's file that belong to this kind alone."""

    @property
    def policies(self) -> frozenset[str]:
        """The marking policies that make a difference for this kind."""

    def complaints(self, raw: Mapping[str, object]) -> list[str]:
        """English sentences about what this kind needs from a question's file; none when it is sound."""

    def body(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON body of a question without complaints."""

    def size(self, body: Body) -> int:
        """How many parts there are to show, and handles to make."""

    def arrange(self, body: Body, rng: random.Random) -> list[int]: ...

    def shown(self, body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
        """What may be sent before the answer: never the key."""

    def read(self, sent: Sent, order: Sequence[int], handles: Sequence[str]) -> Response | None:
        """The response in a form; None when nothing, not everything, or something foreign was sent."""

    def mark(self, body: Body, policy: str, response: Response) -> Marking: ...

    def key(self, body: Body) -> Response:
        """The right response, in the shape of any other."""

    def reveal(
        self, body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
    ) -> tuple[Revealed, ...]:
        """Every part with what was right and what was given; `response` None where there was none."""
