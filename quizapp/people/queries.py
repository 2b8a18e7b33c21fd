"""Reading people: the guard's one select, look-ups for signing in, branches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel import tokens
from quizapp.kernel.clock import local_day
from quizapp.people import policy
from quizapp.people.models import (
    GrantRow,
    Member,
    MemberState,
    MemberType,
    Organisation,
    PlannedMove,
    SignIn,
)
from quizapp.people.reach import Grant, Me, depth_of
from quizapp.people.store.joining import members_other_than_guests
from quizapp.people.store.tree import at_or_below
from quizapp.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Credentials:
    """What signing in needs to know of a member."""

    member_id: int
    password_hash: str | None
    state: MemberState


@dataclass(frozen=True, slots=True)
class Asking:
    """The member behind a request, and when their sign-in was last noted as seen.

    `lost_view` is whose sign-in was looking as someone who is now out of their reach.
    """

    me: Me
    seen_at: datetime
    lost_view: bool = False


class Type(NamedTuple):
    """A member type with its titles."""

    key: str
    title_zh: str
    title_en: str


_granted = aliased(Organisation, name="granted")
_PERSON = (
    Member.id,
    Member.name,
    Member.sign_in_name,
    Member.member_type,
    Member.state,
    Member.must_change_password,
    Member.interface_language,
    Member.content_language,
    Member.large_type,
    Member.theme,
    Organisation.id.label("branch_id"),
    Organisation.name.label("branch_name"),
    Organisation.path.label("branch_path"),
    Organisation.zone,
    Organisation.content_language.label("house_language"),
    Organisation.columns,
    GrantRow.role,
    GrantRow.starts_on,
    GrantRow.ends_on,
    _granted.path.label("grant_path"),
)


def _granted_to(members: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The person's branch and grants joined to a select that has the member: one row per grant."""
    return (
        members.join(Organisation, Organisation.id == Member.branch_id)
        .outerjoin(GrantRow, GrantRow.member_id == Member.id)
        .outerjoin(_granted, _granted.id == GrantRow.organisation_id)
    )


