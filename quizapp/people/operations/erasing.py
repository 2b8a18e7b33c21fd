"""Forgetting who a member was: what says so is emptied, what they did stays, and every sum with it."""

from datetime import datetime

from sqlalchemy import delete, select

from quizapp.audit.operations import record
from quizapp.db import db, operation, table_of
from quizapp.kernel.text import fold
from quizapp.people import policy, queries, sealing
from quizapp.people.models import Member, MemberState, SignInFailures
from quizapp.people.operations.grants import drop_every_grant
from quizapp.people.operations.membership import let_go
from quizapp.people.sealing import blind_index
from quizapp.people.store import erasing

ACTS = ("phone", "data", "erase", "unmask")  # what is counted for each member by their id


@operation
def erase(
    *, member_id: int, pseudonym: str, phone_key: bytes, index_key: bytes, by: int, at: datetime
) -> str:
    """Erase a member who has left, or oneself at once; gives the name that is gone. Cannot be undone.

    `pseudonym` is random: it stands where the sign-in name was. The ledger stays as written, and its sums.
    """
    member = db.session.get_one(Member, member_id, with_for_update=True, populate_existing=True)
    home = queries.organisation(member.branch_id)
    person, me = queries.standing(member_id, at=at), queries.standing(by, at=at, lock=True)
    policy.may_erase(me, person, member.state, erased=member.erased_at is not None).enforce()
    if member.state is MemberState.LEFT:
        drop_every_grant(member_id=member_id, by=by, at=at)
    else:
        let_go(member=member, home=home, by=by, at=at)
    name = member.name
    _forget_tries(member, phone_key, index_key)
    db.session.flush()
    row = db.session.execute(select(*table_of(Member).columns).where(Member.id == member_id)).one()
    instead = {
        "sign_in_name": f"erased-{pseudonym}",
        "name": erasing.NAMES.get(home.content_language, erasing.NAMES["en"]),
        "erased_at": at,
    }
    for statement in erasing.emptying(row._asdict(), instead=instead):
        db.session.execute(statement)
    db.session.expire(member)
    record(
        actor_id=by,
        organisation_id=home.id,
        verb="erase_member",
        subject=f"member:{member_id}",
        changes={},
        at=at,
    )
    return name


def _forget_tries(member: Member, phone_key: bytes, index_key: bytes) -> None:
    """The counters of tries to sign in as them, which a name or a phone would lead to, and of what they asked for."""
    typed = [member.sign_in_name]
    if member.phone_sealed:
        phone = sealing.unseal(member.phone_sealed, phone_key)
        typed += [phone, sealing.national(phone)]
    keys = [f"who:{blind_index(fold(one), index_key)}" for one in typed]
    keys += [f"{act}:{member.id}" for act in ACTS]
    db.session.execute(delete(SignInFailures).where(SignInFailures.key.in_(keys)))
