"""What came of one fact handed in to be paid."""

from dataclasses import dataclass
from typing import Self

from quizapp.kernel.message import Message
from quizapp.points.earning import Rule
from quizapp.points.reasons import Reason, why_not


@dataclass(frozen=True, slots=True)
class Payment:
    """Points granted by this call out of those wanted, and the reason why not more.

    `again`: the fact was paid by an earlier call; this one moved nothing, so `granted` is 0.
    """

    granted: int
    wanted: int
    reason: Reason | None = None
    again: bool = False
    rule: Rule | None = None  # as it paid this member, or would have

    @classmethod
    def nothing(cls, wanted: int, reason: Reason, rule: Rule | None, *, again: bool = False) -> Self:
        return cls(0, wanted, reason, again, rule)

    @property
    def why_less(self) -> Message | None:
        """Why it was less than wanted, with the rule's numbers; None when it was not."""
        return why_not(self.reason, self.rule) if self.reason else None
