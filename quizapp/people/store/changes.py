"""The statements by which a staged roster becomes members, and where they belong: each over all its rows at once."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    Select,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from quizapp.db import table_of
from quizapp.people.models import (
    Bounce,
    ChangedBy,
    GrantRow,
    HostBranch,
    Invitation,
    Member,
    MemberSpan,
    MemberState,
    Organisation,
    PhoneChange,
    RosterImport,
    RosterRow,
    SignIn,
)
from quizapp.people.roster_plan import Change, Stage
from quizapp.people.store.invitations import unspent
from quizapp.people.store.rosters import kept, of_import

_MEMBERS, _SPANS, _SIGN_INS = table_of(Member), table_of(MemberSpan), table_of(SignIn)
_PHONES, _BOUNCES = table_of(PhoneChange), table_of(Bounce)
_HOSTS, _CODES = table_of(HostBranch), table_of(Invitation)
_AT_ONCE = 10_000  # ids in one statement

# A grant with its holder, and the organisation it is held on.
_HELD: Select[*tuple[Any, ...]] = (
    select(
        GrantRow.id,
        GrantRow.member_id,
        GrantRow.organisation_id,
        GrantRow.role,
        GrantRow.ends_on,
        Organisation.path,
    )
    .join_from(GrantRow, Member, Member.id == GrantRow.member_id)
    .join(Organisation, Organisation.id == GrantRow.organisation_id)
)
branch_after = case(
    (or_(RosterRow.branch_id.is_(None), kept("branch")), Member.branch_id), else_=RosterRow.branch_id
)
kind_after = case(
    (or_(RosterRow.member_type.is_(None), kept("member_type")), Member.member_type),
    else_=RosterRow.member_type,
)
name_after = case((kept("name"), Member.name), else_=RosterRow.name)
phone_changes = and_(
    RosterRow.phone_index.is_not(None),
    Member.phone_index.is_distinct_from(RosterRow.phone_index),
    not_(kept("phone")),
)
_come_back = case(
    (Member.state != MemberState.LEFT, Member.state),
    (Member.activated_at.is_not(None), literal(MemberState.ACTIVATED, Member.state.type)),
    (Member.password_hash.is_not(None), literal(MemberState.REGISTERED, Member.state.type)),
    else_=literal(MemberState.INVITED, Member.state.type),
)


def adding(import_id: int, last_id: int, today: date, at: datetime) -> Iterator[Executable]:
    """The new members, invited and without a password, and the branch they belong to from today.

    `last_id`: of the members before. Rosters are applied one at a time, so those above it with a number are ours;
    finding them by their numbers would take as long again.
    """
    new = of_import(import_id, Change.NEW)
    values = {
        "sign_in_name": RosterRow.sign_in_name,
        "name": RosterRow.name,
        "phone_sealed": RosterRow.phone_sealed,
        "phone_index": RosterRow.phone_index,
        "member_type": RosterRow.member_type,
        "branch_id": RosterRow.branch_id,
        "roster_key": RosterRow.roster_key,
        "kept_fields": literal([], Member.kept_fields.type),
        "state": literal(MemberState.INVITED, Member.state.type),
        "must_change_password": literal(False),
        "large_type": literal(False),
        "theme": literal("auto"),
        "created_at": literal(at, Member.created_at.type),
    }
    rows = select(*values.values()).where(new).order_by(RosterRow.number)
    yield insert(_MEMBERS).from_select(list(values), rows, include_defaults=False)
    added = select(Member.id, literal(today), null(), Member.branch_id, Member.member_type)
    ours = and_(Member.id > last_id, Member.roster_key.is_not(None), Member.created_at == at)
    yield _opening(added.where(ours))


def changing(import_id: int, today: date, by: int | None, at: datetime) -> Iterator[Executable]:
    """Members as the roster has them now, leaving what was settled by hand; where they belonged stays on record."""
    about = and_(of_import(import_id, Change.CHANGED), RosterRow.member_id == Member.id)
    moving = and_(
        about,
        or_(
            branch_after != Member.branch_id,
            kind_after != Member.member_type,
            Member.state == MemberState.LEFT,
        ),
    )
    yield _record_before(moving, today)
    yield from _closing(select(Member.id).join(RosterRow, moving), today)
    yield _opening(
        select(Member.id, literal(today), null(), branch_after, kind_after).join(RosterRow, moving)
    )
    # Phones are unique: those that change are given up first, so that two members can exchange theirs.
    other = and_(about, phone_changes)
    giving_up = select(Member.id).join(RosterRow, other)
    yield _recorded(other, by, at)
    yield delete(_BOUNCES).where(_BOUNCES.c.member_id.in_(giving_up))
    yield update(_MEMBERS).where(_MEMBERS.c.id.in_(giving_up)).values(phone_index=None, phone_sealed=None)
    yield (
        update(_MEMBERS)
        .where(about)
        .values(name=name_after, branch_id=branch_after, member_type=kind_after, state=_come_back)
    )
    yield (
        update(_MEMBERS)
        .where(other, Member.phone_index.is_(None))
        .values(phone_index=RosterRow.phone_index, phone_sealed=RosterRow.phone_sealed)
    )


def unsaid(roster_key: str, field: str) -> Executable:
    """What the rosters applied so far said of one thing is no longer what the next is compared with: it says it anew."""
    said = {"name": "name", "phone": "phone_index", "branch": "branch_id", "member_type": "member_type"}
    applied = select(RosterImport.id).where(RosterImport.state == Stage.APPLIED)
    theirs = (RosterRow.roster_key == roster_key) & RosterRow.import_id.in_(applied)
    return update(table_of(RosterRow)).where(theirs).values({said[field]: None})


def _recorded(other: ColumnElement[bool], by: int | None, at: datetime) -> Executable:
    """Both numbers of every phone that changes."""
    history = {
        "member_id": Member.id,
        "before_sealed": Member.phone_sealed,
        "after_sealed": RosterRow.phone_sealed,
        "how": literal(ChangedBy.ROSTER, PhoneChange.how.type),
        "actor_id": literal(by, PhoneChange.actor_id.type),
        "at": literal(at, PhoneChange.at.type),
    }
    rows = select(*history.values()).join_from(Member, RosterRow, other)
    return insert(_PHONES).from_select(list(history), rows)


def letting_go(member_ids: Sequence[int], today: date, at: datetime) -> Iterator[Executable]:
    """Members who have left: they belong nowhere from today, their devices are signed out and their codes are void."""
    for first in range(0, len(member_ids), _AT_ONCE):
        ids = member_ids[first : first + _AT_ONCE]
        yield from _closing(ids, today)
        held = _SIGN_INS.c.member_id.in_(ids) & _SIGN_INS.c.ended_at.is_(None)
        yield update(_SIGN_INS).where(held).values(ended_at=at)
        hosted = _HOSTS.c.member_id.in_(ids) & _HOSTS.c.until_on.is_(None)
        yield delete(_HOSTS).where(hosted, _HOSTS.c.from_on >= today)
        yield update(_HOSTS).where(hosted).values(until_on=today)
        yield update(_CODES).where(_CODES.c.member_id.in_(ids), unspent()).values(voided_at=at)
        yield update(_MEMBERS).where(_MEMBERS.c.id.in_(ids)).values(state=MemberState.LEFT)


def roles_left_behind(import_id: int) -> Select[*tuple[Any, ...]]:
    """The grants on what covers a member's branch and does not cover the one a roster moves them to."""
    old, new = aliased(Organisation), aliased(Organisation)
    about = and_(
        of_import(import_id, Change.CHANGED),
        RosterRow.roster_key == Member.roster_key,
        RosterRow.member_id == Member.id,
    )
    held = (
        _HELD.join(RosterRow, about).join(old, old.id == Member.branch_id).join(new, new.id == branch_after)
    )
    # Paths are digits and slashes: nothing in them means more than itself to LIKE.
    return held.where(old.path.startswith(Organisation.path), not_(new.path.startswith(Organisation.path)))


