"""Applying a checked roster: set-based statements in one transaction, whole or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Executable, exists, func, or_, select

from quizapp.audit.operations import record
from quizapp.db import db, operation, touched
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries
from quizapp.people.models import Member, Organisation, RosterImport, RosterRow
from quizapp.people.operations.grants import drop_grants
from quizapp.people.operations.rosters.staging import insist_on_reach
from quizapp.people.reach import Me
from quizapp.people.roster_plan import TIED, Change, Stage, leave_freely
from quizapp.people.store import changes, roster_members, rosters, words
from quizapp.people.store.rosters import of_import
from quizapp.people.store.tree import at_or_below

CHANGED_MEANWHILE = Message("Members or branches changed while this roster was read. Run it again.")


@dataclass(frozen=True, slots=True)
class Applied:
    """How many members a roster added, changed, left as they are, and let go."""

    new: int
    changed: int
    same: int
    left: int


@operation
def apply_roster(
    *, import_id: int, allow_leaving: int = 0, by: int | None, at: datetime, ticket: str | None = None
) -> Applied:
    """Apply a checked import. Refused with a row refused, with too many leaving, or when members changed meanwhile;
    and with a row that changes whoever applies it, or someone who holds a role beyond their reach.

    The same ticket sent twice applies it once. `by` None is a command; anyone else must manage the organisation now.
    """
    # One at a time: the lock leaves members free to be added below the top by others.
    db.session.execute(
        select(Organisation.id).where(Organisation.parent_id.is_(None)).with_for_update(key_share=True)
    )
    its = db.session.get_one(RosterImport, import_id, populate_existing=True, with_for_update=True)
    found = its.report
    if ticket and its.ticket == ticket:
        return Applied(**{name: found[name] for name in Applied.__slots__})
    me = insist_on_reach(organisation_id=its.organisation_id, by=by, at=at)
    node = queries.organisation(its.organisation_id)
    _insist_that_it_still_holds(its, found, node)
    if me and found[Change.CHANGED]:
        _insist_on_reach_of_rows(import_id, me, at)
    today = local_day(at, node.zone)
    left = _let_go(its, node, allow_leaving, today, at)
    if left:
        _take_roles(node, me, at)
    if found[Change.CHANGED]:
        drop_grants(held=changes.roles_left_behind(import_id), by=by, at=at)
        _carry_out(changes.changing(import_id, today, by, at, tied=bool(found.get(TIED))))
    if found[Change.NEW]:
        last_id = db.session.scalar(select(func.max(Member.id))) or 0
        _carry_out(changes.adding(import_id, last_id, today, at))
    if written := found[Change.CHANGED] + found[Change.NEW]:
        words.fall_due_by_roster(import_id, node.path, written)
    done = Applied(found[Change.NEW], found[Change.CHANGED], found[Change.SAME], left)
    its.state, its.applied_at, its.ticket = Stage.APPLIED, at, ticket
    its.report = {**its.report, **asdict(done)}
    _note(its, done, by, at)
    return done


def _insist_that_it_still_holds(its: RosterImport, found: Mapping[str, Any], node: Organisation) -> None:
    unless(
        its.state == Stage.CHECKED, Message("This roster was not checked, or it was applied already.")
    ).enforce()
    unless(
        not found.get(Change.REFUSED),
        Message("Rows that are refused: %(count)s. Nothing was changed.", count=found[Change.REFUSED]),
    ).enforce()
    written = of_import(its.id, Change.NEW, Change.CHANGED)
    named = select(RosterRow.branch_id).where(written, RosterRow.branch_id.is_not(None)).distinct()
    inside = at_or_below(node.path)
    gone = exists().where(Organisation.id.in_(named), or_(Organisation.closed_on.is_not(None), ~inside))
    if rosters.applied_since(its.made_at) or db.session.scalar(select(gone)):
        raise Refused(CHANGED_MEANWHILE)
    if found[Change.CHANGED]:
        _insist_that_they_are_who_they_were(its.id, found.get(TIED, 0), node)


def _insist_that_they_are_who_they_were(import_id: int, ties: int, node: Organisation) -> None:
    """Refused when somebody was moved out of reach meanwhile, given another number, or is tied to one no longer."""
    numbered_otherwise, outside = rosters.taken_elsewhere(import_id, node.path)
    still_tied = roster_members.tied(import_id, node.path) if ties else 0
    unless(not outside and numbered_otherwise == still_tied == ties, CHANGED_MEANWHILE).enforce()


def _insist_on_reach_of_rows(import_id: int, me: Me, at: datetime) -> None:
    beyond = policy.rows_beyond(me, roster_members.holders(import_id, besides=me.id, at=at))
    if beyond:
        row, why = beyond[0]
        raise Refused(
            Message("Row %(row)s: %(why)s Send the file once more to mend such rows.", row=row, why=why)
        )


def _let_go(its: RosterImport, node: Organisation, allow_leaving: int, today: date, at: datetime) -> int:
    """Note that those whom the roster before named, and this one does not, have left; gives how many."""
    leaving = rosters.leaving(its.id, node)
    if not leaving:
        return 0
    total = rosters.size_of_last(node.id)
    unless(
        len(leaving) <= max(leave_freely(total), allow_leaving),
        Message(
            "By this roster %(count)s of %(total)s members would leave. If that is meant, allow so many.",
            count=len(leaving),
            total=total,
        ),
    ).enforce()
    _carry_out(changes.letting_go(leaving, today, at))
    return len(leaving)


def _take_roles(node: Organisation, me: Me | None, at: datetime) -> None:
    """Who has left holds no role. Refused when one of them is not for whoever applies the roster to take."""
    held = changes.roles_of_who_left(node.path)
    if me is None:
        drop_grants(held=held, by=None, at=at)
        return
    for row in db.session.execute(held):
        policy.may_revoke(me, row.role, row.path, row.member_id).enforce()
    drop_grants(held=held, by=me.id, at=at)


def _carry_out(statements: Iterable[Executable]) -> None:
    for statement in statements:
        touched(statement)


def _note(its: RosterImport, done: Applied, by: int | None, at: datetime) -> None:
    if done.new or done.changed or done.left:
        record(
            actor_id=by,
            organisation_id=its.organisation_id,
            verb="import_roster",
            subject=f"roster:{its.id}",
            changes={name: [0, count] for name, count in asdict(done).items() if count},
            at=at,
        )
