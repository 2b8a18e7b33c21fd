"""What can be done with phones: giving a member another, seeing one whole, and noting that one did not reach them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from quizapp.audit.operations import record
from quizapp.config import Secrets
from quizapp.db import changed, db, operation, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries, sealing
from quizapp.people.models import Bounce, ChangedBy, Member, Organisation, PhoneChange
from quizapp.people.store.tree import at_or_below

# It does not say whose it is, nor whether they are within reach.
AT_ONCE = 5_000  # numbers in one statement
TAKEN = Message("This number cannot be used here. If it is yours, ask the keeper of phone changes.")


@dataclass(frozen=True, slots=True)
class Noted:
    """How many of some numbers were noted as bounced, were so before, and belong to nobody within reach."""

    noted: int
    before: int
    unknown: int


@operation
def change_phone(*, member_id: int, phone: str, secrets: Secrets, by: int, at: datetime) -> None:
    """Give a member another phone, written into the history and the audit trail; rosters leave it from now on.

    Refused when the text is no phone, when it is the one they have, and when it is somebody's already.
    """
    member = _locked(member_id)
    person, me = queries.standing(member_id, at=at), queries.standing(by, at=at, lock=True)
    policy.may_change_phone(me, person, member.state).enforce()
    number = sealing.normal(phone)
    if number is None:
        raise Refused(Message("%(phone)s is not a phone number.", phone=phone))
    index = sealing.blind_index(number, secrets.index)
    unless(index != member.phone_index, Message("This is the number already.")).enforce()
    unless(queries.credentials(phone_index=index) is None, TAKEN).enforce()
    before, member.phone_sealed = member.phone_sealed, sealing.seal(number, secrets.phone)
    member.phone_index = index
    member.kept_fields = sorted({*member.kept_fields, "phone"})
    db.session.execute(delete(Bounce).where(Bounce.member_id == member_id))
    db.session.add(
        PhoneChange(
            member_id=member_id,
            before_sealed=before,
            after_sealed=member.phone_sealed,
            how=ChangedBy.OWNER if by == member_id else ChangedBy.KEEPER,
            actor_id=by,
            at=at,
        )
    )
    db.session.flush()
    # No digit of it: the trail is never changed, and a person may ask to be forgotten.
    _note("change_phone", member, {}, by, at)


@operation
def unmask_phone(*, member_id: int, reason: str, by: int, at: datetime) -> bytes:
    """A member's phone, still sealed, for whoever has a reason to see it whole; the reason is written down first."""
    member, me = _locked(member_id), queries.standing(by, at=at, lock=True)
    person = queries.standing(member_id, at=at)
    policy.may_note_bounce(me, person, has_phone=member.phone_sealed is not None).enforce()
    assert member.phone_sealed is not None
    _note("unmask_phone", member, {"reason": [None, reason]}, by, at)
    return member.phone_sealed


@operation
def note_bounce(*, member_id: int, by: int, at: datetime) -> None:
    """Note that a member's phone did not reach them. Twice is once."""
    member, me = _locked(member_id), queries.standing(by, at=at, lock=True)
    person = queries.standing(member_id, at=at)
    policy.may_note_bounce(me, person, has_phone=member.phone_sealed is not None).enforce()
    if _bounced([member_id], by, at):
        _note("phone_bounced", member, {}, by, at)


@operation
def note_bounces(*, organisation_id: int, indices: Collection[str], by: int, at: datetime) -> Noted:
    """Note many numbers, by their blind indices, that did not reach members of an organisation and all below it."""
    node, me = queries.organisation(organisation_id), queries.standing(by, at=at, lock=True)
    policy.may_keep_phones(me, node.path).enforce()
    inside = at_or_below(node.path)
    reached = select(Member.id).join(Organisation, Organisation.id == Member.branch_id).where(inside)
    listed, known, noted = list(indices), 0, 0
    for first in range(0, len(listed), AT_ONCE):
        ids = db.session.scalars(reached.where(Member.phone_index.in_(listed[first : first + AT_ONCE]))).all()
        known += len(ids)
        noted += _bounced(ids, by, at)
    record(
        actor_id=by,
        organisation_id=node.id,
        verb="phones_bounced",
        subject=f"organisation:{node.code}",
        changes={"members": [0, noted]},
        at=at,
    )
    return Noted(noted, known - noted, len(listed) - known)


@operation
def clear_bounce(*, member_id: int, by: int, at: datetime) -> None:
    """Take back that a member's phone did not reach them."""
    member, me = _locked(member_id), queries.standing(by, at=at, lock=True)
    policy.may_keep_phones(me, queries.standing(member_id, at=at).branch_path).enforce()
    if changed(delete(Bounce).where(Bounce.member_id == member_id)):
        _note("clear_bounce", member, {}, by, at)


@operation
def ask_for_phone(*, member_id: int, by: int, at: datetime) -> None:
    """Ask a member whose phone bounced for a new one: they read it on their own pages until it is changed."""
    member, me = _locked(member_id), queries.standing(by, at=at, lock=True)
    policy.may_keep_phones(me, queries.standing(member_id, at=at).branch_path).enforce()
    asked = changed(update(Bounce).where(Bounce.member_id == member_id).values(asked_at=at))
    unless(asked == 1, Message("This number is not on the list.")).enforce()
    _note("ask_for_phone", member, {}, by, at)


def _bounced(member_ids: Sequence[int], by: int, at: datetime) -> int:
    if not member_ids:
        return 0
    noted = upsert(Bounce).values([{"member_id": one, "actor_id": by, "noted_at": at} for one in member_ids])
    return changed(noted.on_conflict_do_nothing(index_elements=["member_id"]))


def _locked(member_id: int) -> Member:
    return db.session.get_one(Member, member_id, with_for_update=True, populate_existing=True)


def _note(verb: str, member: Member, changes: dict[str, Any], by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=member.branch_id,
        verb=verb,
        subject=f"member:{member.id}",
        changes=changes,
        at=at,
    )
