"""What an entry was paid for, told by the slice the fact belongs to: the article, the attempt, the theme day.

The ledger knows a fact by its code and a text key alone. Slices above hand in a teller for their codes; the
application joins them, so that a page of the ledger can name the fact and lead to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quizapp.kernel.message import Message
from quizapp.people.reach import Me
from quizapp.points.earning import Code


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as the ledger knows it: whose, of which day, and by which key."""

    code: Code
    object_key: str
    member_id: int
    day: date


def fact_of(own: Fact, taken_back: Code | None, key: str | None) -> Fact:
    """What an entry is about; a refund is about the exchange it gives back."""
    if own.code is not Code.REVERSAL or taken_back is not Code.REDEMPTION or key is None:
        return own
    return Fact(taken_back, key, own.member_id, own.day)


@dataclass(frozen=True, slots=True)
class Told:
    """The fact in words, and the page it opens for whoever asks; None where they may not open it."""

    title: Message | str
    endpoint: str | None = None
    address: Mapping[str, Any] = field(default_factory=dict)


Teller = Callable[[Sequence[Fact], Me], Mapping[Fact, Told]]


def tell(tellers: Mapping[Code, Teller], facts: Sequence[Fact], asking: Me) -> dict[Fact, Told]:
    """What every teller says of its facts; each is asked once."""
    found = {fact: own for fact in facts if (own := _own(fact)) is not None}
    for teller in dict.fromkeys(tellers.values()):
        if its := [fact for fact in facts if tellers.get(fact.code) is teller]:
            found |= teller(its, asking)
    return found


def _own(fact: Fact) -> Told | None:
    """Facts that need nobody else to tell them."""
    if fact.code is Code.READING_TIME and fact.object_key.isdigit():
        unit = int(fact.object_key)
        return Told(Message("minutes %(first)s to %(last)s of the day", first=2 * unit - 1, last=2 * unit))
    return None
