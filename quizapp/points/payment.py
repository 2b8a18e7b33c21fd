"""What came of one fact handed in to be paid."""

from dataclasses import dataclass
from typing import Self

from quizapp.points.reasons import Reason


@dataclass(frozen=True, slots=True)
class Payment:
    """Points granted by this call out of those wanted, and the reason why not more.

    `again`: the fact was paid by an earlier call; this one moved nothing, so `granted` is 0.
    """

    granted: int
    wanted: int
    reason: Reason | None = None
    again: bool = False

    @classmethod
    def nothing(cls, wanted: int, reason: Reason, *, again: bool = False) -> Self:
        return cls(0, wanted, reason, again)
