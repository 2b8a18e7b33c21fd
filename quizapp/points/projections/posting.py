"""The one way points move: every operation of the ledger posts here, so that entry and sums never part."""

import logging
from datetime import date, datetime

from sqlalchemy.sql import Executable

from quizapp.db import built_once, table_of, touched, upsert
from quizapp.points.models import Entry
from quizapp.points.payee import Payee
from quizapp.points.posted import Posted
from quizapp.points.projections.applying import apply

log = logging.getLogger(__name__)


def post(
    entry: Posted,
    *,
    key: str,
    to: Payee,
    version: int,
    object_key: str,
    day: date,
    at: datetime,
    addition_id: int | None = None,
    reverses_id: int | None = None,
    actor_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Write one entry and move the sums; False, and nothing moved, when its key is there already."""
    written = touched(
        _entry(),
        key=key,
        member_id=entry.member_id,
        branch_id=entry.branch_id,
        member_type=to.member_type,
        code=entry.code,
        rule_version=version,
        addition_id=addition_id,
        amount=entry.amount,
        day=day,
        counts_on=entry.counts_on,
        at=at,
        object_key=object_key,
        reverses_id=reverses_id,
        actor_id=actor_id,
        reason=reason,
    )
    if not written:
        return False
    apply(entry)
    log.info("%s moves %+d points of member %d", key, entry.amount, entry.member_id)
    return True


@built_once
def _entry() -> Executable:
    return upsert(table_of(Entry)).inline().on_conflict_do_nothing(index_elements=["key"])