_ME = Prepared(
    _granted_to(
        select(SignIn.id.label("sign_in_id"), SignIn.seen_at, SignIn.viewing_id, *_PERSON).join_from(
            SignIn, Member, Member.id == SignIn.member_id
        )
    ).where(
        SignIn.token_digest == bindparam("digest"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > bindparam("at"),
    )
)
_WHO = _granted_to(select(*_PERSON).select_from(Member))
_TYPES = Prepared(
    select(MemberType.key, MemberType.title_zh, MemberType.title_en).order_by(
        MemberType.position, MemberType.key
    )
)


def asking(token: str, *, at: datetime) -> Asking | None:
    """Who holds this sign-in token now: one select, one row per grant. None when it ended or never was."""
    rows = _ME.all(digest=tokens.digest(token), at=at)
    if not rows or rows[0].state == MemberState.LEFT:
        return None
    me, viewing_id, seen_at = _me(rows, at, rows[0].sign_in_id), rows[0].viewing_id, rows[0].seen_at
    if viewing_id is None:
        return Asking(me, seen_at)
    viewed = standing(viewing_id, at=at)
    if not policy.may_view(me, viewed):
        return Asking(me, seen_at, lost_view=True)
    return Asking(policy.seen_by(me, viewed), seen_at)


def standing(member_id: int, *, at: datetime, lock: bool = False) -> Me:
    """A member as of now, without a sign-in: what an operation judges by. NoResultFound when there is none.

    With `lock`, what they are granted stays as it is until the transaction ends.
    """
    if lock:
        db.session.execute(select(GrantRow.id).where(GrantRow.member_id == member_id).with_for_update())
    rows = db.session.execute(_WHO.where(Member.id == member_id)).all()
    if not rows:
        raise NoResultFound(f"no member {member_id}")
    return _me(rows, at)


def _me(rows: Sequence[Any], at: datetime, sign_in_id: int = 0) -> Me:
    first = rows[0]
    today = local_day(at, first.zone)
    grants = [
        Grant(row.role, row.grant_path, row.starts_on, row.ends_on) for row in rows if row.role is not None
    ]
    return Me(
        id=first.id,
        sign_in_id=sign_in_id,
        name=first.name,
        sign_in_name=first.sign_in_name,
        branch_id=first.branch_id,
        branch_name=first.branch_name,
        branch_path=first.branch_path,
        zone=first.zone,
        member_type=first.member_type,
        grants=tuple(grant for grant in grants if grant.holds_on(today)),
        interface_language=first.interface_language,
        content_language=first.content_language or first.house_language,
        chosen_content_language=first.content_language,
        must_change_password=first.must_change_password,
        large_type=first.large_type,
        theme=first.theme,
        suspended=first.state in (MemberState.SUSPENDED, MemberState.LEFT),
        columns=tuple(first.columns) if first.columns is not None else None,
    )


def member_types() -> list[Type]:
    """The member types there are, in their order."""
    return [Type(*row) for row in _TYPES.all()]


def credentials(*, sign_in_name: str | None = None, phone_index: str | None = None) -> Credentials | None:
    """The credentials of the member with this sign-in name, or with this phone."""
    found = (
        Member.sign_in_name == sign_in_name if sign_in_name is not None else Member.phone_index == phone_index
    )
    row = db.session.execute(select(Member.id, Member.password_hash, Member.state).where(found)).first()
    return Credentials(row.id, row.password_hash, row.state) if row else None


def member(member_id: int) -> Member:
    """The member with this id; NoResultFound when there is none."""
    return db.session.get_one(Member, member_id)


def name_shown_since(member_id: int) -> datetime | None:
    """Since when the member has agreed to be named on boards above their branch; None when they have not."""
    return db.session.scalar(select(Member.name_shown_since).where(Member.id == member_id))


def password_hash(member_id: int) -> str | None:
    return db.session.scalar(select(Member.password_hash).where(Member.id == member_id))


def open_sign_ins(member_id: int, *, at: datetime) -> Sequence[SignIn]:
    """The devices a member is signed in on, the latest seen first."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.member_id == member_id, SignIn.ended_at.is_(None), SignIn.expires_at > at)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def organisation_by_code(code: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.code == code))


def has_organisations() -> bool:
    """Whether there is any organisation yet."""
    return db.session.scalar(select(Organisation.id).limit(1)) is not None


def organisation(organisation_id: int, *, lock: bool = False) -> Organisation:
    """The organisation with this id; NoResultFound when there is none."""
    wanted = select(Organisation).where(Organisation.id == organisation_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()


def part(path: str) -> Sequence[Organisation]:
    """The organisation at a path and everything below it, parents before children."""
    inside = select(Organisation).where(at_or_below(path))
    return db.session.scalars(inside.order_by(db.func.length(Organisation.path), Organisation.path)).all()


@dataclass(frozen=True, slots=True)
class Inside:
    """What is still open at and below an organisation, itself among the organisations; guests are no members."""

    organisations: int
    members: int
    guests: int

    @property
    def people(self) -> int:
        return self.members + self.guests


def open_inside(path: str) -> Inside:
    """How many open organisations, and how many people who have not left, there are at and below a path."""
    inside = at_or_below(path)
    open_parts = select(db.func.count()).where(inside, Organisation.closed_on.is_(None))
    members = db.func.count(case((members_other_than_guests(), 1)))
    people = select(db.func.count(), members, open_parts.scalar_subquery()).select_from(Member)
    staying = people.join(Organisation, Organisation.id == Member.branch_id).where(
        inside, Member.state != MemberState.LEFT
    )
    everyone, counted, organisations = db.session.execute(staying).one()
    return Inside(organisations, counted, everyone - counted)


def depth_below(path: str) -> int:
    """How many levels the part at a path has, its top among them."""
    deepest = select(Organisation.path).where(at_or_below(path))
    return max(depth_of(inner) for inner in db.session.scalars(deepest)) - depth_of(path) + 1


def waiting_move(organisation_id: int) -> PlannedMove | None:
    """The planned move of an organisation that waits for its day."""
    mine = select(PlannedMove).where(PlannedMove.organisation_id == organisation_id)
    waiting = mine.where(PlannedMove.done_at.is_(None)).order_by(PlannedMove.effective_on, PlannedMove.id)
    return db.session.scalars(waiting.limit(1)).first()


def due_moves(at: datetime) -> Sequence[PlannedMove]:
    """Planned moves whose day has come where the organisation is, in the order of their days; locked."""
    waiting = (
        select(PlannedMove)
        .where(PlannedMove.done_at.is_(None))
        .order_by(PlannedMove.effective_on, PlannedMove.id)
    )
    moves = db.session.scalars(waiting.with_for_update(skip_locked=True)).all()
    return [
        planned
        for planned in moves
        if planned.effective_on <= local_day(at, organisation(planned.organisation_id).zone)
    ]
