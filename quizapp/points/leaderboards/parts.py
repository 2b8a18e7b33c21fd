"""The organisations directly below one, ranked by their points in all or by the average of a head."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache

from sqlalchemy import and_, bindparam, func, select

from quizapp.kernel.ranking import places
from quizapp.people.models import Organisation
from quizapp.points.models import Heads, Tally, TallyRun
from quizapp.points.spans import Span
from quizapp.prepared import Prepared

TOTAL, AVERAGE = "total", "average"


@dataclass(frozen=True, slots=True)
class Part:
    """One organisation on a board of organisations: what all in it earned, its activated members, and their average."""

    place: int
    id: int
    name: str
    earned: int
    activated: int
    value: Fraction  # what it is ranked by
    tied: bool

    @property
    def average(self) -> Fraction | None:
        return Fraction(self.earned, self.activated) if self.activated else None


def parts(
    organisation_id: int, *, span: Span, day: date, kind: str, by: str
) -> tuple[Sequence[Part], datetime | None]:
    """All parts that can be ranked, from the first, and as of when; one statement."""
    asked = {"period": span.value, "starts_on": span.start(day), "kind": kind}
    rows = _parts().all(parent_id=organisation_id, **asked)
    valued = [
        (Fraction(row.earned, row.activated if by == AVERAGE else 1), row)
        for row in rows
        if row.activated or by == TOTAL
    ]
    valued.sort(key=lambda pair: (-pair[0], pair[1].id))
    values = [value for value, _ in valued]
    ranked = [
        Part(place, row.id, row.name, row.earned, row.activated, value, values.count(value) > 1)
        for place, (value, row) in zip(_places(values), valued, strict=True)
    ]
    return ranked, rows[0].as_of if rows else None


def _places(values: Sequence[Fraction]) -> list[int]:
    """By the order of the values alone: averages are compared exactly, never by what is shown of them."""
    order = {value: -index for index, value in enumerate(sorted(set(values), reverse=True))}
    return places([order[value] for value in values])


@cache
def _parts() -> Prepared:
    done = and_(
        Tally.organisation_id == Organisation.id,
        Tally.whole,
        Tally.member_type == bindparam("kind"),
        Tally.period == bindparam("period"),
        Tally.starts_on == bindparam("starts_on"),
    )
    people = and_(
        Heads.organisation_id == Organisation.id,
        Heads.whole,
        Heads.member_type == bindparam("kind"),
        Heads.until_on.is_(None),
    )
    return Prepared(
        select(
            Organisation.id,
            Organisation.name,
            func.coalesce(Tally.earned, 0).label("earned"),
            func.coalesce(Heads.activated, 0).label("activated"),
            select(TallyRun.at).where(TallyRun.name == "boards").scalar_subquery().label("as_of"),
        )
        .outerjoin(Tally, done)
        .outerjoin(Heads, people)
        .where(Organisation.parent_id == bindparam("parent_id"), Organisation.closed_on.is_(None))
    )
