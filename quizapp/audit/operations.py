"""Writing to the audit trail."""

from datetime import datetime
from typing import Any

from quizapp.audit.models import AuditRow
from quizapp.db import db, operation


@operation
def record(
    *,
    actor_id: int | None,
    organisation_id: int | None,
    verb: str,
    subject: str,
    changes: dict[str, Any],
    at: datetime,
) -> None:
    """Add one act, in the transaction of the act itself. `changes` maps a field to [from, to]."""
    db.session.add(
        AuditRow(
            actor_id=actor_id,
            organisation_id=organisation_id,
            verb=verb,
            subject=subject,
            changes=changes,
            at=at,
        )
    )
