"""What can be done with links to join by: opening and closing them, coming through one, and letting people in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries
from quizapp.people.models import (
    Decision,
    JoinLink,
    JoinRequest,
    Member,
    MemberState,
    MemberType,
    Organisation,
)
from quizapp.people.settings import Joining
from quizapp.people.store import belonging, words
from quizapp.people.store import joining as store

UNDECIDED = timedelta(days=30)  # after which a request is dropped
LINK_OVER = Message("This link lets nobody in any more. Ask whoever gave it to you for a new one.")
TAKEN = Message(
    "This sign-in name or phone number is in use. If you have an account, sign in; otherwise choose another name."
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone who came through a link; the phone sealed already, the name to sign in with folded."""

    handle: str  # of the form: sent twice, asked once
    name: str
    sign_in_name: str
    phone_sealed: bytes
    phone_index: str
    password_hash: str


@operation
def open_join_link(
    *, organisation_id: int, member_type: str, code: str, expires_at: datetime, by: int | None, at: datetime
) -> int:
    """Open a link by which people join an organisation as a kind that is no member. Gives the link's id. Audited."""
    node = _managed(organisation_id, by, at)
    unless(node.closed_on is None, Message("%(name)s is closed.", name=node.name)).enforce()
    kind = db.session.get_one(MemberType, member_type)
    unless(
        not kind.is_member, Message("Members come by roster and invitation. Choose applicants or the public.")
    ).enforce()
    link = JoinLink(
        organisation_id=node.id,
        code=code,
        member_type=member_type,
        made_by=by,
        made_at=at,
        expires_at=expires_at,
    )
    db.session.add(link)
    db.session.flush()
    _note("open_join_link", node, {"member_type": [None, member_type]}, by, at)
    return link.id


@operation
def close_join_link(*, link_id: int, by: int | None, at: datetime) -> None:
    """Close a link from this instant on; who waits already goes on waiting. Twice is once."""
    link = db.session.get_one(JoinLink, link_id)
    node = _managed(link.organisation_id, by, at)
    open_now = update(JoinLink).where(JoinLink.id == link_id, JoinLink.closed_at.is_(None))
    if changed(open_now.values(closed_at=at)):
        _note("close_join_link", node, {"member_type": [link.member_type, None]}, by, at)


@operation
def join(*, code: str, newcomer: Newcomer, at: datetime) -> int | None:
    """Come through a link: in at once where the organisation has it so, else waiting for its administrator.

    Gives the id of the new member, None for who waits. Refused when the link is over or the name is taken.
    """
    before = db.session.scalar(select(JoinRequest).where(JoinRequest.handle == newcomer.handle))
    if before:
        return before.member_id
    door = store.door(code, at=at)
    if door is None:
        raise Refused(LINK_OVER)
    unless(not store.name_taken(newcomer.sign_in_name), TAKEN).enforce()
    request = JoinRequest(
        link_id=door.link_id,
        handle=newcomer.handle,
        decision=Decision.WAITING,
        name=newcomer.name,
        sign_in_name=newcomer.sign_in_name,
        phone_sealed=newcomer.phone_sealed,
        phone_index=newcomer.phone_index,
        password_hash=newcomer.password_hash,
        asked_at=at,
    )
    db.session.add(request)
    db.session.flush()
    if door.joining != Joining.OPEN:
        return None
    unless(not _phone_taken(newcomer.phone_index), TAKEN).enforce()
    member = _let_in(request, queries.organisation(door.organisation_id), door.member_type, at)
    _note_member("join", member, member.id, at)
    return member.id


@operation
def approve_join(*, request_id: int, by: int, at: datetime) -> int:
    """Make a member of someone who waits; gives the member's id. Refused when it was decided, or the name or phone is taken."""
    request, link = _waiting(request_id)
    node = _managed(link.organisation_id, by, at)
    unless(
        queries.credentials(sign_in_name=request.sign_in_name or "") is None
        and not _phone_taken(request.phone_index),
        Message(
            "The sign-in name or the phone number is another member's. Decline, and ask them to come again."
        ),
    ).enforce()
    member = _let_in(request, node, link.member_type, at)
    request.decided_by = by
    _note_member("approve_join", member, by, at)
    return member.id


@operation
def decline_join(*, request_id: int, by: int, at: datetime) -> None:
    """Let someone who waits go; what they told is forgotten."""
    request, link = _waiting(request_id)
    node = _managed(link.organisation_id, by, at)
    _settle(request, Decision.DECLINED, at)
    request.decided_by = by
    _note("decline_join", node, {"member_type": [link.member_type, None]}, by, at)


@operation
def drop_undecided(*, at: datetime, limit: int = 500) -> int:
    """Drop the requests that nobody decided in time, and forget what they told; gives how many, at most `limit`."""
    over = select(JoinRequest).where(JoinRequest.decided_at.is_(None), JoinRequest.asked_at <= at - UNDECIDED)
    late = db.session.scalars(over.order_by(JoinRequest.id).limit(limit).with_for_update(skip_locked=True))
    dropped = late.all()
    for request in dropped:
        link = db.session.get_one(JoinLink, request.link_id)
        node = queries.organisation(link.organisation_id)
        _settle(request, Decision.EXPIRED, at)
        _note("drop_join", node, {"member_type": [link.member_type, None]}, None, at)
    return len(dropped)


def _managed(organisation_id: int, by: int | None, at: datetime) -> Organisation:
    """The organisation, locked, when it is in the hands of `by`; None is a command."""
    node = queries.organisation(organisation_id, lock=True)
    if by is not None:
        policy.may_manage(queries.standing(by, at=at, lock=True), node.path).enforce()
    return node


def _waiting(request_id: int) -> tuple[JoinRequest, JoinLink]:
    request = db.session.get_one(JoinRequest, request_id, with_for_update=True, populate_existing=True)
    decided = Message("This was decided already.")
    unless(request.decision is Decision.WAITING, decided).enforce()
    return request, db.session.get_one(JoinLink, request.link_id)


def _phone_taken(phone_index: str | None) -> bool:
    return phone_index is not None and queries.credentials(phone_index=phone_index) is not None


def _let_in(request: JoinRequest, node: Organisation, member_type: str, at: datetime) -> Member:
    """A registered member out of a request, which forgets what it knew."""
    member = Member(
        sign_in_name=request.sign_in_name or "",
        name=request.name or "",
        phone_sealed=request.phone_sealed,
        phone_index=request.phone_index,
        member_type=member_type,
        branch_id=node.id,
        state=MemberState.REGISTERED,
        password_hash=request.password_hash,
        must_change_password=False,
        created_at=at,
        registered_at=at,
    )
    db.session.add(member)
    db.session.flush()
    belonging.begin(member, local_day(at, node.zone))
    words.write(Member.id == member.id)
    _settle(request, Decision.APPROVED, at)
    request.member_id = member.id
    return member


def _settle(request: JoinRequest, decision: Decision, at: datetime) -> None:
    request.decision, request.decided_at = decision, at
    request.name = request.sign_in_name = request.phone_index = request.password_hash = None
    request.phone_sealed = None


def _note(verb: str, node: Organisation, changes: dict[str, Any], by: int | None, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=node.id,
        verb=verb,
        subject=f"organisation:{node.code}",
        changes=changes,
        at=at,
    )


def _note_member(verb: str, member: Member, by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=member.branch_id,
        verb=verb,
        subject=f"member:{member.id}",
        changes={"member_type": [None, member.member_type]},
        at=at,
    )
