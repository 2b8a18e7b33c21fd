"""What people enter in the ledger by hand: taking an entry back, and adjustments, each with a reason.

Other slices call these with a person or, for what a rule decides, without one. What one person may not move alone is
refused here, whoever calls; how a second one is asked stands in `proposing`.
"""

from datetime import date, datetime

from sqlalchemy import select

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people.models import Member
from quizapp.points import by_hand, queries
from quizapp.points.earning import Code
from quizapp.points.models import Limit
from quizapp.points.payee import Payee
from quizapp.points.policy import FINAL
from quizapp.points.posted import Posted
from quizapp.points.projections.posting import post


@operation
def reverse(
    *, entry_id: int, actor_id: int | None, reason: str, at: datetime, approver_id: int | None = None
) -> None:
    """Take one entry back, whatever the balance: what is not there to take is owed.

    `actor_id`: who decided so; None for what follows by rule, such as a member removing their own comment.
    Lowers *earned* in the entry's own day; frees neither its cap nor its key. Twice is once. NoResultFound for no such
    entry; Refused for a reversal or a redemption, without a reason, and for more than its actor may move alone.
    """
    entry = queries.entry(entry_id)
    if entry.code in FINAL:
        raise Refused(Message("This entry cannot be taken back."))
    to = Payee(entry.member_id, entry.branch_id, entry.member_type, entry.zone)
    back = Posted(
        to.member_id, to.branch_id, to.member_type, Code.REVERSAL, -entry.amount, entry.counts_on, entry.code
    )
    _post_by_hand(back, to, str(entry_id), entry_id, actor_id, approver_id, reason, at)


@operation
def adjust(
    *,
    to: Payee,
    amount: int,
    actor_id: int,
    reason: str,
    ticket: str,
    at: datetime,
    approver_id: int | None = None,
) -> None:
    """Add or take points by hand, with a reason the member reads. The same ticket sent twice is the same adjustment."""
    by_hand.complaint(amount).enforce()
    entry = Posted(to.member_id, to.branch_id, to.member_type, Code.ADJUST, amount, local_day(at, to.zone))
    _post_by_hand(entry, to, ticket, None, actor_id, approver_id, reason, at)


@operation
def set_limit(*, most: int, at: datetime) -> None:
    """Say how many points one person may move alone from now on; earlier entries are judged by what held then."""
    before = queries.limit_at(at)
    db.session.add(Limit(from_at=at, most=most))
    record(
        actor_id=None,
        organisation_id=None,
        verb="points_limit",
        subject="tariff",
        changes={"amount": [before, most]},
        at=at,
    )


def _post_by_hand(
    entry: Posted,
    to: Payee,
    object_key: str,
    reverses_id: int | None,
    actor_id: int | None,
    approver_id: int | None,
    reason: str,
    at: datetime,
) -> None:
    unless(bool(reason.strip()), Message("Say why: the member reads the reason.")).enforce()
    day, key = local_day(at, to.zone), by_hand.key_of(entry.code, to.member_id, object_key)
    if actor_id is not None and not _judged(entry, key, day, actor_id, approver_id, at):
        return
    rule = queries.rules_on(day).get(entry.code)
    posted = post(
        entry,
        key=key,
        version=rule.version if rule else 0,
        object_key=object_key,
        day=day,
        at=at,
        reverses_id=reverses_id,
        actor_id=actor_id,
        approver_id=approver_id,
        reason=reason.strip(),
    )
    if posted:
        _note(entry, object_key, actor_id, at)


def _judged(entry: Posted, key: str, day: date, actor_id: int, approver_id: int | None, at: datetime) -> bool:
    """Whether it is to be posted: Refused where it may not be, False where it has been."""
    # What one person moves for one member is summed up here: two at once must follow each other.
    mine = select(Member.id).where(Member.id == entry.member_id)
    db.session.execute(mine.with_for_update(key_share=True))
    if queries.is_posted(key):
        return False
    by_hand.may_post(
        entry.amount,
        moved=queries.moved_alone(actor_id=actor_id, member_id=entry.member_id, day=day),
        most=queries.limit_at(at),
        actor_id=actor_id,
        approver_id=approver_id,
        member_id=entry.member_id,
    ).enforce()
    return True


def _note(entry: Posted, object_key: str, actor_id: int | None, at: datetime) -> None:
    record(
        actor_id=actor_id,
        organisation_id=entry.branch_id,
        verb=f"points_{entry.code}",
        subject=f"member:{entry.member_id}",
        changes={"amount": [None, entry.amount], "object": [None, object_key]},
        at=at,
    )
