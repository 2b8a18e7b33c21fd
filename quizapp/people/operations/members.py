"""What can be done with members: adding them, and how they like to read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.message import Message
from quizapp.kernel.text import fold
from quizapp.kernel.verdict import Refused
from quizapp.people import queries, sealing
from quizapp.people.models import Member, MemberState, MemberType
from quizapp.people.store import words

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
    words.write(Member.id == made.id)
    return made


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
def show_name(*, member_id: int, shown: bool, at: datetime) -> None:
    """Agree to stand on boards above the own branch by name, or take that back; since when is kept. Twice is once."""
    owner = db.session.get_one(Member, member_id)
    differs = Member.name_shown_since.is_(None) if shown else Member.name_shown_since.is_not(None)
    agreed = update(Member).where(Member.id == member_id, differs)
    if changed(agreed.values(name_shown_since=at if shown else None)):
        record(
            actor_id=member_id,
            organisation_id=owner.branch_id,
            verb="show_name" if shown else "hide_name",
            subject=f"member:{member_id}",
            changes={},
            at=at,
        )


@operation
def set_interface_language(*, member_id: int, language: str) -> None:
    changed(update(Member).where(Member.id == member_id).values(interface_language=language))


@operation
def activate(*, member_id: int, at: datetime) -> None:
    """Note the first time a registered member opens Today; later calls change nothing."""
    first = update(Member).where(Member.id == member_id, Member.state == MemberState.REGISTERED)
    changed(first.values(state=MemberState.ACTIVATED, activated_at=at))
