"""What can be done with an account as a whole: carrying its data out, and forgetting whose it was."""

from datetime import date, datetime

from sqlalchemy import select

from quizapp.audit.operations import record
from quizapp.config import Secrets
from quizapp.db import operation
from quizapp.inbox import operations as inbox
from quizapp.people import operations as people
from quizapp.people.models import Member
from quizapp.people.operations import phones
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
def ask_for_phone(*, member_id: int, by: int, day: date, at: datetime) -> None:
    """Ask a member whose phone bounced for a new one, by a notice too: one a day, however often they are asked."""
    phones.ask_for_phone(member_id=member_id, by=by, at=at)
    inbox.send(
        to=select(Member.id).where(Member.id == member_id),
        template="phone_bounced",
        key=f"phone_bounced:{day}",
        told={},
        sender_id=by,
        day=day,
        at=at,
    )


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
