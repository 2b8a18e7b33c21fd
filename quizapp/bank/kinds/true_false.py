"""True or false: one statement to judge."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.kinds.kind import Body, Part, Response, Revealed, Sent
from quizapp.bank.marking import Marking, Policy, share
from quizapp.kernel.message import Message

JUDGEMENTS = ((True, Message("True")), (False, Message("False")))


class TrueFalse:
    name = "true_false"
    title = Message("True or false")
    fields = frozenset({"answer"})
    policies = frozenset({Policy.EXACT.value})

    def complaints(self, raw: Mapping[str, object]) -> list[str]:
        if "answer" not in raw:
            return ["answer is missing"]
        return [] if isinstance(raw["answer"], bool) else ["answer must be true or false, without quotes"]

    def body(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"answer": raw["answer"]}

    def size(self, body: Body) -> int:
        return len(JUDGEMENTS)

    def arrange(self, body: Body, rng: random.Random) -> list[int]:
        return []

    def shown(self, body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
        """Two parts, true first."""
        return tuple(
            Part(handle, label=label) for handle, (_, label) in zip(handles, JUDGEMENTS, strict=True)
        )

    def read(self, sent: Sent, order: Sequence[int], handles: Sequence[str]) -> Response | None:
        judged = {handle: value for handle, (value, _) in zip(handles, JUDGEMENTS, strict=True)}
        answers = set(sent("answer"))
        return [judged[answers.pop()]] if len(answers) == 1 and answers <= judged.keys() else None

    def mark(self, body: Body, policy: str, response: Response) -> Marking:
        hits = int(response == self.key(body))
        return Marking(share(policy, hits=hits, wrong=1 - hits, total=1))

    def key(self, body: Body) -> Response:
        return [body["answer"]]

    def reveal(
        self, body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
    ) -> tuple[Revealed, ...]:
        return tuple(
            Revealed(handle, "", right=value == body["answer"], chosen=[value] == response, label=label)
            for handle, (value, label) in zip(handles, JUDGEMENTS, strict=True)
        )
