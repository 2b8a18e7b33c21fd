"""Cap counters: the only place a cap is enforced, by one conditional statement."""

from datetime import date

from sqlalchemy import Insert, Integer, bindparam, select, update

from quizapp.db import changed, db, table_of, upsert
from quizapp.points.earning import Rule
from quizapp.points.models import CapCounter
from quizapp.prepared import PreparedChange


def take(rule: Rule, *, member_id: int, day: date, wanted: int, used: int) -> int:
    """Use up as much of the cap as is wanted and left, and say how much that was.

    `used` is what the caller saw last. The counter decides: when others were faster, it is read again.
    """
    starts_on = rule.cap_start(day)
    if starts_on is None:
        return wanted
    while fits := rule.what_fits(wanted=wanted, used=used):
        if _add(rule, member_id, starts_on, fits):
            return fits
        used = _used(rule, member_id, starts_on)
    return 0


def give_back(rule: Rule, *, member_id: int, day: date, amount: int) -> None:
    """Undo a `take` of this same transaction that led to no entry."""
    mine = (
        CapCounter.member_id == member_id,
        CapCounter.code == rule.code,
        CapCounter.starts_on == rule.cap_start(day),
    )
    changed(update(CapCounter).where(*mine).values(used=CapCounter.used - amount))


def _add(rule: Rule, member_id: int, starts_on: date, amount: int) -> bool:
    added = _more.touched(
        member_id=member_id,
        code=rule.code,
        starts_on=starts_on,
        used=amount,
        more=amount,
        cap=rule.cap,
    )
    return added == 1


@PreparedChange
def _more() -> Insert:
    more = CapCounter.used + bindparam("more", type_=Integer)
    first = upsert(table_of(CapCounter)).inline()
    return first.on_conflict_do_update(
        index_elements=["member_id", "code", "starts_on"],
        set_={"used": more},
        where=more <= bindparam("cap", type_=Integer),
    )


def _used(rule: Rule, member_id: int, starts_on: date) -> int:
    mine = CapCounter.member_id == member_id, CapCounter.code == rule.code, CapCounter.starts_on == starts_on
    return db.session.scalar(select(CapCounter.used).where(*mine)) or 0
