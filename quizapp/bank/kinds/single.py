"""Single choice: several options, exactly one of them right."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.kinds import options
from quizapp.bank.kinds.kind import Body, Part, Response, Revealed, Sent
from quizapp.bank.marking import Marking, Policy, share
from quizapp.kernel.message import Message


class Single:
    name = "single"
    title = Message("Single choice")
    fields = frozenset({"options"})
    policies = frozenset({Policy.EXACT.value})

    def complaints(self, raw: Mapping[str, object]) -> list[str]:
        if found := options.complaints(raw):
            return found
        count = len(options.right(options.body(raw)))
        return [] if count == 1 else [f"a single choice has one right option, not {count}"]

    def body(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return options.body(raw)

    def size(self, body: Body) -> int:
        return len(body["options"])

    def arrange(self, body: Body, rng: random.Random) -> list[int]:
        return options.arrange(body, rng)

    def shown(self, body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
        return options.shown(body, order, handles)

    def read(self, sent: Sent, order: Sequence[int], handles: Sequence[str]) -> Response | None:
        chosen = options.chosen(sent, order, handles)
        return chosen if chosen and len(chosen) == 1 else None

    def mark(self, body: Body, policy: str, response: Response) -> Marking:
        hits = int(response == self.key(body))
        return Marking(share(policy, hits=hits, wrong=1 - hits, total=1))

    def key(self, body: Body) -> Response:
        return options.right(body)

    def reveal(
        self, body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
    ) -> tuple[Revealed, ...]:
        return options.reveal(body, order, handles, response)
