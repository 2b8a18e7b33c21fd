"""The counts of organisations: of one over time, of those that hung below it, of the kinds of places and members in it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.people.settings import DEFAULTS, TARGETS, effective
from quizapp.points.counts import EVERYONE
from quizapp.points.models import Heads, Tally, TallyRun
from quizapp.supervision.figures import Counts
from quizapp.supervision.periods import Period
from quizapp.supervision.queries.places import open_in

PEOPLE = ("headcount", "members", "registered", "activated", "activated_members")
DONE = ("visited", "participated", "earned")
Key = tuple[int, str]  # organisation, member type


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation as it was called then, and what was counted at and below it; `below`: it had parts of its own.

    `path` is where it stands today, by which reach is judged; `closed_on` is set when it is closed today.
    """

    id: int
    name: str
    code: str
    path: str
    closed_on: date | None
    counts: Counts
    below: bool = False


def as_of() -> datetime | None:
    """When the counts were last brought up to what members did; None before the first time."""
    return db.session.scalar(select(TallyRun.at).where(TallyRun.name == "fold"))


def targets(above: Iterable[Organisation]) -> dict[str, int]:
    """The target lines that hold for the last of a chain, in percent."""
    held = effective([node.own_settings for node in above])
    return {name: int(held.get(name, DEFAULTS[name])) for name in TARGETS}


def of(organisation_id: int, period: Period) -> Counts:
    """Everything at and below an organisation; two statements."""
    found = _counts([organisation_id], period, Heads.member_type == EVERYONE, Tally.member_type == EVERYONE)
    return found.get((organisation_id, EVERYONE), Counts(days=period.days))


def over_time(organisation_id: int, periods: Sequence[Period]) -> list[Counts]:
    """The same for each of some periods, which follow one another; two statements."""
    mine = Heads.organisation_id == organisation_id, Heads.whole, Heads.member_type == EVERYONE
    later = or_(Heads.until_on.is_(None), Heads.until_on > periods[0].last)
    held = db.session.execute(
        select(Heads.from_on, *_columns(Heads, PEOPLE)).where(*mine, later).order_by(Heads.from_on)
    ).all()
    done = select(Tally.starts_on, *_columns(Tally, DONE)).where(
        Tally.organisation_id == organisation_id,
        Tally.whole,
        Tally.member_type == EVERYONE,
        Tally.period == periods[0].span.value,
        Tally.starts_on.between(periods[0].start, periods[-1].start),
    )
    sums = {row.starts_on: row for row in db.session.execute(done)}
    return [_joined(_held_on(held, period.last), sums.get(period.start), period) for period in periods]


def _held_on(rows: Sequence[Any], day: date) -> Any:
    """The row in force on a day; None before the first count of people."""
    return next((row for row in reversed(rows) if row.from_on <= day), None)


def parts(node: Organisation, period: Period, *, after: str = "", limit: int = 30) -> Page[Place]:
    """A page of what hung directly below an organisation on the last day of a period, by code; three statements.

    Each is called as it was then, with all that was at and below it: it was carried to where they stood that day.
    """
    then, below = OrganisationSpan, aliased(OrganisationSpan)
    has_parts = below.parent_id == then.organisation_id
    children = (
        select(
            Organisation.id,
            then.name,
            Organisation.code,
            Organisation.path,
            Organisation.closed_on,
            select(below.from_on).where(has_parts, *open_in(below, period)).exists().label("below"),
        )
        .select_from(then)
        .join(Organisation, Organisation.id == then.organisation_id)
        .where(then.parent_id == node.id, *open_in(then, period), Organisation.code > after)
        .order_by(Organisation.code)
        .limit(limit + 1)
    )
    rows = db.session.execute(children).all()
    found = _counts(
        [row.id for row in rows], period, Heads.member_type == EVERYONE, Tally.member_type == EVERYONE
    )
    nothing = Counts(days=period.days)
    shown = [Place(*row[:5], found.get((row.id, EVERYONE), nothing), row.below) for row in rows]
    return page_of(shown, limit=limit, key=lambda place: place.code)


def by_type(organisation_id: int, period: Period) -> dict[str, Counts]:
    """Everything at and below an organisation, by member type; two statements."""
    found = _counts([organisation_id], period, Heads.member_type != EVERYONE, Tally.member_type != EVERYONE)
    return {member_type: counts for (_, member_type), counts in found.items()}


def _counts(
    ids: Sequence[int], period: Period, of_heads: ColumnElement[bool], of_tallies: ColumnElement[bool]
) -> dict[Key, Counts]:
    people = select(Heads.organisation_id, Heads.member_type, *_columns(Heads, PEOPLE)).where(
        Heads.organisation_id.in_(ids),
        Heads.whole,
        of_heads,
        Heads.from_on <= period.last,
        or_(Heads.until_on.is_(None), Heads.until_on > period.last),
    )
    sums = select(Tally.organisation_id, Tally.member_type, *_columns(Tally, DONE)).where(
        Tally.organisation_id.in_(ids),
        Tally.whole,
        of_tallies,
        Tally.period == period.span.value,
        Tally.starts_on == period.start,
    )
    both: dict[Key, list[Any]] = defaultdict(lambda: [None, None])
    for row in db.session.execute(people):
        both[row[0], row[1]][0] = row
    for row in db.session.execute(sums):
        both[row[0], row[1]][1] = row
    return {key: _joined(held, done, period) for key, (held, done) in both.items()}


def _columns(table: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(table, name) for name in names]


def _joined(held: Any, done: Any, period: Period) -> Counts:
    counts = Counts(days=period.days)
    for row, names in ((held, PEOPLE), (done, DONE)):
        if row is not None:
            counts = replace(counts, **{name: getattr(row, name) for name in names})
    return counts
