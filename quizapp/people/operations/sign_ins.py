"""What can be done with sign-ins: counting tries, opening, ending, and changing one's password."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation, upsert
from quizapp.kernel import tokens
from quizapp.people import throttle
from quizapp.people.models import Invitation, Member, MemberState, SignIn, SignInFailures
from quizapp.people.store.invitations import unspent

SIGNED_IN_FOR = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)


@operation
def count_try(*, keys: dict[str, int], at: datetime) -> datetime | None:
    """Count one try to sign in against each key (key to free tries) before the password is looked at.

    Returns until when the caller must wait, or None to go on. Counting first keeps many tries at once from
    slipping through together.
    """
    held = select(db.func.max(SignInFailures.blocked_until)).where(
        SignInFailures.key.in_(keys), SignInFailures.blocked_until > at
    )
    blocked: datetime | None = db.session.scalar(held)
    if blocked:
        return blocked
    for key, free in keys.items():
        _count_one(key, free, at)
    return None


def _count_one(key: str, free: int, at: datetime) -> None:
    earlier = db.session.get(SignInFailures, key, populate_existing=True)
    stale = earlier is None or earlier.last_at < at - throttle.FORGOTTEN_AFTER
    added = upsert(SignInFailures).values(key=key, failures=1, last_at=at, blocked_until=None)
    again = 1 if stale else SignInFailures.failures + 1
    db.session.execute(
        added.on_conflict_do_update(index_elements=["key"], set_={"failures": again, "last_at": at})
    )
    failures = db.session.scalar(select(SignInFailures.failures).where(SignInFailures.key == key)) or 1
    if wait := throttle.wait_after(failures, free=free):
        db.session.execute(
            update(SignInFailures).where(SignInFailures.key == key).values(blocked_until=at + wait)
        )


@operation
def forget_tries(*, keys: list[str]) -> None:
    """Forget what was counted against these keys: the try was a good one."""
    db.session.execute(delete(SignInFailures).where(SignInFailures.key.in_(keys)))


@operation
def open_sign_in(*, member_id: int, token: str, device: str, forget: list[str], at: datetime) -> None:
    """Remember a device as signed in, and forget the failures counted against `forget`."""
    forget_tries(keys=forget)
    db.session.add(
        SignIn(
            token_digest=tokens.digest(token),
            member_id=member_id,
            device=device[:120],
            created_at=at,
            seen_at=at,
            expires_at=at + SIGNED_IN_FOR,
        )
    )


@operation
def note_seen(*, sign_in_id: int, at: datetime) -> None:
    """Note that a sign-in is in use, and let it live on; at most every ten minutes (`SEEN_EVERY`)."""
    seen = update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < at - SEEN_EVERY)
    changed(seen.values(seen_at=at, expires_at=at + SIGNED_IN_FOR))


@operation
def end_sign_in(*, sign_in_id: int, member_id: int, at: datetime) -> None:
    """Sign one of the member's devices out; its cookie is worth nothing from now on. Twice is once.

    NoResultFound for another member's sign-in and for one that never was alike.
    """
    mine = SignIn.id == sign_in_id, SignIn.member_id == member_id
    if not changed(update(SignIn).where(*mine, SignIn.ended_at.is_(None)).values(ended_at=at)):
        db.session.execute(select(SignIn.id).where(*mine)).one()


@operation
def end_every_sign_in(*, member_id: int, at: datetime, but: int | None = None) -> int:
    """Sign the member out everywhere, except on the device `but`; returns how many ended."""
    ending = update(SignIn).where(SignIn.member_id == member_id, SignIn.ended_at.is_(None))
    return changed(ending.where(SignIn.id != (but or 0)).values(ended_at=at))


@operation
def change_password(*, member_id: int, password_hash: str, sign_in_id: int, at: datetime) -> None:
    """Set the owner's own password, sign every other device out, and void the code by which another could be set."""
    owner = db.session.get_one(Member, member_id)
    owner.password_hash = password_hash
    owner.must_change_password = False
    if owner.state is MemberState.INVITED:
        owner.state, owner.registered_at = MemberState.REGISTERED, at
    end_every_sign_in(member_id=member_id, at=at, but=sign_in_id)
    codes = update(Invitation).where(Invitation.member_id == member_id, unspent())
    changed(codes.values(voided_at=at))
    record(
        actor_id=member_id,
        organisation_id=owner.branch_id,
        verb="change_password",
        subject=f"member:{member_id}",
        changes={},
        at=at,
    )
