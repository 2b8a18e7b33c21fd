"""Keeping the counts of organisations up with what their members did, and drawing them anew."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, update

from quizapp.db import db, operation, table_of, touched, upsert
from quizapp.people.store import to_count
from quizapp.points import queries
from quizapp.points.models import (
    GainHeads,
    GainRun,
    Heads,
    Leader,
    Score,
    ScoreHeads,
    Tally,
    TallyPlace,
    TallyRun,
)
from quizapp.points.projections import gains, heads, places, redrawing, standings, tallying

BOARDS = "boards"  # the run that notes as of when boards are true
MOST = 400  # branches counted in one transaction: others write in between


class Folded(NamedTuple):
    """How many branches were counted again: for what was done in them, and for who belongs to them."""

    branches: int
    rosters: int

    @property
    def may_be_more(self) -> bool:
        return MOST in self


@operation
def fold(*, at: datetime, also: Sequence[int] = (), now: Callable[[], datetime] | None = None) -> Folded:
    """Count again the branches in which something moved, and those whose rosters did, `MOST` of each at a time.

    `also`: organisations whose rosters are to be counted again beside those marked. Moves of the tree are carried over
    first, so that every count goes to where its branch stands. When nothing waits, boards are true as of the instant
    from which nobody else counted: what was posted while this waited is in them. `now` tells it; without, it is `at`.
    """
    _begin(at)
    at = max(at, now()) if now else at
    waiting = queries.waiting(at)
    today = waiting.today
    if waiting.tree:
        _carry_over(today)
    counted, taken = tallying.fold(MOST) if waiting.scores else (0, [])
    standings.fold(taken, today)
    if waiting.day:
        standings.forget(today)
    marked = to_count.take(today, MOST) if waiting.rosters else []
    heads.fold(sorted({*marked, *also}), today)
    if counted < MOST:
        _begin(at, BOARDS)
    return Folded(counted, len(marked))


def _carry_over(today: date) -> None:
    """Bring counts and boards to where their organisations stand now."""
    places.take_in_new()
    gone = places.moved()
    shares = standings.carried(gone, today)
    for one in gone:
        tallying.carry_over(one)
        heads.carry_over(one, today)
        places.settle(one)
    standings.apply(shares)


@operation
def recount(*, at: datetime) -> None:
    """Throw the counts and boards away; the next foldings draw them anew from their rows.

    How many people there were on earlier days stays as it is: only these counts remember it.
    """
    _begin(at)
    today = queries.house_day(at)
    for table in (Tally, TallyPlace, ScoreHeads, Leader, GainHeads, GainRun):
        db.session.execute(delete(table))
    db.session.execute(delete(Heads).where(Heads.from_on >= today))
    db.session.execute(update(Heads).where(Heads.until_on.is_(None)).values(until_on=today))
    db.session.execute(update(table_of(Score)).values(folded=False, ranked=0, ranked_before=0))
    to_count.mark_all()


def _begin(at: datetime, name: str = "fold") -> None:
    """One at a time: the row is written first, and held until the end."""
    run = upsert(table_of(TallyRun)).inline()
    touched(
        run.on_conflict_do_update(index_elements=["name"], set_={"at": run.excluded.at}), name=name, at=at
    )


@operation
def redraw(*, first_id: int, last_id: int) -> int:
    """Throw away the sums of the members with these ids and draw them from their entries; gives how many entries."""
    return redrawing.redraw(first_id, last_id, queries.tariff(fresh=True))


@operation
def fold_gains(*, found: gains.Counted, at: datetime) -> None:
    """Put who improved how much (`projections.gains.read`) in the place of what was counted an hour ago."""
    gains.write(found, queries.house_day(at), at)
