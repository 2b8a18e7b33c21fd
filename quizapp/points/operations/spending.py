"""Spending points, and giving them back: the exchange itself belongs to the slice that posts it here."""

from datetime import datetime

from quizapp.db import operation
from quizapp.kernel.clock import local_day
from quizapp.points import queries
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.points.posted import Posted
from quizapp.points.projections.posting import post


@operation
def spend(*, to: Payee, amount: int, object_key: str, reason: str | None, at: datetime) -> None:
    """Take what an exchange costs from what the member may spend; *earned* and every place on a board stay.

    `object_key` names the exchange ("redemption:17"): told twice, it is paid once. Refused when there is not enough.
    """
    assert amount > 0, f"{object_key} costs {amount} points"
    day = local_day(at, to.zone)
    rule = queries.rules_on(day).get(Code.REDEMPTION)
    post(
        Posted(to.member_id, to.branch_id, to.member_type, Code.REDEMPTION, -amount, counts_on=day),
        key=_key(to.member_id, object_key),
        version=rule.version if rule else 0,
        object_key=object_key,
        day=day,
        at=at,
        reason=reason,
    )


@operation
def refund(*, member_id: int, object_key: str, actor_id: int | None, reason: str, at: datetime) -> None:
    """Give back what an exchange cost, once: what was owed meanwhile is repaid from it first.

    NoResultFound when nothing was paid under this `object_key`.
    """
    spent = queries.entry_of(_key(member_id, object_key))
    to = Payee(spent.member_id, spent.branch_id, spent.member_type, spent.zone)
    day = local_day(at, to.zone)
    rule = queries.rules_on(day).get(Code.REVERSAL)
    back = Posted(
        to.member_id,
        to.branch_id,
        to.member_type,
        Code.REVERSAL,
        -spent.amount,
        spent.counts_on,
        Code.REDEMPTION,
    )
    post(
        back,
        key=f"{Code.REVERSAL}:{member_id}:{spent.id}:-",
        version=rule.version if rule else 0,
        object_key=str(spent.id),
        day=day,
        at=at,
        reverses_id=spent.id,
        actor_id=actor_id,
        reason=reason,
    )


def _key(member_id: int, object_key: str) -> str:
    return f"{Code.REDEMPTION}:{member_id}:{object_key}:-"
