"""What people enter in the ledger by hand: taking an entry back, and adjustments, each with a reason."""

from datetime import datetime

from quizapp.audit.operations import record
from quizapp.db import operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.points import queries
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.points.posted import Posted
from quizapp.points.projections.posting import post

FINAL = (Code.REVERSAL, Code.REDEMPTION)  # a redemption is cancelled where it was made, with its stock


@operation
def reverse(*, entry_id: int, actor_id: int | None, reason: str, at: datetime) -> None:
    """Take one entry back, whatever the balance: what is not there to take is owed.

    Lowers *earned* in the entry's own day; frees neither its cap nor its key. Twice is once. NoResultFound for no such
    entry; Refused for a reversal or a redemption, and without a reason.
    """
    entry = queries.entry(entry_id)
    if entry.code in FINAL:
        raise Refused(Message("This entry cannot be taken back."))
    to = Payee(entry.member_id, entry.branch_id, entry.member_type, entry.zone)
    back = Posted(
        to.member_id, to.branch_id, to.member_type, Code.REVERSAL, -entry.amount, entry.counts_on, entry.code
    )
    _post_by_hand(
        back, to=to, object_key=str(entry_id), reverses_id=entry_id, actor_id=actor_id, reason=reason, at=at
    )


@operation
def adjust(*, to: Payee, amount: int, actor_id: int | None, reason: str, ticket: str, at: datetime) -> None:
    """Add or take points by hand, with a reason the member reads. The same ticket sent twice is the same adjustment."""
    if not amount:
        raise Refused(Message("An adjustment of nothing changes nothing."))
    entry = Posted(to.member_id, to.branch_id, to.member_type, Code.ADJUST, amount, local_day(at, to.zone))
    _post_by_hand(entry, to=to, object_key=ticket, reverses_id=None, actor_id=actor_id, reason=reason, at=at)


def _post_by_hand(
    entry: Posted,
    *,
    to: Payee,
    object_key: str,
    reverses_id: int | None,
    actor_id: int | None,
    reason: str,
    at: datetime,
) -> None:
    if not reason.strip():
        raise Refused(Message("Say why: the member reads the reason."))
    day = local_day(at, to.zone)
    rule = queries.rules_on(day).get(entry.code)
    posted = post(
        entry,
        key=f"{entry.code}:{to.member_id}:{object_key}:-",
        to=to,
        version=rule.version if rule else 0,
        object_key=object_key,
        day=day,
        at=at,
        reverses_id=reverses_id,
        actor_id=actor_id,
        reason=reason.strip(),
    )
    if posted:
        record(
            actor_id=actor_id,
            organisation_id=to.branch_id,
            verb=f"points_{entry.code}",
            subject=f"member:{to.member_id}",
            changes={"amount": [None, entry.amount], "object": [None, object_key]},
            at=at,
        )
