"""I11, most improved: who gained how much as of each counting, folded here from the entries counted then by other code than
drew the heads, and compared with them.

A counting noted the last entry and the last move of the tree it knew: entries stay as written, and moves stay noted, so that
it can be made again long after. Memory grows with the boards' own rows, never with members or entries.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from quizapp.people.models import Organisation
from quizapp.points.models import GainHeads, GainRun, TallyMove, TallyPlace
from quizapp.points.queries.verifying.found import Difference
from quizapp.points.queries.verifying.spans import spans_of

LEAST = 10  # points in the span before
WIDTHS = (1, 100, 10_000)
Paths = Mapping[int, tuple[int, ...]]  # organisation → those above it
Row = tuple[int, str, int, int]  # organisation, kind, width, lowest score


@dataclass(slots=True)
class Board:
    """One counting of a span, and the heads it should have come to."""

    period: str
    start: date
    at: datetime
    entries: int
    above: Paths
    heads: Counter[Row] = field(default_factory=Counter)


@dataclass(slots=True)
class _Member:
    """What someone had in a span and in the one before, and with which branch and type they first earned in it."""

    now: int = 0
    before: int = 0
    home: tuple[int, str] | None = None


@dataclass(slots=True)
class Gained:
    """Every counting that is kept; it is shown each entry with what it earned, member by member."""

    boards: list[Board]
    _days: dict[date, list[tuple[int, bool]]] = field(default_factory=dict)
    _some: dict[tuple[int, int], _Member] = field(default_factory=dict)

    def look_at(
        self, *, entry_id: int, member_id: int, branch_id: int, member_type: str, day: date, earned: int
    ) -> None:
        """One entry, in the order of their ids, with the day it counts on."""
        for number, now in self._boards_of(day):
            if entry_id <= self.boards[number].entries:
                mine = self._some.setdefault((number, member_id), _Member())
                if now:
                    mine.now += earned
                    mine.home = mine.home or (branch_id, member_type)
                else:
                    mine.before += earned

    def _boards_of(self, day: date) -> list[tuple[int, bool]]:
        """The boards a day is of, and whether in the span itself or in the one before."""
        if day not in self._days:
            spans, found = spans_of(day), []
            for number, board in enumerate(self.boards):
                before = spans_of(board.start - timedelta(days=1))[board.period]
                if spans[board.period] in (board.start, before):
                    found.append((number, spans[board.period] == board.start))
            self._days[day] = found
        return self._days[day]

    def add_up(self) -> None:
        """All entries of some members were seen: what they gained goes to the heads, and they are forgotten."""
        for (number, _), mine in self._some.items():
            board, gain = self.boards[number], mine.now - mine.before
            if mine.home is None or mine.before < LEAST or gain <= 0:
                continue
            branch_id, member_type = mine.home
            for place in board.above.get(branch_id, ()):
                for width in WIDTHS:
                    board.heads[place, "", width, gain - gain % width] += 1
                    board.heads[place, member_type, width, gain - gain % width] += 1
        self._some.clear()


def begin(opened: Connection) -> Gained:
    """The countings there are, each with the tree as it stood then."""
    trees: dict[int, Paths] = {}
    runs = select(GainRun.period, GainRun.starts_on, GainRun.at, GainRun.entries, GainRun.moves)
    boards = []
    for period, start, at, entries, moves in opened.execute(
        runs.order_by(GainRun.period, GainRun.starts_on)
    ).all():
        if moves not in trees:
            trees[moves] = _tree(opened, moves)
        boards.append(Board(period, start, at, entries, trees[moves]))
    return Gained(boards)


def _tree(opened: Connection, moves: int) -> Paths:
    """What stood above each organisation after so many moves: the first move since says where it had stood."""
    paths = dict(opened.execute(select(Organisation.id, Organisation.path)).all())
    paths |= dict(opened.execute(select(TallyPlace.organisation_id, TallyPlace.path)).all())
    since = select(TallyMove.organisation_id, TallyMove.path).where(TallyMove.id > moves)
    paths |= dict(opened.execute(since.order_by(TallyMove.id.desc())).all())
    return {one: tuple(int(part) for part in path.split("/")[:-2]) for one, path in paths.items()}


def of_boards(opened: Connection, gained: Gained) -> Iterator[Difference]:
    """Every row of heads that is not what the entries say; to be asked when all entries were seen."""
    boards = {(board.period, board.start): board for board in gained.boards}
    key = GainHeads.period, GainHeads.starts_on, GainHeads.organisation_id
    step = GainHeads.kind, GainHeads.width, GainHeads.score
    rows = select(*key, *step, GainHeads.heads).order_by(*key, *step)
    for one in opened.execute(rows, execution_options={"yield_per": 5000}):
        board, row = boards.get((one.period, one.starts_on)), (one.organisation_id, *one[3:6])
        if board is None:
            where = f"{one.period} from {one.starts_on}, most improved of organisation {one.organisation_id}"
            yield Difference("I11", f"{where}: {one.heads} heads that no counting is noted of")
        elif (wanted := board.heads.pop(row, 0)) != one.heads:
            yield _differs(board, row, one.heads, wanted)
    for board in gained.boards:
        for missing in sorted(board.heads):
            yield _differs(board, missing, 0, board.heads[missing])


def _differs(board: Board, row: Row, found: int, wanted: int) -> Difference:
    place, kind, width, score = row
    where = f"{board.period} from {board.start}, most improved of organisation {place}, {kind or 'everyone'}"
    words = f"{found} heads from {score} on ({width} wide); the entries say {wanted}"
    return Difference("I11", f"{where}: {words} as of {board.at.isoformat()}")
