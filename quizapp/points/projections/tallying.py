"""Folding scores, visits and study into counts per organisation, member type and span, for the branches where they moved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, case, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from quizapp.db import db, table_of, upsert
from quizapp.points.counts import EVERYONE, Amounts, Key, Row, carried, difference, shifted
from quizapp.points.models import Score, Tally
from quizapp.points.projections import places
from quizapp.points.projections.places import Moved
from quizapp.points.spans import Span

AT_ONCE = 400  # branches in one question
SUMS = ("visited", "participated", "earned")
Touched = dict[tuple[str, date], set[int]]  # the branches to count again, by span and its first day


def fold(most: int) -> int:
    """Count again what moved in at most so many branches; gives how many branches there were."""
    branches = _waiting(most)
    touched = _take(branches) if branches else {}
    for (period, start), ids in sorted(touched.items()):
        for some in _batches(sorted(ids)):
            live, stored = _live(period, start, some), _stored(period, start, some)
            path_of = places.on(some, Span(period).last(start))
            write(carried(difference(live, stored), path_of))
    return len(branches)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def _waiting(most: int) -> Sequence[int]:
    waiting = select(Score.branch_id).where(Score.folded.is_(False)).distinct()
    return db.session.scalars(waiting.order_by(Score.branch_id).limit(most)).all()


def _take(branches: Sequence[int]) -> Touched:
    """Mark the rows of these branches as known, and say which counts that concerns.

    Marked first and counted afterwards: what is written in between is not marked, and counted again.
    """
    touched: Touched = defaultdict(set)
    marked = (
        update(Score)
        .where(Score.branch_id.in_(branches), Score.folded.is_(False))
        .values(folded=True)
        .returning(Score.branch_id, Score.period, Score.starts_on, Score.member_id, Score.counted)
    )
    elsewhere: set[int] = set()
    for row in db.session.execute(marked, execution_options={"synchronize_session": False}):
        touched[row.period, row.starts_on].add(row.branch_id)
        if not row.counted:
            elsewhere.add(row.member_id)
    _add_where_counted(touched, elsewhere)
    return touched


def _add_where_counted(touched: Touched, members: set[int]) -> None:
    """Who earned in a second branch counts in the first, where it has to be looked again whether they learned."""
    counted = select(Score.period, Score.starts_on, Score.branch_id).where(
        Score.member_id.in_(members), Score.counted
    )
    for period, start, branch_id in db.session.execute(counted) if members else ():
        if (period, start) in touched:
            touched[period, start].add(branch_id)


def _live(period: str, start: date, branches: Sequence[int]) -> dict[Key, Amounts]:
    other = aliased(Score)
    also = exists().where(
        other.member_id == Score.member_id,
        other.period == period,
        other.starts_on == start,
        other.branch_id != Score.branch_id,
    )
    visited = or_(Score.visits > 0, Score.learned > 0, also.where(or_(other.visits > 0, other.learned > 0)))
    learned = or_(Score.learned > 0, also.where(other.learned > 0))
    sums = (
        func.sum(case((and_(Score.counted, visited), 1), else_=0)),
        func.sum(case((and_(Score.counted, learned), 1), else_=0)),
        func.sum(Score.score),
    )
    counts = select(Score.branch_id, Score.member_type, *sums).where(
        Score.period == period, Score.starts_on == start, Score.branch_id.in_(branches)
    )
    grouped = counts.group_by(Score.branch_id, Score.member_type)
    return {
        (row[0], row[1], period, start): tuple(int(count) for count in row[2:])
        for row in db.session.execute(grouped)
    }


def _stored(period: str, start: date, branches: Sequence[int]) -> dict[Key, Amounts]:
    kept = select(Tally.organisation_id, Tally.member_type, *(getattr(Tally, name) for name in SUMS)).where(
        Tally.organisation_id.in_(branches),
        Tally.whole.is_(False),
        Tally.member_type != EVERYONE,
        Tally.period == period,
        Tally.starts_on == start,
    )
    return {(row[0], row[1], period, start): tuple(row[2:]) for row in db.session.execute(kept)}


def carry_over(one: Moved) -> None:
    """Carry the counts of an organisation that moved from those it stood in to those it stands in.

    Spans of time that were over before it moved stay where they are: their reports were given.
    """
    own = select(
        Tally.member_type, Tally.period, Tally.starts_on, *(getattr(Tally, name) for name in SUMS)
    ).where(
        Tally.organisation_id == one.organisation_id, Tally.whole.is_(False), Tally.member_type != EVERYONE
    )
    counts: dict[Key, Amounts] = {
        (one.organisation_id, member_type, period, start): tuple(sums)
        for member_type, period, start, *sums in db.session.execute(own)
        if one.since is None or Span(period).last(start) >= one.since
    }
    write(shifted(counts, one.before, one.after))


def write(moved: Mapping[Row, Amounts]) -> None:
    """Add to the rows named, which begin at nothing."""
    added = upsert(table_of(Tally))
    sums = {name: getattr(Tally, name) + added.excluded[name] for name in SUMS}
    key = ["organisation_id", "whole", "member_type", "period", "starts_on"]
    more = added.on_conflict_do_update(index_elements=key, set_=sums)
    rows = [dict(zip((*key, *SUMS), (*row, *amounts), strict=True)) for row, amounts in sorted(moved.items())]
    if rows:
        db.session.execute(more, rows)
