"""How large a city may be asked for."""

from dataclasses import dataclass
from math import cbrt

LEAST_HEADS = 9  # the known sign-ins share a branch
MOST_MEMBERS, MOST_BRANCHES, MOST_DAYS = 600_000, 12_000, 31
MOST_ENTRIES = 10_000_000
ENTRIES_PER_MEMBER_DAY = (
    1.75  # a little above what whole cities come to: most members do nothing, a few everything
)


class TooLarge(Exception):
    """A city that cannot be built as asked; the text says why, and what can."""


@dataclass(frozen=True, slots=True)
class Size:
    """What was asked for. TooLarge when it cannot be."""

    members: int
    branches: int
    days: int

    def __post_init__(self) -> None:
        if self.members < self.branches * LEAST_HEADS:
            raise TooLarge(
                f"{self.branches} branches need at least {self.branches * LEAST_HEADS} members, {LEAST_HEADS} each."
            )
        if self.entries > MOST_ENTRIES:
            most = int(MOST_ENTRIES / ENTRIES_PER_MEMBER_DAY / self.members)
            raise TooLarge(
                f"{self.days} days of {self.members} members would come to some {self.entries} entries, and {MOST_ENTRIES} are the most. Ask for at most {most} days."
            )

    @property
    def entries(self) -> int:
        """About how many ledger entries the days will come to."""
        return round(self.members * self.days * ENTRIES_PER_MEMBER_DAY)

    @property
    def streets(self) -> int:
        """How many streets and towns its branches are spread over: a small city is small on every level."""
        return max(1, round(cbrt(self.branches) ** 2))

    @property
    def districts(self) -> int:
        return max(1, round(cbrt(self.branches)))
