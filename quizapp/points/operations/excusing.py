"""Noting days on which not to study breaks no run: a member's leave, and outages of a place and all below it.

Nobody's days are rewritten: a streak is read together with what is noted here.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import queries as people
from quizapp.people.models import Member
from quizapp.points import policy
from quizapp.points.models import Leave, Outage


@operation
def note_leave(*, member_id: int, from_on: date, last_on: date, reason: str, by: int, at: datetime) -> None:
    """Note that a member is on leave from a day to a day, both included."""
    db.session.execute(select(Member.id).where(Member.id == member_id).with_for_update(key_share=True))
    person, me = people.standing(member_id, at=at), people.standing(by, at=at, lock=True)
    policy.may_change(me, person).enforce()
    policy.may_last(from_on, last_on).enforce()
    mine = Leave.member_id == member_id, Leave.dropped_at.is_(None)
    there = select(Leave.id).where(*mine, Leave.from_on <= last_on, Leave.last_on >= from_on).limit(1)
    unless(db.session.scalar(there) is None, Message("There is leave on some of these days.")).enforce()
    leave = {"from_on": from_on, "last_on": last_on, "actor_id": by, "at": at}
    db.session.add(Leave(member_id=member_id, reason=reason.strip(), **leave))
    _note("note_leave", person.branch_id, f"member:{member_id}", from_on, last_on, by, at)


@operation
def drop_leave(*, leave_id: int, by: int, at: datetime) -> None:
    """Take back that a member was on leave, as if it had not been noted. Twice is once."""
    leave = db.session.get_one(Leave, leave_id, populate_existing=True)
    person, me = people.standing(leave.member_id, at=at), people.standing(by, at=at, lock=True)
    policy.may_change(me, person).enforce()
    mine = update(Leave).where(Leave.id == leave_id, Leave.dropped_at.is_(None))
    if changed(mine.values(dropped_at=at)):
        subject = f"member:{leave.member_id}"
        _note("drop_leave", person.branch_id, subject, leave.from_on, leave.last_on, by, at)


@operation
def note_outage(
    *, organisation_id: int, from_on: date, last_on: date, reason: str, by: int, at: datetime
) -> None:
    """Note that nobody at or below an organisation could study here from a day to a day, both included."""
    node, me = people.organisation(organisation_id, lock=True), people.standing(by, at=at, lock=True)
    policy.may_keep(me, node.path).enforce()
    policy.may_last(from_on, last_on).enforce()
    here = Outage.organisation_id == organisation_id, Outage.dropped_at.is_(None)
    there = select(Outage.id).where(*here, Outage.from_on <= last_on, Outage.last_on >= from_on).limit(1)
    unless(db.session.scalar(there) is None, Message("An outage is noted on some of these days.")).enforce()
    outage = {"from_on": from_on, "last_on": last_on, "actor_id": by, "at": at}
    db.session.add(Outage(organisation_id=organisation_id, reason=reason.strip(), **outage))
    _note("note_outage", organisation_id, f"organisation:{node.code}", from_on, last_on, by, at)


@operation
def drop_outage(*, outage_id: int, by: int, at: datetime) -> None:
    """Take back an outage, as if it had not been noted. Twice is once."""
    outage = db.session.get_one(Outage, outage_id, populate_existing=True)
    node, me = people.organisation(outage.organisation_id), people.standing(by, at=at, lock=True)
    policy.may_keep(me, node.path).enforce()
    mine = update(Outage).where(Outage.id == outage_id, Outage.dropped_at.is_(None))
    if changed(mine.values(dropped_at=at)):
        _note("drop_outage", node.id, f"organisation:{node.code}", outage.from_on, outage.last_on, by, at)


def _note(
    verb: str, organisation_id: int, subject: str, from_on: date, last_on: date, by: int, at: datetime
) -> None:
    days: dict[str, Any] = {"from_on": [None, from_on.isoformat()], "last_on": [None, last_on.isoformat()]}
    record(actor_id=by, organisation_id=organisation_id, verb=verb, subject=subject, changes=days, at=at)