def roles_of_who_left(path: str) -> Select[*tuple[Any, ...]]:
    """The grants still held by those at and below a path who have left."""
    home = aliased(Organisation)
    left = _HELD.join(home, home.id == Member.branch_id).where(Member.state == MemberState.LEFT)
    return left.where(home.path.startswith(path, autoescape=True))


def _record_before(moving: ColumnElement[bool], today: date) -> Executable:
    """For members without a record of where they belonged: what holds until today, since they were added."""
    since = func.date(Member.created_at, type_=Date)
    before = select(Member.id, since, literal(today), Member.branch_id, Member.member_type)
    recorded = exists().where(MemberSpan.member_id == Member.id)
    left = Member.state == MemberState.LEFT
    return _opening(before.join(RosterRow, moving).where(not_(recorded), since < today, not_(left)))


def _closing(ids: Select[int] | Sequence[int], today: date) -> Iterator[Executable]:
    inside = _SPANS.c.member_id.in_(ids)
    yield delete(_SPANS).where(inside, _SPANS.c.from_on >= today)
    yield update(_SPANS).where(inside, _SPANS.c.until_on.is_(None)).values(until_on=today)


def _opening(rows: Select[*tuple[Any, ...]]) -> Executable:
    columns = ["member_id", "from_on", "until_on", "branch_id", "member_type"]
    return insert(_SPANS).from_select(columns, rows)
