"""What can be done with headcounts: how many people belong to a branch from a day on, typed or brought in many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select

from quizapp.audit.operations import record_all
from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries
from quizapp.people.models import Headcount, Organisation
from quizapp.people.roster_files.headcounts import MOST_HEADS
from quizapp.people.store.tree import at_or_below

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Dated:
    """How many people belong to a branch from a day on."""

    branch_id: int
    from_on: date
    heads: int


@operation
def set_headcounts(*, organisation_id: int, counts: Sequence[Dated], by: int | None, at: datetime) -> int:
    """Say how many people belong to branches at and below an organisation, all of them or none; gives how many are news.

    What was said of the same branch and day is corrected. `by` None is a command. Refused of a closed organisation.
    """
    node = queries.organisation(organisation_id, lock=True)
    if by is not None:
        policy.may_manage(queries.standing(by, at=at, lock=True), node.path).enforce()
    policy.is_open(node.name, node.closed_on).enforce()
    codes = _branches(node, [one.branch_id for one in counts])
    unless(
        all(0 <= one.heads <= MOST_HEADS for one in counts),
        Message("A headcount is a number from 0 to %(most)s.", most=MOST_HEADS),
    ).enforce()
    before = _said([one.branch_id for one in counts])
    news = [one for one in counts if before.get((one.branch_id, one.from_on)) != one.heads]
    if news:
        added = upsert(table_of(Headcount))
        said = added.on_conflict_do_update(
            index_elements=["branch_id", "from_on"], set_={"heads": added.excluded.heads}
        )
        db.session.execute(said, [asdict(one) for one in news])
    record_all(
        acts=[
            _act(codes, one, before.get((one.branch_id, one.from_on)), one.heads, by=by, at=at)
            for one in news
        ]
    )
    return len(news)


@operation
def drop_headcount(*, branch_id: int, from_on: date, by: int, at: datetime) -> None:
    """Take back what was said of a branch from a day on; what was said before, or its roster, holds again. Twice is once."""
    node = queries.organisation(branch_id, lock=True)
    policy.may_manage(queries.standing(by, at=at, lock=True), node.path).enforce()
    before = _said([branch_id]).get((branch_id, from_on))
    mine = (Headcount.branch_id == branch_id) & (Headcount.from_on == from_on)
    if changed(delete(Headcount).where(mine)) and before is not None:
        gone = Dated(branch_id, from_on, before)
        record_all(acts=[_act({branch_id: node.code}, gone, before, None, by=by, at=at)])


@operation
def end_headcounts(*, branch_id: int, on: date, by: int | None, at: datetime) -> None:
    """Nobody belongs to a branch that closes on a day, whatever was said of that day and later ones; who may was judged."""
    said = _said_of(branch_id)
    latest = max((day for day in said if day <= on), default=None)
    for day in (day for day in said if day > on):
        _say(branch_id, day, said[day], None, by, at)
    if latest is not None and said[latest]:
        _say(branch_id, on, said.get(on), 0, by, at)


@operation
def resume_headcounts(*, branch_id: int, closed_on: date, by: int | None, at: datetime) -> None:
    """What was said before a branch closed holds again, now that it opens; who may was judged."""
    said = _said_of(branch_id)
    if said.get(closed_on) == 0 and any(day < closed_on for day in said):
        _say(branch_id, closed_on, 0, None, by, at)


def _said_of(branch_id: int) -> dict[date, int]:
    return {day: heads for (_, day), heads in _said([branch_id]).items()}


def _say(
    branch_id: int, day: date, before: int | None, after: int | None, by: int | None, at: datetime
) -> None:
    """Let a number hold from a day on, or (None) take back what was said."""
    mine = (Headcount.branch_id == branch_id) & (Headcount.from_on == day)
    db.session.execute(delete(Headcount).where(mine))
    if after is not None:
        db.session.execute(insert(Headcount).values(branch_id=branch_id, from_on=day, heads=after))
    codes = {branch_id: queries.organisation(branch_id).code}
    record_all(acts=[_act(codes, Dated(branch_id, day, after or 0), before, after, by=by, at=at)])


def _branches(node: Organisation, ids: Sequence[int]) -> Mapping[int, str]:
    """The codes of these branches. Refused when one is none, or is not at or below the organisation."""
    known: dict[int, str] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = Organisation.id.in_(ids[first : first + _AT_ONCE])
        inside = select(Organisation.id, Organisation.code).where(some, at_or_below(node.path))
        known |= {row.id: row.code for row in db.session.execute(inside.where(Organisation.is_branch))}
    if any(one not in known for one in ids):
        raise Refused(Message("Headcounts are said of branches here or below only."))
    return known


def _said(ids: Sequence[int]) -> Mapping[tuple[int, date], int]:
    """Every headcount of these branches, by branch and day."""
    said: dict[tuple[int, date], int] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = select(Headcount.branch_id, Headcount.from_on, Headcount.heads).where(
            Headcount.branch_id.in_(ids[first : first + _AT_ONCE])
        )
        said |= {(row.branch_id, row.from_on): row.heads for row in db.session.execute(some)}
    return said


def _act(
    codes: Mapping[int, str],
    one: Dated,
    before: int | None,
    after: int | None,
    *,
    by: int | None,
    at: datetime,
) -> dict[str, Any]:
    return {
        "actor_id": by,
        "organisation_id": one.branch_id,
        "verb": "set_headcount",
        "subject": f"organisation:{codes[one.branch_id]}",
        "changes": {"heads": [before, after], "from_on": [None, str(one.from_on)]},
        "at": at,
    }
