"""Folding what members earned into heads per score for every organisation above their branch, and who leads there.

A score row remembers what the boards know of it (`ranked`), so that only what moved is added. What a member earned in two
branches is one score wherever both stand below.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, true

from quizapp.db import db, table_of, upsert
from quizapp.people.models import OrganisationSpan
from quizapp.points import ranks
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Leader, Score, ScoreHeads, TallyPlace
from quizapp.points.projections import places
from quizapp.points.projections.places import Moved
from quizapp.points.ranks import Board, Lead, Share
from quizapp.points.spans import Span

AT_ONCE = 400  # keys in one question
STEP = ["period", "starts_on", "organisation_id", "kind", "width", "score"]
LEADER = ["period", "starts_on", "organisation_id", "kind", "member_id"]


class Taken(NamedTuple):
    """A score row as the boards are to know it, and as they did: what the members of a branch have in a span."""

    branch_id: int
    period: str
    starts_on: date
    member_id: int
    member_type: str
    after: int
    before: int

    @property
    def whose(self) -> tuple[int, str, date]:
        return self.member_id, self.period, self.starts_on


def fold(taken: Iterable[Taken], today: date) -> None:
    """Bring the boards to what the rows taken say."""
    changed = [
        row for row in taken if row.after != row.before and ranks.is_kept(row.period, row.starts_on, today)
    ]
    apply(_placed([*changed, *_beside(changed, today)], {}))


def carried(gone: Sequence[Moved], today: date) -> list[Share]:
    """The scores of organisations that moved, on the boards they stood on and those they stand on: to be applied once

    their places are settled. Spans of time that were over before stay where they are.
    """
    rows: list[Taken] = []
    for some in _batches([one.organisation_id for one in gone]):
        rows += _unchanged(Score.branch_id.in_(some), Score.ranked > 0, kept(today))
    return list(_placed([*rows, *_beside(rows, today)], {one.organisation_id: one for one in gone}))


def forget(today: date) -> None:
    """Drop the boards of spans that are no longer shown."""
    table: Any
    for table in (ScoreHeads, Leader):
        over = [and_(table.period == span, table.starts_on < ranks.earliest(span, today)) for span in Span]
        db.session.execute(delete(table_of(table)).where(or_(*over)))


def kept(today: date) -> ColumnElement[bool]:
    """Of the score rows: those whose boards are kept."""
    return or_(*(and_(Score.period == span, Score.starts_on >= ranks.earliest(span, today)) for span in Span))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _unchanged(*which: ColumnElement[bool]) -> list[Taken]:
    columns = Score.branch_id, Score.period, Score.starts_on, Score.member_id, Score.member_type
    found = db.session.execute(select(*columns, Score.ranked, Score.ranked).where(*which))
    return [Taken(*row) for row in found]


def _beside(rows: Sequence[Taken], today: date) -> list[Taken]:
    """What the same members have in other branches over the same spans."""
    known = {(row.branch_id, *row.whose) for row in rows}
    wanted = {row.whose for row in rows}
    found: list[Taken] = []
    for some in _batches(sorted({row.member_id for row in rows})):
        among = Score.member_id.in_(some)
        several = db.session.scalars(
            select(Score.member_id).where(among, Score.counted.is_(False)).distinct()
        )
        if members := several.all():
            found += _unchanged(Score.member_id.in_(members), Score.ranked > 0, kept(today))
    return [row for row in found if row.whose in wanted and (row.branch_id, *row.whose) not in known]


def _placed(rows: Sequence[Taken], gone: Mapping[int, Moved]) -> Iterator[Share]:
    """The rows with where their branches stand for the span, and stood before those that are `gone` moved."""
    spans: dict[tuple[str, date], list[Taken]] = defaultdict(list)
    for row in rows:
        spans[row.period, row.starts_on].append(row)
    for (period, start), here in spans.items():
        last = Span(period).last(start)
        paths: dict[int, str] = {}
        for some in _batches(sorted({row.branch_id for row in here})):
            paths |= places.on(some, last)
        now = dict(paths)
        for branch_id in paths.keys() & gone.keys():
            one = gone[branch_id]
            if one.since is None or last >= one.since:
                now[branch_id] = one.after
        for row in here:
            before, after = paths[row.branch_id], now[row.branch_id]
            yield Share(*row.whose, row.member_type, row.before, row.after, before, after)


def apply(shares: Iterable[Share]) -> None:
    """Move heads and leaders from what the shares were to what they are."""
    boards = ranks.moved(shares)
    _add(ranks.steps(boards))
    spans: dict[tuple[str, date], list[Board]] = defaultdict(list)
    for board in boards:
        spans[board[:2]].append(board)
    for (period, start), here in sorted(spans.items()):
        for some in _batches(sorted({board[2] for board in here})):
            among = set(some)
            _lead(period, start, {board: boards[board] for board in here if board[2] in among})


def _add(steps: Mapping[ranks.Step, int]) -> None:
    """Add to the steps, which begin at nobody; those left empty are dropped."""
    if not steps:
        return
    added = upsert(table_of(ScoreHeads)).inline()
    more = added.on_conflict_do_update(
        index_elements=STEP, set_={"heads": ScoreHeads.heads + added.excluded.heads}
    )
    rows = [dict(zip((*STEP, "heads"), (*step, heads), strict=True)) for step, heads in sorted(steps.items())]
    db.session.connection().execute(more, rows)
    db.session.execute(delete(table_of(ScoreHeads)).where(ScoreHeads.heads == 0))


def _lead(period: str, start: date, boards: Mapping[Board, Mapping[int, Sequence[int]]]) -> None:
    """Who leads these boards of one span now that some members moved on them."""
    known = _leaders(period, start, boards)
    gone: list[dict[str, object]] = []
    fresh: list[dict[str, object]] = []
    for board, members in sorted(boards.items()):
        now = known.get(board, [])
        found, certain = ranks.led(now, {member: after for member, (_, after) in members.items()})
        if not certain:
            found = _ask(board)
        kept_ids = {member for _, member in found}
        gone += [_leader(board, member) for _, member in now if member not in kept_ids]
        fresh += [_leader(board, member) | {"score": -below} for below, member in set(found).difference(now)]
    _write_leaders(gone, fresh)


def _leader(board: Board, member_id: int) -> dict[str, object]:
    return dict(zip(LEADER, (*board, member_id), strict=True))


def _leaders(period: str, start: date, boards: Iterable[Board]) -> dict[Board, list[Lead]]:
    kinds, organisation_ids = {board[3] for board in boards}, {board[2] for board in boards}
    rows = select(Leader.organisation_id, Leader.kind, Leader.score, Leader.member_id).where(
        Leader.period == period,
        Leader.starts_on == start,
        Leader.kind.in_(sorted(kinds)),
        Leader.organisation_id.in_(sorted(organisation_ids)),
    )
    found: dict[Board, list[Lead]] = defaultdict(list)
    for row in db.session.execute(rows):
        found[period, start, row.organisation_id, row.kind].append((-row.score, row.member_id))
    return {board: sorted(leads) for board, leads in found.items()}


def _ask(board: Board) -> list[Lead]:
    """The first of a board, from the rows of everyone on it: asked only when someone known fell."""
    period, start, organisation_id, kind = board
    total = func.sum(Score.ranked)
    first = (
        select(Score.member_id, total)
        .where(
            Score.period == period,
            Score.starts_on == start,
            Score.ranked > 0,
            Score.branch_id.in_(_below(organisation_id, Span(period).last(start))),
            Score.member_type == kind if kind != EVERYONE else true(),
        )
        .group_by(Score.member_id)
        .order_by(total.desc(), Score.member_id)
        .limit(ranks.LEADERS)
    )
    return [(-int(score), member_id) for member_id, score in db.session.execute(first)]


def _below(organisation_id: int, last: date) -> Select[int]:
    """The organisations below one on the last day of a span, as `places.on` has it; a statement of ids."""
    ended = (OrganisationSpan.from_on <= last, OrganisationSpan.until_on > last)
    before = select(OrganisationSpan.organisation_id).where(*ended)
    inside = f"/{organisation_id}/"
    settled = select(TallyPlace.organisation_id).where(
        ("/" + TallyPlace.path).contains(inside),
        TallyPlace.organisation_id != organisation_id,
        TallyPlace.organisation_id.not_in(before),
    )
    there = before.where(
        ("/" + OrganisationSpan.path).contains(inside), OrganisationSpan.organisation_id != organisation_id
    )
    both = settled.union(there).subquery()
    return select(both.c[0])


def _write_leaders(gone: Sequence[dict[str, object]], fresh: Sequence[dict[str, object]]) -> None:
    table, opened = table_of(Leader), db.session.connection()
    if gone:
        mine = [table.c[name] == bindparam(f"the_{name}") for name in LEADER]
        opened.execute(
            delete(table).where(*mine),
            [{f"the_{name}": value for name, value in row.items()} for row in gone],
        )
    if fresh:
        added = upsert(table).inline()
        now = added.on_conflict_do_update(index_elements=LEADER, set_={"score": added.excluded.score})
        opened.execute(now, list(fresh))
