"""What a verification tells, and how far it came."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not hold: which invariant, and what was found in place of what."""

    check: str
    text: str


@dataclass(slots=True)
class Proof:
    """How far a verification came: it counts along, and calls `tell` every so often."""

    members: int = 0
    of_members: int = 0
    entries: int = 0
    days: int = 0  # closed days whose digests were made again
    of_days: int = 0
    tell: Callable[["Proof"], None] = lambda proof: None
