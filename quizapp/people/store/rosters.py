"""Reading what a staged roster is compared with, and finding its rows that cannot be."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quizapp.db import ask, db
from quizapp.kernel.text import fold
from quizapp.people.models import (
    Member,
    MemberState,
    MemberType,
    Organisation,
    RosterImport,
    RosterPart,
    RosterRow,
)
from quizapp.people.roster_plan import Change, House, Mode, Row, Stage, Standing
from quizapp.people.store.tree import at_or_below

MOST_FAULTS = 10_000  # of one kind: a roster with more is told again after these are mended


def kept(field: str) -> ColumnElement[bool]:
    """Whether a member's field was settled by hand: rosters leave it."""
    return cast(Member.kept_fields, Text).contains(f'"{field}"', autoescape=True)


def of_import(import_id: int, *changes: Change) -> ColumnElement[bool]:
    """The rows of an import, all or those that make one of these changes."""
    mine = RosterRow.import_id == import_id
    return and_(mine, RosterRow.change.in_(changes)) if changes else mine


def house(organisation: Organisation) -> House:
    """The branches and kinds a roster of this organisation may name."""
    part = select(
        Organisation.id, Organisation.code, Organisation.name, Organisation.is_branch, Organisation.closed_on
    )
    rows = ask(part.where(at_or_below(organisation.path))).all()
    branches = [row for row in rows if row.is_branch and row.closed_on is None]
    names: dict[str, int | None] = {}
    for row in branches:
        names[row.name] = None if row.name in names else row.id
    types: dict[str, str] = {}
    for key, zh, en in ask(select(MemberType.key, MemberType.title_zh, MemberType.title_en)):
        types |= dict.fromkeys((key, zh, en, fold(key), fold(zh), fold(en)), key)
    return House({row.code: row.id for row in branches}, names, types, frozenset(row.id for row in rows))


def standing(roster_keys: Collection[str]) -> dict[str, Standing]:
    """The members with these numbers, by number."""
    columns = (
        Member.roster_key,
        Member.id,
        Member.name,
        Member.phone_index,
        Member.branch_id,
        Member.member_type,
        Member.state,
        Member.kept_fields,
    )
    return {
        key: Standing(member_id, name, phone_index, branch_id, kind, state == MemberState.LEFT, by_hand)
        for key, member_id, name, phone_index, branch_id, kind, state, by_hand in ask(
            select(*columns).where(Member.roster_key.in_(roster_keys))
        )
    }


def staged_before(import_id: int, roster_keys: Collection[str]) -> dict[str, Row]:
    """What an earlier import said under these numbers."""
    columns = (
        RosterRow.roster_key,
        RosterRow.name,
        RosterRow.phone_index,
        RosterRow.branch_id,
        RosterRow.member_type,
    )
    found = ask(select(*columns).where(of_import(import_id), RosterRow.roster_key.in_(roster_keys)))
    return {row[0]: Row(*row[1:]) for row in found}


def last_applied(organisation_id: int) -> int | None:
    """The id of the roster applied last to an organisation."""
    applied = select(RosterImport.id).where(
        RosterImport.organisation_id == organisation_id, RosterImport.state == Stage.APPLIED
    )
    return db.session.scalar(
        applied.order_by(RosterImport.applied_at.desc(), RosterImport.id.desc()).limit(1)
    )


def before(its: RosterImport) -> int | None:
    """The id of the roster that a diff is compared with."""
    return last_applied(its.organisation_id) if its.mode is Mode.DIFF else None


def has_file(import_id: int) -> bool:
    """Whether a page sent the file, so that whoever steps next can read it."""
    return bool(db.session.scalar(select(exists().where(RosterPart.import_id == import_id))))


def file_of(import_id: int) -> Iterator[bytes]:
    """The pieces of an import's file, still encrypted."""
    pieces = select(RosterPart.sealed).where(RosterPart.import_id == import_id)
    yield from db.session.scalars(pieces.order_by(RosterPart.number))


def waiting_to_be_read() -> Sequence[int]:
    """The ids of the imports whose file was sent by a page and is not read to its end, the first sent first."""
    sent = exists().where(RosterPart.import_id == RosterImport.id)
    waiting = select(RosterImport.id).where(RosterImport.state == Stage.STAGING, sent)
    return list(db.session.scalars(waiting.order_by(RosterImport.id)))


def with_leftovers() -> Sequence[int]:
    """The ids of organisations whose given-up imports still have rows or files."""
    rows = exists().where(RosterRow.import_id == RosterImport.id)
    parts = exists().where(RosterPart.import_id == RosterImport.id)
    over = select(RosterImport.organisation_id).where(
        or_(
            and_(RosterImport.state == Stage.DROPPED, or_(rows, parts)),
            and_(RosterImport.state == Stage.APPLIED, parts),
        )
    )
    return list(db.session.scalars(over.distinct()))


def applied_since(at: datetime) -> bool:
    """Whether any roster was applied after an instant: what was planned before no longer holds."""
    return bool(db.session.scalar(select(exists().where(RosterImport.applied_at > at))))


def zero_led_widths() -> Sequence[int]:
    """The widths of the numbers in use that begin with zero."""
    widths = select(func.length(Member.roster_key)).where(Member.roster_key.startswith("0"))
    return list(ask(widths.distinct()).scalars())


