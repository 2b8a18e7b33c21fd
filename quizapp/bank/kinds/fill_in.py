"""Fill in: a stem with one or more blanks, each with the answers accepted for it."""

import random
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.kinds.kind import Body, Part, Response, Revealed, Sent
from quizapp.bank.kinds.written import comparable, judge
from quizapp.bank.marking import Marking, Policy, share
from quizapp.bank.texts import ANSWER_MOST, quoted, text_complaints
from quizapp.kernel.message import Message

BLANK = "____"  # how a stem marks the place of a blank
GIVEN_MOST = 200  # characters a member may write into one
BLANKS_MOST, ANSWERS_MOST = 10, 20


class FillIn:
    name = "fill_in"
    title = Message("Fill in")
    fields = frozenset({"blanks"})
    policies = frozenset(policy.value for policy in Policy)

    def complaints(self, raw: Mapping[str, object]) -> list[str]:
        blanks = raw.get("blanks")
        if blanks is None:
            return ["blanks are missing"]
        if not isinstance(blanks, list) or not all(isinstance(answers, list) for answers in blanks):
            return ['blanks must be a list of lists of accepted answers, such as [["33", "三十三"]]']
        if not 1 <= len(blanks) <= BLANKS_MOST:
            return [f"there must be 1 to {BLANKS_MOST} blanks, not {len(blanks)}"]
        found = [told for place, answers in enumerate(blanks, 1) for told in _of_one(place, answers)]
        marked = str(raw.get("stem", "")).count(BLANK)
        if marked != len(blanks):
            found.append(f"the stem marks {marked} blanks with {BLANK}, but {len(blanks)} are answered")
        return found

    def body(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return {"blanks": [[answer.strip() for answer in answers] for answers in raw["blanks"]]}

    def size(self, body: Body) -> int:
        return len(body["blanks"])

    def arrange(self, body: Body, rng: random.Random) -> list[int]:
        return []

    def shown(self, body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
        """One empty part per blank, in the order of the stem."""
        return tuple(Part(handle) for handle in handles)

    def read(self, sent: Sent, order: Sequence[int], handles: Sequence[str]) -> Response | None:
        """What stands in `answer-<handle>`; a blank may be left empty, but not all of them."""
        given = [_clean(sent(f"answer-{handle}")) for handle in handles]
        return given if any(given) else None

    def mark(self, body: Body, policy: str, response: Response) -> Marking:
        judged = [judge(given, answers) for given, answers in zip(response, body["blanks"], strict=True)]
        hits = sum(one.right for one in judged)
        wrong = sum(bool(given) and not one.right for given, one in zip(response, judged, strict=True))
        notes = tuple(one.note for one in judged if one.note)
        return Marking(share(policy, hits=hits, wrong=wrong, total=len(judged)), notes)

    def key(self, body: Body) -> Response:
        return [answers[0] for answers in body["blanks"]]

    def reveal(
        self, body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
    ) -> tuple[Revealed, ...]:
        """The key of each blank as its text, and what was given."""
        written = response or [""] * self.size(body)
        return tuple(
            Revealed(handle, answers[0], judge(given, answers).right, chosen=bool(given), given=given)
            for handle, answers, given in zip(handles, body["blanks"], written, strict=True)
        )


def _of_one(place: int, answers: list[object]) -> list[str]:
    what = f"blank {place}"
    if not 1 <= len(answers) <= ANSWERS_MOST:
        return [f"{what} must have 1 to {ANSWERS_MOST} accepted answers, not {len(answers)}"]
    found = [told for answer in answers for told in text_complaints(what, answer, most=ANSWER_MOST)]
    if found:
        return found
    texts = [str(answer) for answer in answers]
    found = [f"{what}: {quoted(text)} is nothing but punctuation" for text in texts if not comparable(text)]
    return found + [
        f"{what}: {quoted(text)} stands there twice"
        for text in sorted({t for t in texts if texts.count(t) > 1})
    ]


def _clean(values: list[str]) -> str:
    """One value of a form as plain text: single spaces, no control characters, at most GIVEN_MOST characters."""
    text = " ".join((values[0] if values else "")[: 4 * GIVEN_MOST].split())
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cs"})[
        :GIVEN_MOST
    ].strip()
