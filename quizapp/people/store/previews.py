"""What an import of a roster would do, shown before it does: a few of the rows that change something, with before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.people.models import Member, MemberType, Organisation, RosterImport, RosterRow
from quizapp.people.roster_plan import Change, Mode, Stage
from quizapp.people.store.changes import branch_after, kind_after, name_after, phone_changes
from quizapp.people.store.rosters import kept, of_import

Title = tuple[str, str]  # of a kind of member: Chinese, English


@dataclass(frozen=True, slots=True)
class Added:
    """Someone who would be added; the phone still sealed."""

    row: int
    roster_key: str
    name: str
    phone_sealed: bytes | None
    branch: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Altered:
    """Someone who would be changed: each thing before and after; the phones are sealed, and None when they stay."""

    row: int
    roster_key: str
    name: tuple[str, str]
    branch: tuple[str, str]
    kind: tuple[Title, Title]
    phone: tuple[bytes | None, bytes] | None
    had_left: bool
    tied: bool  # they had no number until now


@dataclass(frozen=True, slots=True)
class Settled:
    """Someone of whom a roster says what it does not change, for it was settled by hand: what stays, what it says.

    None where nothing of the kind is said otherwise; of phones only that.
    """

    row: int
    roster_key: str
    member_name: str
    name: tuple[str, str] | None
    branch: tuple[str, str] | None
    kind: tuple[Title, Title] | None
    phone: bool


@dataclass(frozen=True, slots=True)
class Past:
    """An import of an organisation's roster, the latest first in a list of them."""

    id: int
    file_name: str
    mode: Mode
    state: Stage
    report: dict[str, Any]
    made_at: datetime
    applied_at: datetime | None
    by: str | None  # who sent it; None: a command


def added(import_id: int, *, limit: int = 10) -> Sequence[Added]:
    """The first rows that would add someone."""
    rows = (
        select(
            RosterRow.number,
            RosterRow.roster_key,
            RosterRow.name,
            RosterRow.phone_sealed,
            Organisation.name,
            MemberType.title_zh,
            MemberType.title_en,
        )
        .join(Organisation, Organisation.id == RosterRow.branch_id)
        .join(MemberType, MemberType.key == RosterRow.member_type)
    )
    return [Added(*row) for row in _first(rows, import_id, Change.NEW, limit)]


def altered(import_id: int, path: str, *, limit: int = 20) -> Sequence[Altered]:
    """The first rows that would change someone at or below a path."""
    here, there = aliased(Organisation), aliased(Organisation)
    was, becomes = aliased(MemberType), aliased(MemberType)
    rows = (
        select(
            RosterRow.number,
            RosterRow.roster_key,
            Member.name,
            name_after,
            here.name,
            there.name,
            was.title_zh,
            was.title_en,
            becomes.title_zh,
            becomes.title_en,
            phone_changes,
            Member.phone_sealed,
            RosterRow.phone_sealed,
            Member.state,
            Member.roster_key,
        )
        .join(Member, Member.id == RosterRow.member_id)
        .join(here, (here.id == Member.branch_id) & here.path.startswith(path, autoescape=True))
        .join(there, there.id == branch_after)
        .join(was, was.key == Member.member_type)
        .join(becomes, becomes.key == kind_after)
    )
    return [_altered(*row) for row in _first(rows, import_id, Change.CHANGED, limit)]


def _altered(row: int, key: str, *columns: Any) -> Altered:
    name, name_then, branch, branch_then, zh, en, zh_then, en_then, *others = columns
    rings, phone, phone_then, state, numbered = others
    return Altered(
        row,
        key,
        name=(name, name_then),
        branch=(branch, branch_then),
        kind=((zh, en), (zh_then, en_then)),
        phone=(phone, phone_then) if rings else None,
        had_left=state == "left",
        tied=numbered is None,
    )


