"""Summing up reading by member and month, from what the readings say of the day they were last credited on."""

from collections import Counter
from datetime import date

from sqlalchemy import bindparam, select, update

from quizapp.db import db, table_of, upsert
from quizapp.kernel.clock import month_start
from quizapp.study.models import Reading, ReadingMonth

_READINGS, _MONTHS = table_of(Reading), table_of(ReadingMonth)
_SUMMED = (
    update(_READINGS)
    .where(_READINGS.c.member_id == bindparam("who"), _READINGS.c.article_id == bindparam("what"))
    .values(summed_s=_READINGS.c.summed_s + bindparam("seconds"))
)


def sum_up(most: int) -> int:
    """Add to the months what at most so many readings still hold; gives how many those were.

    Seconds that were left over on the reading's day before are counted with its present one.
    """
    waiting = (_READINGS.c.day_s - _READINGS.c.summed_s).label("seconds")
    rows = db.session.execute(
        select(_READINGS.c.member_id, _READINGS.c.article_id, _READINGS.c.day, waiting)
        .where(_READINGS.c.day_s != _READINGS.c.summed_s)
        .order_by(_READINGS.c.member_id, _READINGS.c.article_id)
        .limit(most)
        .with_for_update()
    ).all()
    if not rows:
        return 0
    sums: Counter[tuple[int, date]] = Counter()
    for row in rows:
        sums[row.member_id, month_start(row.day)] += row.seconds
    added = upsert(_MONTHS)
    more = {"seconds": _MONTHS.c.seconds + added.excluded.seconds}
    db.session.execute(
        added.on_conflict_do_update(index_elements=["member_id", "month"], set_=more),
        [{"member_id": who, "month": month, "seconds": n} for (who, month), n in sorted(sums.items())],
    )
    db.session.execute(
        _SUMMED, [{"who": row.member_id, "what": row.article_id, "seconds": row.seconds} for row in rows]
    )
    return len(rows)
