"""What is done from the desk of figures: lists carried out, and reminders."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.inbox import operations as inbox
from quizapp.people.models import Member, Organisation
from quizapp.points.spans import Span
from quizapp.supervision import policy
from quizapp.supervision.missing import Missing
from quizapp.supervision.periods import Period
from quizapp.supervision.queries import lists

AT_ONCE = 5000  # members reminded in one transaction: others write in between
TEMPLATES = {Span.DAY: "study_today", Span.WEEK: "study_this_week", Span.MONTH: "study_this_month"}


@operation
def remind(
    *, node: Organisation, which: Missing, period: Period, after: int, by: int, at: datetime
) -> tuple[inbox.Sent, int]:
    """Remind some thousand of those who have not studied in a period that runs, by rising id from above `after`.

    Gives what came of it, and the id to go on after; 0 when nobody is left.
    """
    policy.may_remind(which, period).enforce()
    waiting = (
        select(Member.id)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(*lists.among(node.path, which, period), Member.id > after)
        .order_by(Member.id)
        .limit(AT_ONCE)
    )
    last = db.session.scalar(select(db.func.max(waiting.subquery().c.id)))
    if last is None:
        return inbox.Sent(), 0
    sent = inbox.send(
        to=waiting,
        template=TEMPLATES[period.span],
        key=f"study:{period.span}:{period.start}",
        told={"organisation": node.name},
        sender_id=by,
        day=period.today,
        at=at,
    )
    if sent.sent:
        _note("remind", node.id, {"list": [None, which.value], "reminded": [None, sent.sent]}, by, at)
    return sent, last


@operation
def note_list_file(*, organisation_id: int, which: Missing, by: int, at: datetime) -> None:
    """Note that a list of people was written to a file."""
    _note("export_list", organisation_id, {"list": [None, which.value]}, by, at)


def _note(verb: str, organisation_id: int, changes: dict[str, Any], by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=organisation_id,
        verb=verb,
        subject=f"organisation:{organisation_id}",
        changes=changes,
        at=at,
    )
