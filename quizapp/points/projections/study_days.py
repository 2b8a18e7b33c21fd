"""Study days: which days a member learned on, and the run of days that each one closes."""

from datetime import date

from sqlalchemy import Insert, bindparam, delete, select, update

from quizapp.db import changed, db, table_of, upsert
from quizapp.points.models import StudyDay
from quizapp.points.streaks import Studied, lookback, run_of, runs
from quizapp.prepared import Prepared, PreparedChange

_SINCE = Prepared(
    select(StudyDay.day, StudyDay.run, StudyDay.bridged)
    .where(StudyDay.member_id == bindparam("member_id"), StudyDay.day >= bindparam("first"))
    .order_by(StudyDay.day)
)


def note(member_id: int, day: date, learned: int) -> None:
    """Count `learned` more (or fewer) paid learning events on a day; a day left with none is no study day."""
    known = _since(member_id, lookback(day))
    earlier = [studied for studied in known if studied.day < day]
    later = [studied for studied in known if studied.day > day]
    came = len(earlier) + len(later) == len(known)
    _count(member_id, run_of(day, earlier), learned)
    went = learned < 0 and _drop_if_empty(member_id, day)
    if later and came != went:
        _redraw(member_id, day, later)


def _since(member_id: int, day: date) -> list[Studied]:
    return [Studied(*row) for row in _SINCE.all(member_id=member_id, first=day)]


def _count(member_id: int, studied: Studied, learned: int) -> None:
    _counted.touched(
        member_id=member_id,
        day=studied.day,
        learned=learned,
        run=studied.run,
        bridged=studied.bridged,
    )


@PreparedChange
def _counted() -> Insert:
    first = upsert(table_of(StudyDay)).inline()
    more = {"learned": StudyDay.learned + first.excluded.learned}
    return first.on_conflict_do_update(index_elements=["member_id", "day"], set_=more)


def _drop_if_empty(member_id: int, day: date) -> bool:
    empty = delete(StudyDay).where(
        StudyDay.member_id == member_id, StudyDay.day == day, StudyDay.learned <= 0
    )
    return changed(empty) == 1


def _redraw(member_id: int, day: date, later: list[Studied]) -> None:
    """Draw the runs after `day` again: a day before them came or went."""
    earlier = [studied for studied in _since(member_id, lookback(day)) if studied.day <= day]
    for studied, before in zip(runs((row.day for row in later), earlier), later, strict=True):
        if studied != before:
            mine = update(StudyDay).where(StudyDay.member_id == member_id, StudyDay.day == studied.day)
            db.session.execute(mine.values(run=studied.run, bridged=studied.bridged))
