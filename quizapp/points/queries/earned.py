"""What a member's points in a span consist of."""

from collections import Counter
from datetime import date

from sqlalchemy import func, literal_column, select, true
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.points.earning import Code, earned
from quizapp.points.models import Entry, TallyPlace
from quizapp.points.spans import Span

_first = aliased(Entry, name="taken_back")
_UPWARD = Entry.amount > literal_column(
    "0"
)  # written out: a value of its own would be another expression to group by


def earned_by_code(member_id: int, path: str, span: Span, day: date, kind: str) -> list[tuple[Code, int]]:
    """Points of the span that `day` lies in, earned at and below a path, by what they were paid for, the most first.

    What was taken back is taken from what it was paid for.
    """
    start = span.start(day)
    rows = db.session.execute(
        select(Entry.code, _first.code, _UPWARD, func.sum(Entry.amount))
        .join(TallyPlace, TallyPlace.organisation_id == Entry.branch_id)
        .outerjoin(_first, _first.id == Entry.reverses_id)
        .where(
            Entry.member_id == member_id,
            Entry.counts_on.between(start, span.last(start)),
            func.substr(TallyPlace.path, 1, len(path)) == path,
            Entry.member_type == kind if kind else true(),
        )
        .group_by(Entry.code, _first.code, _UPWARD)
    )
    sums: Counter[Code] = Counter()
    for code, taken_back, _, amount in rows:
        sums[taken_back or code] += -earned(taken_back, -amount) if taken_back else earned(code, amount)
    return sorted(((code, points) for code, points in sums.items() if points), key=lambda one: -one[1])
