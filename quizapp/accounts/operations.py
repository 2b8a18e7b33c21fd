"""What can be done with an account as a whole: carrying its data out, and forgetting whose it was."""

from datetime import datetime

from quizapp.audit.operations import record
from quizapp.config import Secrets
from quizapp.db import operation
from quizapp.people import operations as people
from quizapp.search import operations as search


@operation
def erase(*, member_id: int, pseudonym: str, secrets: Secrets, by: int, at: datetime) -> None:
    """Forget who a member was, in people and in what was looked for."""
    name = people.erase(
        member_id=member_id,
        pseudonym=pseudonym,
        phone_key=secrets.phone,
        index_key=secrets.index,
        by=by,
        at=at,
    )
    search.forget_misses(text=name)


@operation
def note_export(*, member_id: int, branch_id: int, at: datetime) -> None:
    """Write into the audit trail that a member fetched their own data."""
    record(
        actor_id=member_id,
        organisation_id=branch_id,
        verb="export_own_data",
        subject=f"member:{member_id}",
        changes={},
        at=at,
    )
