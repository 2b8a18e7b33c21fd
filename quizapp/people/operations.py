"""What can be done with organisations, members, grants and sign-ins."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation, upsert
from quizapp.kernel import tokens
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused
from quizapp.people import queries, sealing, throttle
from quizapp.people.models import (
    GrantRow,
    Member,
    MemberState,
    MemberType,
    Organisation,
    SignIn,
    SignInFailures,
)
from quizapp.people.reach import path_of
from quizapp.people.roles import Role

SIGNED_IN_FOR = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=10)
MEMBER_TYPES = (  # key, Chinese, English, counts as a member
    ("office", "机关成员", "Office member", True),
    ("committee", "社区两委", "Community committee", True),
    ("community", "社区成员", "Community member", True),
    ("private", "非公企业成员", "Private-sector member", True),
    ("floating", "流动成员", "Floating member", True),
    ("applicant", "申请人", "Applicant", False),
    ("public", "群众", "Public", False),
)


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member about to be added. `phone` as typed; `password` None leaves the member invited."""

    sign_in_name: str
    name: str
    branch_id: int
    member_type: str
    phone: str | None = None
    password_hash: str | None = None
    must_change_password: bool = True


@operation
def seed_member_types() -> None:
    """Add the member types that ship, leaving those that are there as they are."""
    known = set(db.session.scalars(select(MemberType.key)))
    for position, (key, zh, en, is_member) in enumerate(MEMBER_TYPES):
        if key not in known:
            db.session.add(
                MemberType(key=key, title_zh=zh, title_en=en, is_member=is_member, position=position)
            )


@operation
def create_organisation(
    *, code: str, name: str, parent_id: int | None, is_branch: bool, zone: str | None = None, at: datetime
) -> Organisation:
    """Add a node below `parent_id`; the zone and the content language are the parent's unless given."""
    parent = db.session.get_one(Organisation, parent_id) if parent_id else None
    if queries.organisation_by_code(code):
        raise Refused(Message("There is an organisation with the code %(code)s already.", code=code))
    made = Organisation(
        code=code,
        name=name,
        parent_id=parent_id,
        path=f"new:{code}",
        is_branch=is_branch,
        zone=zone or (parent.zone if parent else "Asia/Shanghai"),
        content_language=parent.content_language if parent else "zh-Hans",
        created_at=at,
    )
    db.session.add(made)
    db.session.flush()  # the path holds the id
    made.path = path_of(parent.path if parent else "", made.id)
    return made


@operation
def add_member(*, new: NewMember, phone_key: bytes, index_key: bytes, at: datetime) -> Member:
    """Add one member; refused when the sign-in name or the phone is taken, or the phone is none."""
    phone = sealing.normal(new.phone) if new.phone else None
    if new.phone and phone is None:
        raise Refused(Message("%(phone)s is not a phone number.", phone=new.phone))
    name = fold(new.sign_in_name)
    index = sealing.blind_index(phone, index_key) if phone else None
    if queries.credentials(sign_in_name=name) or (index and queries.credentials(phone_index=index)):
        raise Refused(Message("The sign-in name or the phone of %(name)s is taken.", name=new.name))
    made = Member(
        sign_in_name=name,
        name=new.name,
        phone_sealed=sealing.seal(phone, phone_key) if phone else None,
        phone_index=index,
        member_type=new.member_type,
        branch_id=new.branch_id,
        state=MemberState.REGISTERED if new.password_hash else MemberState.INVITED,
        password_hash=new.password_hash,
        must_change_password=new.must_change_password,
        created_at=at,
        registered_at=at if new.password_hash else None,
    )
    db.session.add(made)
    db.session.flush()
    return made


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
def open_sign_in(*, member_id: int, token: str, device: str, forget: list[str], at: datetime) -> None:
    """Remember a device as signed in, and forget the failures counted against `forget`."""
    db.session.execute(delete(SignInFailures).where(SignInFailures.key.in_(forget)))
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
    """Sign one of the member's devices out; its cookie is worth nothing from now on."""
    mine = update(SignIn).where(
        SignIn.id == sign_in_id, SignIn.member_id == member_id, SignIn.ended_at.is_(None)
    )
    changed(mine.values(ended_at=at))


@operation
def end_every_sign_in(*, member_id: int, at: datetime, but: int | None = None) -> int:
    """Sign the member out everywhere, except on the device `but`; returns how many ended."""
    ending = update(SignIn).where(SignIn.member_id == member_id, SignIn.ended_at.is_(None))
    return changed(ending.where(SignIn.id != (but or 0)).values(ended_at=at))


@operation
def change_password(*, member_id: int, password_hash: str, sign_in_id: int, at: datetime) -> None:
    """Set the owner's own password, and sign every other device out."""
    owner = db.session.get_one(Member, member_id)
    owner.password_hash = password_hash
    owner.must_change_password = False
    if owner.state is MemberState.INVITED:
        owner.state, owner.registered_at = MemberState.REGISTERED, at
    end_every_sign_in(member_id=member_id, at=at, but=sign_in_id)
    record(
        actor_id=member_id,
        organisation_id=owner.branch_id,
        verb="change_password",
        subject=f"member:{member_id}",
        changes={},
        at=at,
    )


@operation
def set_preferences(
    *,
    member_id: int,
    interface_language: str | None,
    content_language: str | None,
    large_type: bool,
    theme: str,
) -> None:
    """How the member likes to read: languages, large type, light or dark."""
    owner = db.session.get_one(Member, member_id)
    owner.interface_language, owner.content_language = interface_language, content_language
    owner.large_type, owner.theme = large_type, theme


@operation
def set_interface_language(*, member_id: int, language: str) -> None:
    changed(update(Member).where(Member.id == member_id).values(interface_language=language))


@operation
def activate(*, member_id: int, at: datetime) -> None:
    """Note the first time a registered member opens Today; later calls change nothing."""
    first = update(Member).where(Member.id == member_id, Member.state == MemberState.REGISTERED)
    changed(first.values(state=MemberState.ACTIVATED, activated_at=at))
