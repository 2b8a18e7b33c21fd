"""Heads per score above the branch, kept so that a place is counted from a few rows however many members there are. Pure.

A place is one more than the heads above it. Heads are kept by single scores, by hundreds and by ten thousands: those above a
score are in the ten thousands above its own, the hundreds above its own among those, and the scores above it in its hundred.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quizapp.people.reach import ids_on
from quizapp.points.counts import EVERYONE
from quizapp.points.spans import BEGINNING, Span

WIDTHS = (1, 100, 10_000)
LEADERS = 30  # how many at the top are known by name
SLACK = timedelta(days=1)  # a branch far in the west is a day behind the house

Board = tuple[str, date, int, str]  # span, its first day, organisation, kind: a member type or EVERYONE
Step = tuple[str, date, int, str, int, int]  # a board, the width of the step, the lowest score on it
Lead = tuple[int, int]  # score below nought, member: in the order of a board


@dataclass(frozen=True, slots=True)
class Share:
    """What one member has in one branch over a span, and where the branch stands: as boards know it, and as they shall."""

    member_id: int
    period: str
    starts_on: date
    member_type: str
    before: int
    after: int
    path_before: str
    path_after: str


def earliest(span: Span, today: date) -> date:
    """The first day of the oldest span whose boards are kept above the branch: the one before the span that runs."""
    return span.start_before(today - SLACK) or BEGINNING


def is_kept(period: str, start: date, today: date) -> bool:
    return start >= earliest(Span(period), today)


def moved(shares: Iterable[Share]) -> dict[Board, dict[int, list[int]]]:
    """Each member's sum on every board above their branches, before and after; boards on which nothing moves are left out."""
    sums: dict[Board, dict[int, list[int]]] = defaultdict(dict)
    for share in shares:
        for turn, score, path in (
            (0, share.before, share.path_before),
            (1, share.after, share.path_after),
        ):
            if score:
                for place in ids_on(path)[:-1]:
                    for kind in (EVERYONE, share.member_type):
                        board = share.period, share.starts_on, place, kind
                        sums[board].setdefault(share.member_id, [0, 0])[turn] += score
    found = {}
    for board, members in sums.items():
        if changed := {member: sums for member, sums in members.items() if sums[0] != sums[1]}:
            found[board] = changed
    return found


def steps(boards: Mapping[Board, Mapping[int, Sequence[int]]]) -> dict[Step, int]:
    """By how many heads each step of the boards moves."""
    heads: Counter[Step] = Counter()
    for board, members in boards.items():
        for before, after in members.values():
            for sign, score in ((-1, before), (1, after)):
                if score > 0:
                    for step in steps_of(score):
                        heads[(*board, *step)] += sign
    return {step: more for step, more in heads.items() if more}


def steps_of(score: int) -> Iterator[tuple[int, int]]:
    """The step of each width that a score stands on."""
    return ((width, score // width * width) for width in WIDTHS)


def led(now: Sequence[Lead], others: Mapping[int, int]) -> tuple[list[Lead], bool]:
    """The first of a board after some members moved, and whether that is certain.

    It is not when someone known fell so far that a member who is not may have passed them.
    """
    scores = {**{member: -below for below, member in now}, **others}
    found = heapq.nsmallest(LEADERS, ((-score, member) for member, score in scores.items() if score > 0))
    complete = len(now) < LEADERS
    return found, complete or (len(found) == LEADERS and found[-1] <= now[-1])