def counts(import_id: int) -> Mapping[str, int]:
    """How many rows make each change."""
    counted = select(RosterRow.change, func.count()).where(of_import(import_id)).group_by(RosterRow.change)
    found = {change.value: count for change, count in ask(counted)}
    return {change.value: found.get(change.value, 0) for change in Change}


def complaints(import_id: int) -> Iterator[dict[str, Any]]:
    """Every refused row: its number, the column and what is wrong."""
    columns = (RosterRow.number, RosterRow.complaint_column, RosterRow.complaint)
    for number, column, complaint in ask(
        select(*columns).where(of_import(import_id, Change.REFUSED)).order_by(RosterRow.number)
    ):
        yield {"row": number, "column": column, "complaint": complaint}


def taken_elsewhere(import_id: int, path: str) -> tuple[int, int]:
    """How many of those a roster changes do not have the row's number, and how many stand outside a path now."""
    outside = case((at_or_below(path), 0), else_=1)
    otherwise = case((Member.roster_key.is_distinct_from(RosterRow.roster_key), 1), else_=0)
    counted = (
        select(func.sum(otherwise), func.sum(outside))
        .select_from(RosterRow)
        .join(Member, Member.id == RosterRow.member_id)
        .join(Organisation, Organisation.id == Member.branch_id)
    )
    row = ask(counted.where(of_import(import_id, Change.CHANGED))).one()
    return int(row[0] or 0), int(row[1] or 0)


def twice(import_id: int, column: InstrumentedAttribute[str | None], *changes: Change) -> Sequence[int]:
    """The rows whose value in a column another row has, too."""
    repeated = (
        select(column)
        .where(of_import(import_id, *changes), column.is_not(None))
        .group_by(column)
        .having(func.count() > 1)
    )
    return _numbers(select(RosterRow.number).where(of_import(import_id, *changes), column.in_(repeated)))


def phones_taken(import_id: int) -> Sequence[int]:
    """The rows whose phone is another member's who does not get another one by the same roster."""
    other = aliased(RosterRow)
    gives_it_up = exists().where(
        other.import_id == import_id,
        other.roster_key == Member.roster_key,
        other.change == Change.CHANGED,
        other.phone_index.is_not(None),
        other.phone_index != Member.phone_index,
        not_(kept("phone")),
    )
    mine = and_(
        Member.phone_index == RosterRow.phone_index, Member.roster_key.is_distinct_from(RosterRow.roster_key)
    )
    found = select(RosterRow.number).join(Member, mine).where(Member.id.is_distinct_from(RosterRow.member_id))
    return _numbers(found.where(of_import(import_id, Change.NEW, Change.CHANGED), not_(gives_it_up)))


def sign_in_names_taken(import_id: int) -> Sequence[int]:
    """The new rows whose sign-in name is a member's already."""
    found = select(RosterRow.number).join(Member, Member.sign_in_name == RosterRow.sign_in_name)
    return _numbers(found.where(of_import(import_id, Change.NEW)))


def shortened(import_id: int, full: int) -> Sequence[int]:
    """The rows whose all-digit number is shorter than the file's have to be."""
    found = select(RosterRow.number, RosterRow.roster_key)
    short = found.where(of_import(import_id), func.length(RosterRow.roster_key) < full)
    return [number for number, key in ask(short) if key.isdecimal()][:MOST_FAULTS]


def _numbers(found: Select[int]) -> Sequence[int]:
    return list(ask(found.limit(MOST_FAULTS)).scalars())


def size_of_last(organisation_id: int) -> int:
    """How many rows the roster had that was applied last."""
    before_id = last_applied(organisation_id)
    report = db.session.get_one(RosterImport, before_id).report if before_id else {}
    return sum(report[change.value] for change in Change if change.value in report)


def leaving(import_id: int, organisation: Organisation) -> Sequence[int]:
    """The ids of an organisation's members whom its roster before named and this diff does not."""
    before_id = last_applied(organisation.id)
    if before_id is None or db.session.get_one(RosterImport, import_id).mode is not Mode.DIFF:
        return []
    now = aliased(RosterRow)
    named_now = exists().where(now.import_id == import_id, now.roster_key == RosterRow.roster_key)
    found = (
        select(Member.id)
        .join(RosterRow, RosterRow.roster_key == Member.roster_key)
        .join(Organisation, Organisation.id == Member.branch_id)
        .where(
            of_import(before_id),
            not_(named_now),
            Member.state != MemberState.LEFT,
            at_or_below(organisation.path),
        )
    )
    return list(ask(found).scalars())


def top() -> Organisation | None:
    """The organisation above all; None when there is none, or when there are several."""
    tops = db.session.scalars(select(Organisation).where(Organisation.parent_id.is_(None)).limit(2)).all()
    return tops[0] if len(tops) == 1 else None


def members_of(path: str) -> Iterator[Any]:
    """Every member at and below a path who has not left, a few at a time: what a roster says of them, and the state."""
    columns = (
        Member.roster_key,
        Member.name,
        Member.phone_sealed,
        Member.sign_in_name,
        Organisation.code,
        Organisation.name,
        MemberType.title_zh,
        Member.state,
    )
    found = (
        select(*columns)
        .join_from(Member, Organisation, Organisation.id == Member.branch_id)
        .join(MemberType, MemberType.key == Member.member_type)
        .where(at_or_below(path), Member.state != MemberState.LEFT)
        .order_by(Organisation.path, Member.roster_key, Member.id)
    )
    yield from db.session.execute(found, execution_options={"yield_per": 2_000})
