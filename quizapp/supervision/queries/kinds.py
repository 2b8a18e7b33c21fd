"""The counts of a part of the tree by the kinds of its branches: of place, or the categories of the house."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from quizapp.db import db
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.people.store.tree import at_or_below
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Heads, Tally
from quizapp.supervision.breakdown import By
from quizapp.supervision.figures import Counts
from quizapp.supervision.periods import Period
from quizapp.supervision.queries.counted import DONE, PEOPLE
from quizapp.supervision.queries.places import holds_on, open_in

COLUMNS = {By.FIELD: Organisation.field, By.CATEGORY: Organisation.category}


@dataclass(frozen=True, slots=True)
class Kind:
    """What was counted in all branches of a kind, and how many of them there were; `value` None: of no category."""

    value: str | None
    branches: int
    counts: Counts


def by_kind(path: str, period: Period, by: By) -> list[Kind]:
    """What stood at and below a path in a period, by the kind each is of today; two statements.

    They read a row of each branch and none of any member. The lines add up to the whole.
    """
    people = _grouped(path, period, by, PEOPLE, Heads).outerjoin(
        Heads,
        and_(
            Heads.organisation_id == Organisation.id,
            Heads.whole.is_(False),
            Heads.member_type == EVERYONE,
            holds_on(Heads, period.last),
        ),
    )
    done = _grouped(path, period, by, DONE, Tally).outerjoin(
        Tally,
        and_(
            Tally.organisation_id == Organisation.id,
            Tally.whole.is_(False),
            Tally.member_type == EVERYONE,
            Tally.period == period.span.value,
            Tally.starts_on == period.start,
        ),
    )
    found: dict[str | None, Kind] = {}
    for rows, names in ((people, PEOPLE), (done, DONE)):
        for value, branches, *sums in db.session.execute(rows):
            kind = found.get(value) or Kind(value, branches, Counts(days=period.days))
            counts = replace(kind.counts, **dict(zip(names, map(int, sums), strict=True)))
            found[value] = replace(kind, counts=counts)
    return [kind for kind in found.values() if kind.branches or any(_told(kind.counts))]


def _grouped(
    path: str, period: Period, by: By, names: tuple[str, ...], table: Any
) -> Select[*tuple[Any, ...]]:
    then = OrganisationSpan
    holds, was_open = open_in(then, period)
    sums = [func.coalesce(func.sum(getattr(table, name)), 0) for name in names]
    branches = func.sum(case((and_(Organisation.is_branch, was_open), 1), else_=0))
    return (
        select(COLUMNS[by], branches, *sums)
        .select_from(then)
        .join(Organisation, Organisation.id == then.organisation_id)
        .where(holds, at_or_below(path, of=then))
        .group_by(COLUMNS[by])
    )


def _told(counts: Counts) -> tuple[int, ...]:
    return counts.headcount, counts.registered, counts.visited, counts.earned
