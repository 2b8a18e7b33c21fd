"""Heads by the points gained over the span before, for every organisation above the branch: drawn anew every hour."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import aliased

from quizapp.db import db, table_of
from quizapp.people.reach import ids_on
from quizapp.points.models import Score, ScoreHeads, TallyPlace
from quizapp.points.ranks import GAINED, steps_of
from quizapp.points.showing import FLOOR
from quizapp.points.spans import Span

Gains = dict[tuple[int, int], int]  # branch and points gained → heads


def read(span: Span, day: date) -> Gains:
    """How many members of each branch gained how much; a member is of the branch where they count in the span.

    It reads every member, so ask it outside a transaction that writes.
    """
    start, before = span.start(day), span.start_before(day)
    assert before is not None, "nothing comes before all time"
    now, earlier = _totals(span, start).subquery(), _totals(span, before).subquery()
    here = aliased(Score)
    gain = now.c.total - earlier.c.total
    gained = (
        select(here.branch_id, gain, func.count())
        .join(now, now.c.member_id == here.member_id)
        .join(earlier, earlier.c.member_id == here.member_id)
        .where(here.period == span.value, here.starts_on == start, here.counted)
        .where(earlier.c.total >= FLOOR, gain > 0)
        .group_by(here.branch_id, gain)
    )
    return {(branch_id, int(points)): heads for branch_id, points, heads in db.session.execute(gained)}


def _totals(span: Span, start: date) -> Select[int, int]:
    total = func.sum(Score.score).label("total")
    mine = Score.period == span.value, Score.starts_on == start
    return select(Score.member_id, total).where(*mine).group_by(Score.member_id)


def write(span: Span, day: date, gains: Gains) -> None:
    """Put these heads in the place of those of an hour ago."""
    start = span.start(day)
    old = ScoreHeads.period == span.value, ScoreHeads.starts_on == start, ScoreHeads.kind == GAINED
    db.session.execute(delete(table_of(ScoreHeads)).where(*old))
    rows = [
        {"organisation_id": place, "width": width, "score": score, "heads": heads}
        for (place, width, score), heads in _carried(gains.items()).items()
    ]
    board = {"period": span.value, "starts_on": start, "kind": GAINED}
    if rows:
        db.session.connection().execute(insert(table_of(ScoreHeads)), [board | row for row in rows])


def _carried(gains: Iterable[tuple[tuple[int, int], int]]) -> Counter[tuple[int, int, int]]:
    paths = dict(db.session.execute(select(TallyPlace.organisation_id, TallyPlace.path)).all())
    steps: Counter[tuple[int, int, int]] = Counter()
    for (branch_id, points), heads in gains:
        for place in ids_on(paths.get(branch_id, ""))[:-1]:
            for step in steps_of(points):
                steps[(place, *step)] += heads
    return steps
