"""What can be done with invitations: making codes for those who are expected, and registering with one."""

from collections.abc import Callable, Mapping
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
from quizapp.people.models import Invitation, InvitationBatch, Member, MemberState, Organisation
from quizapp.people.store import invitations as store

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
    former = update(Invitation).where(store.unspent(), Invitation.member_id.in_(ids))
    voided = changed(former.values(voided_at=at).execution_options(synchronize_session=False))
    batch = InvitationBatch(
        ticket=order.ticket,
        organisation_id=node.id,
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
    _note_batch(order, node, len(slips), voided, by, at)
    return slips


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
    code = update(Invitation).where(Invitation.code_index == code_index, store.valid(at))
    if not changed(code.values(used_at=at).execution_options(synchronize_session=False)):
        raise Refused(NO_SUCH_CODE)
    member_id = db.session.execute(
        select(Invitation.member_id).where(Invitation.code_index == code_index)
    ).scalar_one()
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
    record(
        actor_id=member_id,
        organisation_id=queries.member(member_id).branch_id,
        verb="register",
        subject=f"member:{member_id}",
        changes={"state": [MemberState.INVITED.value, MemberState.REGISTERED.value]},
        at=at,
    )
