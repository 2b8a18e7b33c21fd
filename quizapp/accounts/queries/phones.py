"""What the pages about phones read: those that bounced, and the changes of one member's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.paging import Page, page_of
from quizapp.people.models import Bounce, ChangedBy, Member, Organisation, PhoneChange
from quizapp.people.store.tree import at_or_below


@dataclass(frozen=True, slots=True)
class Bounced:
    """A member whose phone did not reach them; the phone still sealed."""

    id: int
    name: str
    branch_name: str
    phone_sealed: bytes | None
    noted_at: datetime
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a phone: both numbers sealed, and who made it."""

    at: datetime
    before_sealed: bytes | None
    after_sealed: bytes | None
    how: ChangedBy
    actor_name: str | None


def bounced_in(path: str, *, after: int = 0, limit: int = 50) -> Page[Bounced]:
    """A page of the members at and below an organisation whose phones bounced, in the order they came."""
    listed = (
        select(
            Member.id, Member.name, Organisation.name, Member.phone_sealed, Bounce.noted_at, Bounce.asked_at
        )
        .join_from(Bounce, Member, Member.id == Bounce.member_id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(at_or_below(path), Member.id > after)
        .order_by(Member.id)
    )
    rows = db.session.execute(listed.limit(limit + 1)).all()
    return page_of([Bounced(*row) for row in rows], limit=limit, key=lambda one: str(one.id))


def bounce_of(member_id: int) -> Bounce | None:
    return db.session.get(Bounce, member_id)


def changes_of(member_id: int, *, limit: int = 50) -> Sequence[Change]:
    """The latest changes of a member's phone, the last first."""
    actor = aliased(Member)
    made = (
        select(
            PhoneChange.at, PhoneChange.before_sealed, PhoneChange.after_sealed, PhoneChange.how, actor.name
        )
        .outerjoin(actor, actor.id == PhoneChange.actor_id)
        .where(PhoneChange.member_id == member_id)
        .order_by(PhoneChange.id.desc())
    )
    return [Change(*row) for row in db.session.execute(made.limit(limit))]
