"""Heads by the points gained over the span before, for every organisation above the branch: drawn anew every hour.

They are counted from the ledger as it stood after one entry, and from the tree as it stood after one move; which ones is
kept beside the heads, so that they can be counted again at any later time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, delete, func, insert, select, text
from sqlalchemy.orm import aliased

from quizapp.db import db, table_of, upsert
from quizapp.people.models import Organisation
from quizapp.people.reach import ids_on
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Entry, GainHeads, GainRun, Score, TallyMove, TallyPlace
from quizapp.points.ranks import earliest, steps_of
from quizapp.points.showing import FLOOR
from quizapp.points.spans import Span

Steps = Mapping[tuple[int, str, int, int], int]  # organisation, kind, width and lowest score → heads


@dataclass(frozen=True, slots=True)
class Counted:
    """The heads of one span, and the last entry and the last move they were counted from."""

    span: Span
    start: date
    entries: int
    moves: int
    steps: Steps


@contextmanager
def cut() -> Iterator[Connection]:
    """A connection that sees every entry up to one, and none after it, however long it reads.

    On PostgreSQL an entry may be committed after one with a higher id, so the snapshot is taken behind a lock that waits
    for whoever posts, and is given back at once. On SQLite one writes at a time.
    """
    with db.engine.connect() as opened:
        if opened.dialect.name == "postgresql":
            opened = opened.execution_options(isolation_level="REPEATABLE READ")
            with db.engine.connect() as gate:
                gate.execute(
                    text("SET LOCAL lock_timeout = '2s'")
                )  # others post behind this one: not for long
                gate.execute(text("LOCK TABLE points_entries IN SHARE MODE"))
                opened.execute(text("SELECT 1"))  # from here on it sees the ledger as it stands now
        yield opened


def read(opened: Connection, span: Span, day: date) -> Counted:
    """Who gained how much in the span that `day` lies in; a member is of the branch and type they count with in it.

    It reads every member, so ask it over a `cut`, outside a transaction that writes.
    """
    start, before = span.start(day), span.start_before(day)
    assert before is not None, "nothing comes before all time"
    entries = opened.scalar(select(func.max(Entry.id))) or 0
    moves = opened.scalar(select(func.max(TallyMove.id))) or 0
    return Counted(span, start, entries, moves, _steps(opened, span, start, before))


def _steps(opened: Connection, span: Span, start: date, before: date) -> Steps:
    paths = _paths(opened)
    now, earlier = _totals(span, start).subquery(), _totals(span, before).subquery()
    here = aliased(Score)
    gain = now.c.total - earlier.c.total
    gained = (
        select(here.branch_id, here.member_type, gain, func.count())
        .join(now, now.c.member_id == here.member_id)
        .join(earlier, earlier.c.member_id == here.member_id)
        .where(here.period == span.value, here.starts_on == start, here.counted)
        .where(earlier.c.total >= FLOOR, gain > 0)
        .group_by(here.branch_id, here.member_type, gain)
    )
    steps: Counter[tuple[int, str, int, int]] = Counter()
    for branch_id, member_type, points, heads in opened.execute(gained):
        for place in ids_on(paths[branch_id])[:-1]:
            for kind in (EVERYONE, member_type):
                for step in steps_of(int(points)):
                    steps[(place, kind, *step)] += heads
    return steps


def _paths(opened: Connection) -> dict[int, str]:
    """Where each organisation stands: as its counts were carried last, or where it was founded since."""
    path = func.coalesce(TallyPlace.path, Organisation.path)
    places = select(Organisation.id, path).outerjoin(
        TallyPlace, TallyPlace.organisation_id == Organisation.id
    )
    return {row[0]: row[1] for row in opened.execute(places)}


def _totals(span: Span, start: date) -> Select[int, int]:
    total = func.sum(Score.score).label("total")
    mine = Score.period == span.value, Score.starts_on == start
    return select(Score.member_id, total).where(*mine).group_by(Score.member_id)


def write(found: Counted, today: date, at: datetime) -> None:
    """Put these heads in the place of those counted before, and drop those of spans that are no longer shown."""
    heads, board = table_of(GainHeads), {"period": found.span.value, "starts_on": found.start}
    run = upsert(table_of(GainRun)).inline()
    told = {"at": at, "entries": found.entries, "moves": found.moves}
    # First: its row is what two who count at once wait for each other on.
    db.session.execute(
        run.values(board | told).on_conflict_do_update(index_elements=["period", "starts_on"], set_=told)
    )
    for table in (heads, table_of(GainRun)):
        over = table.c.period == found.span.value, table.c.starts_on < earliest(found.span, today)
        db.session.execute(delete(table).where(*over))
    db.session.execute(
        delete(heads).where(heads.c.period == found.span.value, heads.c.starts_on == found.start)
    )
    names = ("organisation_id", "kind", "width", "score", "heads")
    rows = [board | dict(zip(names, (*step, count), strict=True)) for step, count in found.steps.items()]
    if rows:
        db.session.connection().execute(insert(heads), rows)