def settled(import_id: int, path: str, *, limit: int = 20) -> Sequence[Settled]:
    """The first rows about someone at or below a path that say otherwise than was settled by hand, and do not change it."""
    here, there = aliased(Organisation), aliased(Organisation)
    was, said = aliased(MemberType), aliased(MemberType)
    otherwise = (
        kept("name") & (RosterRow.name != Member.name),
        kept("branch") & (RosterRow.branch_id != Member.branch_id),
        kept("member_type") & (RosterRow.member_type != Member.member_type),
        kept("phone")
        & RosterRow.phone_index.is_not(None)
        & RosterRow.phone_index.is_distinct_from(Member.phone_index),
    )
    columns = (
        RosterRow.number,
        RosterRow.roster_key,
        Member.name,
        RosterRow.name,
        here.name,
        there.name,
        was.title_zh,
        was.title_en,
        said.title_zh,
        said.title_en,
        *(case((one, True), else_=False) for one in otherwise),
    )
    rows = (
        select(*columns)
        .join_from(RosterRow, Member, Member.id == RosterRow.member_id)
        .join(here, (here.id == Member.branch_id) & here.path.startswith(path, autoescape=True))
        .outerjoin(there, there.id == RosterRow.branch_id)
        .join(was, was.key == Member.member_type)
        .outerjoin(said, said.key == RosterRow.member_type)
        .where(of_import(import_id, Change.CHANGED, Change.SAME), or_(*otherwise))
    )
    found = db.session.execute(rows.order_by(RosterRow.number).limit(limit))
    return [_settled(*row) for row in found]


def _settled(row: int, key: str, name: str, said: str, *columns: Any) -> Settled:
    branch, branch_said, zh, en, zh_said, en_said, *otherwise = columns
    by_name, by_branch, by_kind, by_phone = otherwise
    return Settled(
        row,
        key,
        name,
        name=(name, said) if by_name else None,
        branch=(branch, branch_said) if by_branch else None,
        kind=((zh, en), (zh_said, en_said)) if by_kind else None,
        phone=bool(by_phone),
    )


def _first(rows: Select[*tuple[Any, ...]], import_id: int, change: Change, limit: int) -> Sequence[Any]:
    return db.session.execute(
        rows.where(of_import(import_id, change)).order_by(RosterRow.number).limit(limit)
    ).all()


def refused(import_id: int, *, limit: int | None = None) -> Sequence[tuple[int, str | None, Message]]:
    """The refused rows: number, column and what is wrong, with the name that the row itself says."""
    rows = select(RosterRow.number, RosterRow.complaint_column, RosterRow.complaint, RosterRow.name)
    found = rows.where(of_import(import_id, Change.REFUSED)).order_by(RosterRow.number).limit(limit)
    return [
        (number, column, _in_words(complaint or "", name))
        for number, column, complaint, name in db.session.execute(found)
    ]


def _in_words(complaint: str, name: str | None) -> Message:
    return Message(complaint, name=name) if "%(name)s" in complaint else Message(complaint)


def names(member_ids: Sequence[int], *, limit: int = 20) -> Sequence[tuple[str, str]]:
    """The names of the first of some members, each with the branch's."""
    rows = select(Member.name, Organisation.name).join(Organisation, Organisation.id == Member.branch_id)
    found = rows.where(Member.id.in_(sorted(member_ids)[:limit])).order_by(Member.id)
    return [(name, branch) for name, branch in db.session.execute(found)]


def past(organisation_id: int, *, limit: int = 5) -> Sequence[Past]:
    """The latest imports of an organisation's roster; of those given up none."""
    sender = aliased(Member)
    rows = (
        select(
            RosterImport.id,
            RosterImport.file_name,
            RosterImport.mode,
            RosterImport.state,
            RosterImport.report,
            RosterImport.made_at,
            RosterImport.applied_at,
            sender.name,
        )
        .outerjoin(sender, sender.id == RosterImport.actor_id)
        .where(RosterImport.organisation_id == organisation_id, RosterImport.state != Stage.DROPPED)
    )
    found = rows.order_by(RosterImport.made_at.desc(), RosterImport.id.desc()).limit(limit)
    return [Past(*row) for row in db.session.execute(found)]
