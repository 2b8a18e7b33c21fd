"""What is done from the desk of figures: lists carried out, and reminders."""

from datetime import datetime

from quizapp.audit.operations import record
from quizapp.db import operation
from quizapp.supervision.missing import Missing


@operation
def note_list_file(*, organisation_id: int, which: Missing, by: int, at: datetime) -> None:
    """Note that a list of people was written to a file."""
    record(
        actor_id=by,
        organisation_id=organisation_id,
        verb="export_list",
        subject=f"organisation:{organisation_id}",
        changes={"list": [None, which.value]},
        at=at,
    )
