"""Writing to the audit trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from quizapp.audit.models import AuditRow
from quizapp.db import db, operation, table_of


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


@operation
def record_all(*, acts: Sequence[Mapping[str, Any]]) -> None:
    """Add many acts by one statement; each holds what `record` takes."""
    if acts:
        db.session.connection().execute(insert(table_of(AuditRow)), acts)
