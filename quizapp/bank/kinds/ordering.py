"""Ordering: things to be put in their right order."""

import random
from collections.abc import Mapping, Sequence
from math import factorial
from typing import Any

from quizapp.bank.kinds.kind import Body, Part, Response, Revealed, Sent
from quizapp.bank.marking import Marking, Policy, share
from quizapp.bank.texts import OPTION_MOST, text_complaints
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold

FEWEST, MOST = 3, 10  # two things, never shown rightly, would tell the answer


class Ordering:
    name = "ordering"
    title = Message("Put in order")
    fields = frozenset({"order"})
    policies = frozenset(policy.value for policy in Policy)

    def complaints(self, raw: Mapping[str, object]) -> list[str]:
        things = raw.get("order")
        if things is None:
            return ["order is missing"]
        if not isinstance(things, list):
            return ["order must be a list of texts"]
        if not FEWEST <= len(things) <= MOST:
            return [f"there must be {FEWEST} to {MOST} things to put in order, not {len(things)}"]
        found = [
            told
            for place, thing in enumerate(things, 1)
            for told in text_complaints(f"thing {place} of order", thing, most=OPTION_MOST)
        ]
        if not found and len({fold(thing) for thing in things}) < len(things):
            return ["two things to put in order are equal"]
        return found

    def body(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"order": [thing.strip() for thing in raw["order"]]}

    def size(self, body: Body) -> int:
        return len(body["order"])

    def arrange(self, body: Body, rng: random.Random) -> list[int]:
        """Any order but the right one, each as likely as another."""
        size = self.size(body)
        # Orders are counted from the right one, which is number 0 (Lehmer code).
        number, left = rng.randrange(1, factorial(size)), list(range(size))
        order = []
        for still in range(size - 1, -1, -1):
            place, number = divmod(number, factorial(still))
            order.append(left.pop(place))
        return order

    def shown(self, body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
        return tuple(Part(handle, body["order"][thing]) for thing, handle in zip(order, handles, strict=True))

    def read(self, sent: Sent, order: Sequence[int], handles: Sequence[str]) -> Response | None:
        """The things by the places sent as `place-<handle>`; None unless each place is given once."""
        places = [_place(sent(f"place-{handle}")) for handle in handles]
        if sorted(places) != list(range(1, len(handles) + 1)):
            return None
        return [thing for _, thing in sorted(zip(places, order, strict=True))]

    def mark(self, body: Body, policy: str, response: Response) -> Marking:
        hits = sum(thing == place for place, thing in enumerate(response))
        return Marking(share(policy, hits=hits, wrong=len(response) - hits, total=self.size(body)))

    def key(self, body: Body) -> Response:
        return list(range(self.size(body)))

    def reveal(
        self, body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
    ) -> tuple[Revealed, ...]:
        """The things in their right order, each with the place it was given."""
        handle_of = dict(zip(order, handles, strict=True))
        given = {thing: place for place, thing in enumerate(response or [], 1)}
        return tuple(
            Revealed(
                handle_of[thing],
                text,
                right=given.get(thing) == thing + 1,
                chosen=thing in given,
                place=given.get(thing),
                right_place=thing + 1,
            )
            for thing, text in enumerate(body["order"])
        )


def _place(values: list[str]) -> int:
    """The place in a select box's one value; 0 for anything else."""
    text = values[0] if len(values) == 1 else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0
