"""Multiple choice: several options, two or more of them right."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.kinds import options
from quizapp.bank.kinds.kind import Body, Part, Response, Revealed, Sent
from quizapp.bank.marking import Marking, Policy, share
from quizapp.kernel.message import Message


class Multiple:
    name = "multiple"
    title = Message("Multiple choice")
    fields = frozenset({"options"})
    policies = frozenset(policy.value for policy in Policy)

    def complaints(self, raw: Mapping[str, object]) -> list[str]:
        if found := options.complaints(raw):
            return found
        count = len(options.right(options.body(raw)))
        return [] if count >= 2 else [f"a multiple choice has two or more right options, not {count}"]

    def body(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return options.body(raw)

    def size(self, body: Body) -> int:
        return len(body["options"])

    def arrange(self, body: Body, rng: random.Random) -> list[int]:
        return options.arrange(body, rng)

    def shown(self, body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
        return options.shown(body, order, handles)

    def read(self, sent: Sent, order: Sequence[int], handles: Sequence[str]) -> Response | None:
        return options.chosen(sent, order, handles)

    def mark(self, body: Body, policy: str, response: Response) -> Marking:
        right, chosen = set(self.key(body)), set(response)
        hits, wrong = len(right & chosen), len(chosen - right)
        return Marking(share(policy, hits=hits, wrong=wrong, total=len(right)))

    def key(self, body: Body) -> Response:
        return options.right(body)

    def reveal(
        self, body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
    ) -> tuple[Revealed, ...]:
        return options.reveal(body, order, handles, response)
