"""Looking at the pages as a member: begun and ended on one sign-in, and both written into the audit trail."""

from datetime import datetime

from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.people import policy, queries
from quizapp.people.models import SignIn


@operation
def begin_view(*, sign_in_id: int, member_id: int, by: int, at: datetime) -> None:
    """Show this sign-in the pages as the member sees them; it can write nothing until the view ends."""
    viewed = queries.standing(member_id, at=at)
    policy.may_view(queries.standing(by, at=at, lock=True), viewed).enforce()
    mine = update(SignIn).where(SignIn.id == sign_in_id, SignIn.member_id == by, SignIn.viewing_id.is_(None))
    if changed(mine.values(viewing_id=member_id)):
        _note("begin_view", member_id, by, at)


@operation
def end_view(*, sign_in_id: int, by: int, at: datetime) -> int | None:
    """End the view of this sign-in; returns whom it showed, None when there was none."""
    looking = select(SignIn.viewing_id).where(SignIn.id == sign_in_id, SignIn.member_id == by)
    member_id = db.session.scalar(looking.with_for_update())
    if member_id is None:
        return None
    changed(update(SignIn).where(SignIn.id == sign_in_id).values(viewing_id=None))
    _note("end_view", member_id, by, at)
    return member_id


def _note(verb: str, member_id: int, by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=queries.member(member_id).branch_id,
        verb=verb,
        subject=f"member:{member_id}",
        changes={},
        at=at,
    )
