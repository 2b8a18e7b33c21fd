"""An entry as the sums see it, and by how much it moves each of them; pure, so that one rule serves every reader."""

from dataclasses import dataclass
from datetime import date

from quizapp.points.earning import LEARNING, Code, earned


@dataclass(frozen=True, slots=True)
class Posted:
    """One entry of the ledger. `reversed_code` is the code of the entry it takes back, if it takes one back."""

    member_id: int
    branch_id: int
    member_type: str
    code: Code
    amount: int
    counts_on: date
    reversed_code: Code | None = None

    @property
    def moves_earned(self) -> int:
        """By how much the boards move; a reversal undoes exactly what its entry did."""
        if self.reversed_code is None:
            return earned(self.code, self.amount)
        return -earned(self.reversed_code, -self.amount)

    @property
    def moves_learned(self) -> int:
        """By how many the day's paid learning events change: 1, 0, or -1 for one taken back."""
        if self.reversed_code is not None:
            return -1 if self.reversed_code in LEARNING else 0
        return 1 if self.code in LEARNING else 0

    @property
    def moves_visits(self) -> int:
        """By how many the visits of the day change: the login point is paid at the first of them."""
        if self.reversed_code is not None:
            return -1 if self.reversed_code is Code.LOGIN else 0
        return 1 if self.code is Code.LOGIN else 0


def balance_of(total: int) -> tuple[int, int]:
    """(available, owed) for the sum of a member's entries: what is owed is repaid before anything can be spent."""
    return max(0, total), max(0, -total)
