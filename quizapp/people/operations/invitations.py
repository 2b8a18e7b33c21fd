"""What can be done with one-time codes: making them for those who are expected or cannot sign in, and coming in with one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation, table_of
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries, sealing
from quizapp.people.models import (
    WITH_PASSWORD,
    Invitation,
    InvitationBatch,
    Member,
    MemberState,
    Organisation,
)
from quizapp.people.operations.sign_ins import end_every_sign_in
from quizapp.people.store import invitations as store

_AT_ONCE = 5_000  # ids in one statement

# One answer for a code that is unknown, used, voided or past its day: a guesser learns nothing from it.
NO_SUCH_CODE = Message(
    "This code opens nothing now. Compare each sign with the slip. A code works once, until the day on the slip, "
    "and not after a newer one was made: your study administrator can make another."
)
NAME_TAKEN = Message("Someone else signs in with this name. Choose another.")


@dataclass(frozen=True, slots=True)
class Order:
    """Codes for whom, and for how long. `every`: also for those who hold a valid one, which is voided.

    `here_only`: for those of the organisation itself, and not of what hangs below it.
    """

    organisation_id: int
    ticket: str  # of the form: sent twice, made once
    lasts: timedelta
    every: bool = False
    member_id: int | None = None
    here_only: bool = False
    most: int = 5_000


@dataclass(frozen=True, slots=True)
class Slip:
    """A fresh code and whom it is for. It exists nowhere else: what is kept is its digest."""

    invited: store.Invited
    code: str


@operation
def invite(
    *, order: Order, draw: Callable[[], str], index_key: bytes, by: int | None, at: datetime
) -> list[Slip]:
    """Make codes for those invited at and below an organisation; their former codes are void. Audited.

    Refused when the ticket was used, when nobody needs a code, and when more than `order.most` do.
    """
    node = queries.organisation(order.organisation_id, lock=True)
    if by is not None:
        policy.may_manage(queries.standing(by, at=at, lock=True), node.path).enforce()
    _insist_on_first_sending(order.ticket)
    ids = store.waiting(node.path, member_id=order.member_id, without_code_at=None if order.every else at)
    if order.here_only:
        ids = ids.where(Member.branch_id == node.id)
    invited = store.those(ids, most=order.most + 1)
    _insist_on_some(len(invited), order.most)
    slips, voided = _make(order, invited, draw, index_key, by, at)
    _note_batch(order, node, len(slips), voided, by, at)
    return slips


@operation
def offer_new_password(
    *, order: Order, draw: Callable[[], str], index_key: bytes, by: int, at: datetime
) -> list[Slip]:
    """Make a code by which `order.member_id`, who cannot sign in any more, sets a new password. Audited.

    Refused when the ticket was used, and by `policy.may_offer_new_password`.
    """
    assert order.member_id is not None, "a new password is for one member"
    member = db.session.get_one(Member, order.member_id, with_for_update=True)
    me, person = queries.standing(by, at=at, lock=True), queries.standing(member.id, at=at)
    policy.may_offer_new_password(me, person, member.state).enforce()
    _insist_on_first_sending(order.ticket)
    whose = store.those(select(Member.id).where(Member.id == member.id), most=1)
    slips, _ = _make(order, whose, draw, index_key, by, at)
    _note(member.id, "offer_new_password", by, at)
    return slips


def _make(
    order: Order,
    invited: Sequence[store.Invited],
    draw: Callable[[], str],
    index_key: bytes,
    by: int | None,
    at: datetime,
) -> tuple[list[Slip], int]:
    """The codes, which stand nowhere else, and how many former ones are void by them."""
    ids = [one.member_id for one in invited]
    voided = sum(_void(ids[first : first + _AT_ONCE], at) for first in range(0, len(ids), _AT_ONCE))
    batch = InvitationBatch(
        ticket=order.ticket,
        organisation_id=order.organisation_id,
        made_by=by,
        made_at=at,
        expires_at=at + order.lasts,
        codes=len(invited),
    )
    db.session.add(batch)
    db.session.flush()
    slips = [Slip(one, draw()) for one in invited]
    rows = [_row(slip, batch, index_key) for slip in slips]
    db.session.connection().execute(insert(table_of(Invitation)), rows)
    return slips, voided


def _void(ids: Sequence[int], at: datetime) -> int:
    former = update(Invitation).where(store.unspent(), Invitation.member_id.in_(ids))
    return changed(former.values(voided_at=at).execution_options(synchronize_session=False))


def _insist_on_first_sending(ticket: str) -> None:
    shown = db.session.scalar(select(InvitationBatch.id).where(InvitationBatch.ticket == ticket))
    unless(
        shown is None,
        Message(
            "These codes were made and shown already, and they hold. They cannot be shown again; "
            "make new ones if they were lost."
        ),
    ).enforce()


def _insist_on_some(count: int, most: int) -> None:
    unless(count > 0, Message("Nobody here needs a code now.")).enforce()
    unless(
        count <= most,
        Message("More than %(most)s people at once. Choose a smaller part of the organisation.", most=most),
    ).enforce()


def _row(slip: Slip, batch: InvitationBatch, index_key: bytes) -> Mapping[str, Any]:
    return {
        "batch_id": batch.id,
        "member_id": slip.invited.member_id,
        "code_index": sealing.invitation_index(slip.code, index_key),
        "made_at": batch.made_at,
        "expires_at": batch.expires_at,
    }


@operation
def register(*, code_index: str, sign_in_name: str, password_hash: str, at: datetime) -> int:
    """Let the holder of a code in, once: the code is used, and the member registered with a name and a password.

    Gives the member's id. Refused for a code that lets nobody in, and for a name that someone else has.
    """
    member_id = _spend(code_index, at)
    name = fold(sign_in_name)
    taken = queries.credentials(sign_in_name=name)
    unless(taken is None or taken.member_id == member_id, NAME_TAKEN).enforce()
    mine = update(Member).where(Member.id == member_id, Member.state == MemberState.INVITED)
    registered = mine.values(
        state=MemberState.REGISTERED,
        registered_at=at,
        sign_in_name=name,
        password_hash=password_hash,
        must_change_password=False,
    )
    if not changed(registered.execution_options(synchronize_session=False)):
        raise Refused(NO_SUCH_CODE)
    _note_member(member_id, at)
    return member_id


@operation
def renew_password(*, code_index: str, password_hash: str, at: datetime) -> int:
    """Give the registered holder of a code a new password, once; every device is signed out. Gives the member's id.

    Refused for a code that lets nobody in.
    """
    member_id = _spend(code_index, at)
    mine = update(Member).where(Member.id == member_id, Member.state.in_(WITH_PASSWORD))
    renewed = mine.values(password_hash=password_hash, must_change_password=False)
    if not changed(renewed.execution_options(synchronize_session=False)):
        raise Refused(NO_SUCH_CODE)
    end_every_sign_in(member_id=member_id, at=at)
    _note(member_id, "renew_password", member_id, at)
    return member_id


def _spend(code_index: str, at: datetime) -> int:
    """Use a code, whoever else tries it at the same time; gives whose it is."""
    code = update(Invitation).where(Invitation.code_index == code_index, store.valid(at))
    if not changed(code.values(used_at=at).execution_options(synchronize_session=False)):
        raise Refused(NO_SUCH_CODE)
    whose = select(Invitation.member_id).where(Invitation.code_index == code_index)
    return db.session.execute(whose).scalar_one()


def _note_batch(
    order: Order, node: Organisation, made: int, voided: int, by: int | None, at: datetime
) -> None:
    record(
        actor_id=by,
        organisation_id=node.id,
        verb="invite",
        subject=f"member:{order.member_id}" if order.member_id else f"organisation:{node.code}",
        changes={"codes": [0, made]} | ({"voided": [0, voided]} if voided else {}),
        at=at,
    )


def _note_member(member_id: int, at: datetime) -> None:
    states = [MemberState.INVITED.value, MemberState.REGISTERED.value]
    _note(member_id, "register", member_id, at, {"state": states})


def _note(member_id: int, verb: str, by: int, at: datetime, changes: dict[str, Any] | None = None) -> None:
    record(
        actor_id=by,
        organisation_id=queries.member(member_id).branch_id,
        verb=verb,
        subject=f"member:{member_id}",
        changes=changes or {},
        at=at,
    )
