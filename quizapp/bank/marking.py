"""What a response is worth: the policies of partial credit, and a marking with the reasons behind it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from quizapp.kernel.message import Message


class Policy(StrEnum):
    """How parts count when not everything is right. A name is never changed: old versions keep theirs."""

    EXACT = "exact"
    PROPORTIONAL = "proportional"
    PROPORTIONAL_WITH_PENALTY = "proportional_with_penalty"


# Shown before answering, wherever a question has more than one part.
EXPLAINED: dict[Policy, Message] = {
    Policy.EXACT: Message("Counts only when everything is right"),
    Policy.PROPORTIONAL: Message("Each right part counts; choosing more than needed lowers the share"),
    Policy.PROPORTIONAL_WITH_PENALTY: Message(
        "Each right part counts, and each wrong one takes a right one away"
    ),
}


@dataclass(frozen=True, slots=True)
class Marking:
    """The share of full marks, from 0 to 1, exact; and why a text was accepted, where it differed from the key."""

    share: Fraction
    notes: tuple[Message, ...] = ()

    @property
    def right(self) -> bool:
        """Full marks: the only thing that pays points."""
        return self.share == 1


def share(policy: str, *, hits: int, wrong: int, total: int) -> Fraction:
    """The share for `hits` right and `wrong` wrong parts where `total` parts were to be found.

    Proportional divides by the choices made when they are more than those needed, so that choosing
    everything never earns full marks. ValueError for an unknown policy.
    """
    match Policy(policy):
        case Policy.EXACT:
            return Fraction(hits == total and not wrong)
        case Policy.PROPORTIONAL:
            return Fraction(hits, max(total, hits + wrong))
        case Policy.PROPORTIONAL_WITH_PENALTY:
            return Fraction(max(0, hits - wrong), total)
