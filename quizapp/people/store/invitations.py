"""Finding those who are invited, their codes, and what became of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, not_, select

from quizapp.db import db
from quizapp.people.models import INSIDE, Invitation, Member, MemberState, Organisation
from quizapp.people.store.tree import at_or_below


@dataclass(frozen=True, slots=True)
class Invited:
    """Someone whom the organisation expects, and who has not set a password yet."""

    member_id: int
    name: str
    roster_key: str | None
    branch_code: str
    branch_name: str


def unspent() -> ColumnElement[bool]:
    """An invitation that was neither used nor voided; its day may have passed."""
    return and_(Invitation.used_at.is_(None), Invitation.voided_at.is_(None))


def valid(at: datetime) -> ColumnElement[bool]:
    """An invitation that lets its member in at this instant."""
    return and_(unspent(), Invitation.expires_at > at)


def waiting(
    path: str, *, member_id: int | None = None, without_code_at: datetime | None = None
) -> Select[int]:
    """The ids of those invited at and below a path, or of the one named; with an instant, only those who then hold no valid code."""
    found = (
        select(Member.id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(at_or_below(path), Member.state == MemberState.INVITED)
    )
    if member_id is not None:
        found = found.where(Member.id == member_id)
    if without_code_at is not None:
        held = exists().where(Invitation.member_id == Member.id, valid(without_code_at))
        found = found.where(not_(held))
    return found


def branches_waiting(path: str, *, without_code_at: datetime | None) -> Sequence[int]:
    """The ids of the organisations at and below a path where someone needs a code, in the order of the tree."""
    ids = waiting(path, without_code_at=without_code_at)
    found = select(Organisation.id).where(
        Organisation.id.in_(select(Member.branch_id).where(Member.id.in_(ids)))
    )
    return db.session.scalars(found.order_by(Organisation.path)).all()


def those(ids: Select[int], *, most: int) -> Sequence[Invited]:
    """At most so many of those invited, branch by branch in the order of the tree, as the roster numbers them."""
    columns = (Member.id, Member.name, Member.roster_key, Organisation.code, Organisation.name)
    found = select(*columns).join(Organisation, Organisation.id == Member.branch_id)
    ordered = found.where(Member.id.in_(ids)).order_by(Organisation.path, Member.roster_key, Member.id)
    return [Invited(*row) for row in db.session.execute(ordered.limit(most))]


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a valid code belongs to; the phone still sealed. `is_new`: they register with it, and others renew a password."""

    member_id: int
    name: str
    sign_in_name: str
    phone_sealed: bytes | None
    branch_name: str
    is_new: bool


def holder(code_index: str, *, at: datetime) -> Holder | None:
    """Whom a code lets in at this instant; None for one that is unknown, used, voided or past its day alike."""
    is_new = Member.state == MemberState.INVITED
    columns = (Member.id, Member.name, Member.sign_in_name, Member.phone_sealed, Organisation.name, is_new)
    found = (
        select(*columns)
        .join(Invitation, Invitation.member_id == Member.id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(Invitation.code_index == code_index, valid(at), Member.state.in_(INSIDE))
    )
    row = db.session.execute(found).first()
    return Holder(*row) if row else None
