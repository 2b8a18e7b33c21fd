"""Heads by the points gained over the span before, for every organisation above the branch: drawn anew every hour.

They are counted from the ledger as it stood after one entry, and from the tree as it stood after one move; which ones is
kept beside the heads, so that they can be counted again at any later time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, bindparam, delete, func, select, text, update
from sqlalchemy.orm import aliased

from quizapp.db import changed, db, table_of, upsert
from quizapp.people.models import Organisation
from quizapp.people.reach import ids_on
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Entry, GainHeads, GainRun, Score, TallyMove, TallyPlace
from quizapp.points.ranks import earliest, steps_of
from quizapp.points.showing import FLOOR
from quizapp.points.spans import Span

STEP = ("organisation_id", "kind", "width", "score")
Step = tuple[int, str, int, int]
Known = tuple[datetime, int, int]  # a counting: its instant, its last entry and its last move


@dataclass(frozen=True, slots=True)
class Counted:
    """The last entry and the last move the heads of a span were counted from, and how they differ from those stored then."""

    span: Span
    start: date
    entries: int
    moves: int
    heads: Mapping[Step, int]  # those that are others than before
    gone: Sequence[Step]
    before: Known | None


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
    steps, stored = _steps(opened, span, start, before), _stored(opened, span, start)
    heads = {step: count for step, count in steps.items() if stored.get(step) != count}
    gone = [step for step in stored if step not in steps]
    return Counted(span, start, entries, moves, heads, gone, _known(opened, span, start))


def _stored(opened: Connection, span: Span, start: date) -> dict[Step, int]:
    columns = *(getattr(GainHeads, name) for name in STEP), GainHeads.heads
    rows = select(*columns).where(GainHeads.period == span.value, GainHeads.starts_on == start)
    return {(row[0], row[1], row[2], row[3]): row[4] for row in opened.execute(rows)}


def _known(opened: Connection, span: Span, start: date) -> Known | None:
    run = select(GainRun.at, GainRun.entries, GainRun.moves)
    row = opened.execute(run.where(GainRun.period == span.value, GainRun.starts_on == start)).first()
    return (row.at, row.entries, row.moves) if row else None


def _steps(opened: Connection, span: Span, start: date, before: date) -> Mapping[Step, int]:
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
    steps: Counter[Step] = Counter()
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
    """Bring the stored heads to these, and drop those of spans that are no longer shown.

    Only what differs is written: on SQLite nobody is paid meanwhile. Who counted between the reading and now counted for us.
    """
    if not _begin(found, at):
        return
    heads, runs = table_of(GainHeads), table_of(GainRun)
    for table in (heads, runs):
        over = table.c.period == found.span.value, table.c.starts_on < earliest(found.span, today)
        db.session.execute(delete(table).where(*over))
    opened, board = db.session.connection(), {"period": found.span.value, "starts_on": found.start}
    if found.gone:
        mine = [heads.c[name] == bindparam(f"the_{name}") for name in (*board, *STEP)]
        rows = [board | dict(zip(STEP, step, strict=True)) for step in found.gone]
        told = [{f"the_{name}": value for name, value in row.items()} for row in rows]
        opened.execute(delete(heads).where(*mine), told)
    if found.heads:
        added = upsert(heads).inline()
        now = added.on_conflict_do_update(
            index_elements=[*board, *STEP], set_={"heads": added.excluded.heads}
        )
        names = (*STEP, "heads")
        opened.execute(
            now,
            [board | dict(zip(names, (*step, count), strict=True)) for step, count in found.heads.items()],
        )


def _begin(found: Counted, at: datetime) -> bool:
    """Note what is counted from; False where the noted counting is no longer the one that was read."""
    board = {"period": found.span.value, "starts_on": found.start}
    told = {"at": at, "entries": found.entries, "moves": found.moves}
    if found.before is None:
        first = upsert(table_of(GainRun)).inline().values(board | told)
        return changed(first.on_conflict_do_nothing(index_elements=[*board])) == 1
    known = zip((GainRun.at, GainRun.entries, GainRun.moves), found.before, strict=True)
    mine = GainRun.period == found.span.value, GainRun.starts_on == found.start
    return (
        changed(update(GainRun).where(*mine, *(column == value for column, value in known)).values(told)) == 1
    )
