"""The one way points move: every operation of the ledger posts here, so that entry and sums never part."""

import logging
from datetime import date, datetime

from sqlalchemy import Insert
from sqlalchemy.exc import DBAPIError

from quizapp.db import table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.points.models import Entry
from quizapp.points.posted import Posted
from quizapp.points.projections.applying import apply
from quizapp.prepared import PreparedChange

CLOSED = "the books of this day are closed"  # what the trigger of migration 0021 says
log = logging.getLogger(__name__)


def post(
    entry: Posted,
    *,
    key: str,
    version: int,
    object_key: str,
    day: date,
    at: datetime,
    addition_id: int | None = None,
    reverses_id: int | None = None,
    actor_id: int | None = None,
    approver_id: int | None = None,
    reason: str | None = None,
) -> bool:
    """Write one entry and move the sums; False, and nothing moved, when its key is there already.

    Refused for a day whose books are closed: the database says so itself, whatever clock was handed in.
    """
    written = _written(
        key=key,
        member_id=entry.member_id,
        branch_id=entry.branch_id,
        member_type=entry.member_type,
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
        approver_id=approver_id,
        reason=reason,
    )
    if written:
        apply(entry)
        log.info("%s moves %+d points of member %d", key, entry.amount, entry.member_id)
    return bool(written)


def _written(**values: object) -> int:
    try:
        return _entry.touched(**values)
    except DBAPIError as error:
        if CLOSED not in str(error.orig):
            raise
        raise Refused(Message("The books of %(day)s are closed.", day=str(values["day"]))) from error


@PreparedChange
def _entry() -> Insert:
    return upsert(table_of(Entry)).inline().on_conflict_do_nothing(index_elements=["key"])
