"""What an administrator writes about a reward before it is kept, and what may be wrong with it. Pure."""

from dataclasses import dataclass
from datetime import date

from quizapp.kernel.message import Message
from quizapp.rewards.kinds import DATED, Kind
from quizapp.rewards.terms import MOST_PRICE, MOST_RESERVE_DAYS, Per


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything about a reward but its stock and its picture; the names are those of the columns."""

    kind: Kind
    title_zh: str
    title_en: str
    price: int
    about: str = ""
    member_types: list[str] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    happens_on: date | None = None
    place: str | None = None
    limit_count: int | None = None
    limit_per: Per = Per.EVER
    needs_approval: bool = False
    reserve_days: int = 14

    def complaint(self) -> Message | None:
        """What is wrong with it, in one sentence; None when it can be kept."""
        if not 0 < self.price <= MOST_PRICE:
            return Message("A price is a whole number of points, from 1 to %(most)s.", most=MOST_PRICE)
        if not 1 <= self.reserve_days <= MOST_RESERVE_DAYS:
            return Message("It is kept for 1 to %(most)s days.", most=MOST_RESERVE_DAYS)
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            return Message("The last day comes before the first.")
        if self.kind in DATED and self.happens_on is None:
            return Message("Say on which day it takes place.")
        if self.kind in DATED and not self.place:
            return Message("Say where it takes place, or where a trip starts.")
        return None


def codes_in(text: str, *, longest: int = 80) -> tuple[dict[str, int], list[str]]:
    """The voucher codes of a pasted list or a CSV file, the first cell of each line, with the numbers of their lines.

    Beside them the lines that can be none. What stands there twice counts where it stands first.
    """
    found: dict[str, int] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.replace("\ufeff", "").splitlines(), start=1):
        code = line.replace("\t", ",").replace(";", ",").split(",")[0].strip().strip('"').strip()
        if not code:
            continue
        if len(code) > longest or not code.isprintable():
            wrong.append(line[:longest])
        else:
            found.setdefault(code, number)
    return found, wrong
