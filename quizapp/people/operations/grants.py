"""What can be done with grants: roles on a subtree."""

from datetime import date, datetime

from sqlalchemy import select

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.people.models import GrantRow
from quizapp.people.roles import Role


@operation
def grant(
    *,
    member_id: int,
    role: Role,
    organisation_id: int,
    by: int | None,
    at: datetime,
    ends_on: date | None = None,
) -> None:
    """Give a member a role on a subtree, and write it into the audit trail."""
    held = select(GrantRow).filter_by(member_id=member_id, role=role, organisation_id=organisation_id)
    if db.session.scalar(held):
        return
    db.session.add(GrantRow(member_id=member_id, role=role, organisation_id=organisation_id, ends_on=ends_on))
    record(
        actor_id=by,
        organisation_id=organisation_id,
        verb="grant",
        subject=f"member:{member_id}",
        changes={"role": [None, role.value]},
        at=at,
    )
