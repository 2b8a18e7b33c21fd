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
from quizapp.people.details import Detail
from quizapp.people.membership import FLOATING
from quizapp.people.models import (
    Bounce,
    ChangedBy,
    GrantRow,
    HostBranch,
    Invitation,
    Member,
    MemberSpan,
    MemberState,
    NameChange,
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
_PHONES, _BOUNCES, _NAMES = table_of(PhoneChange), table_of(Bounce), table_of(NameChange)
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


def changing(
    import_id: int, today: date, by: int | None, at: datetime, *, tied: bool
) -> Iterator[Executable]:
    """Members as the roster has them now, leaving what was settled by hand; what they were before stays on record.

    `tied`: whether some of them get their number by it.
    """
    about = and_(of_import(import_id, Change.CHANGED), RosterRow.member_id == Member.id)
    if tied:
        yield from _tying(import_id, about, by, at)
    yield from _no_longer_hosted(import_id, today)
    yield from _moving(about, today)
    renamed = and_(about, RosterRow.name != Member.name, not_(kept("name")))
    yield _called(import_id, renamed, Detail.NAME, Member.name.expression, by, at)
    # Phones are unique: those that change are given up first, so that two members can exchange theirs.
    other = and_(about, phone_changes)
    yield from _giving_up_phones(other, by, at)
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


def _tying(import_id: int, about: ColumnElement[bool], by: int | None, at: datetime) -> Iterator[Executable]:
    """Those without a number get the row's."""
    unnumbered = and_(about, Member.roster_key.is_(None))
    yield _called(import_id, unnumbered, Detail.ROSTER_KEY, literal(""), by, at)
    yield update(_MEMBERS).where(unnumbered).values(roster_key=RosterRow.roster_key)


def _moving(about: ColumnElement[bool], today: date) -> Iterator[Executable]:
    """Where members belong, and as what, from today on; and until today."""
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


def _giving_up_phones(other: ColumnElement[bool], by: int | None, at: datetime) -> Iterator[Executable]:
    giving_up = select(Member.id).join(RosterRow, other)
    yield _recorded(other, by, at)
    yield delete(_BOUNCES).where(_BOUNCES.c.member_id.in_(giving_up))
    yield update(_MEMBERS).where(_MEMBERS.c.id.in_(giving_up)).values(phone_index=None, phone_sealed=None)


def unsaid(roster_key: str, field: str) -> Executable:
    """What the rosters applied so far said of one thing is no longer what the next is compared with: it says it anew."""
    said = {"name": "name", "phone": "phone_index", "branch": "branch_id", "member_type": "member_type"}
    applied = select(RosterImport.id).where(RosterImport.state == Stage.APPLIED)
    theirs = (RosterRow.roster_key == roster_key) & RosterRow.import_id.in_(applied)
    return update(table_of(RosterRow)).where(theirs).values({said[field]: None})


def _no_longer_hosted(import_id: int, today: date) -> Iterator[Executable]:
    """No branch hosts those who float no longer, nor those who move home to it. Few are hosted: they are asked first."""
    row = and_(
        of_import(import_id, Change.CHANGED),
        RosterRow.roster_key == Member.roster_key,
        RosterRow.member_id == Member.id,
    )
    floats_no_longer = and_(Member.member_type == FLOATING, kind_after != FLOATING)
    comes_home = and_(branch_after != Member.branch_id, branch_after == _HOSTS.c.branch_id)
    mine = exists().where(Member.id == _HOSTS.c.member_id, row, or_(floats_no_longer, comes_home))
    yield from _ending(mine.correlate(_HOSTS), today)


def _ending(hosted: ColumnElement[bool], today: date) -> Iterator[Executable]:
    still = and_(hosted, _HOSTS.c.until_on.is_(None))
    yield delete(_HOSTS).where(still, _HOSTS.c.from_on >= today)
    yield update(_HOSTS).where(still).values(until_on=today)


def _called(
    import_id: int,
    rows: ColumnElement[bool],
    what: Detail,
    before: ColumnElement[str],
    by: int | None,
    at: datetime,
) -> Executable:
    """What of some rows becomes a name, or a number, and what it was before."""
    history = {
        "member_id": Member.id,
        "what": literal(what, NameChange.what.type),
        "before": before,
        "after": RosterRow.name if what is Detail.NAME else RosterRow.roster_key,
        "actor_id": literal(by, NameChange.actor_id.type),
        "at": literal(at, NameChange.at.type),
        "import_id": literal(import_id),
    }
    found = select(*history.values()).join_from(Member, RosterRow, rows)
    return insert(_NAMES).from_select(list(history), found)


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
        yield from _ending(_HOSTS.c.member_id.in_(ids), today)
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
