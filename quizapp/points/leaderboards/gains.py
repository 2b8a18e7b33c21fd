"""Who gained most over the span before: in the own branch by name and exact at once."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, String, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from quizapp.kernel.ranking import places
from quizapp.people.models import Member
from quizapp.points.counts import EVERYONE
from quizapp.points.leaderboards.branch import BoardRow
from quizapp.points.models import Score
from quizapp.points.showing import FLOOR
from quizapp.points.spans import BEGINNING, Span
from quizapp.prepared import Prepared


def branch_gains(*, branch_id: int, span: Span, day: date, kind: str = EVERYONE) -> Sequence[BoardRow]:
    """Everyone who counts in the branch, with that type, and gained points, from the most down; one statement."""
    asked = {
        "period": span.value,
        "starts_on": span.start(day),
        "before_on": span.start_before(day) or BEGINNING,
    }
    rows = _gains().all(branch_id=branch_id, kind=kind, floor=FLOOR, **asked)
    gains = [row.gain for row in rows]
    return [
        BoardRow(place, row.member_id, row.name, row.gain, gains.count(row.gain) > 1)
        for place, row in zip(places(gains), rows, strict=True)
    ]


@cache
def _gains() -> Prepared:
    kind = bindparam("kind", type_=String)
    here = (
        select(Score.member_id, Member.name, _total("starts_on", "now"), _total("before_on", "earlier"))
        .join(Member, Member.id == Score.member_id)
        .where(
            Score.branch_id == bindparam("branch_id"),
            Score.period == bindparam("period"),
            Score.starts_on == bindparam("starts_on"),
            Score.counted,
            or_(kind == EVERYONE, Score.member_type == kind),
        )
        .subquery()
    )
    gain = (here.c.now - here.c.earlier).label("gain")
    gained = here.c.earlier >= bindparam("floor"), here.c.now > here.c.earlier
    return Prepared(
        select(here.c.member_id, here.c.name, gain).where(*gained).order_by(gain.desc(), here.c.member_id)
    )


def _total(starts_on: str, name: str) -> ColumnElement[int]:
    other = aliased(Score)
    mine = (
        other.member_id == Score.member_id,
        other.period == bindparam("period"),
        other.starts_on == bindparam(starts_on),
    )
    total = select(func.coalesce(func.sum(other.score), 0)).where(*mine)
    return total.correlate(Score).scalar_subquery().label(name)
