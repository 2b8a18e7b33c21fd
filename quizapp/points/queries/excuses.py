"""Leave of a member and outages of a place, as the pages list them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from quizapp.db import db
from quizapp.people.models import Member, Organisation
from quizapp.points.models import Leave, Outage


@dataclass(frozen=True, slots=True)
class Excuse:
    """Some days of leave, or of an outage: from a day to a day, both included, why, and who noted it.

    `place_id`, `place`: of an outage, the organisation it holds for.
    """

    id: int
    from_on: date
    last_on: date
    reason: str
    actor_name: str
    place_id: int = 0
    place: str = ""


def leaves_of(member_id: int) -> Sequence[Excuse]:
    """A member's leave, the latest first."""
    rows = (
        select(Leave.id, Leave.from_on, Leave.last_on, Leave.reason, Member.name)
        .join(Member, Member.id == Leave.actor_id)
        .where(Leave.member_id == member_id, Leave.dropped_at.is_(None))
        .order_by(Leave.from_on.desc())
        .limit(50)
    )
    return [Excuse(row[0], row[1], row[2], row[3] or "", row[4]) for row in db.session.execute(rows)]


def outages_at(path: str) -> Sequence[Excuse]:
    """The outages that hold for an organisation: its own and those of what stands above it, the latest first."""
    above = [int(part) for part in path.split("/") if part]
    rows = (
        select(
            Outage.id,
            Outage.from_on,
            Outage.last_on,
            Outage.reason,
            Member.name,
            Organisation.id,
            Organisation.name,
        )
        .join(Member, Member.id == Outage.actor_id)
        .join(Organisation, Organisation.id == Outage.organisation_id)
        .where(Outage.organisation_id.in_(above), Outage.dropped_at.is_(None))
        .order_by(Outage.from_on.desc())
        .limit(50)
    )
    return [Excuse(*row) for row in db.session.execute(rows)]


def member_of_leave(leave_id: int) -> int:
    """Whose leave it is; NoResultFound when there is none."""
    return db.session.scalars(select(Leave.member_id).where(Leave.id == leave_id)).one()


def place_of_outage(outage_id: int) -> int:
    """The organisation an outage is noted for; NoResultFound when there is none."""
    return db.session.scalars(select(Outage.organisation_id).where(Outage.id == outage_id)).one()
