"""What can be done with the place of a part of the tree: moving it now, planning it for a later day, and dropping the plan."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, unless
from quizapp.people import policy, queries
from quizapp.people.models import Organisation, PlannedMove
from quizapp.people.moving import Misfit, misfit
from quizapp.people.reach import path_of
from quizapp.people.store import placing


@operation
def move(*, organisation_id: int, parent_id: int, effective_on: date, by: int | None, at: datetime) -> bool:
    """Hang an organisation, with all below it, under another parent from today or a later day on.

    True when it moved now; False when the day is still to come and the move was planned. Refused below itself, under
    a closed parent, deeper than a tree is, on a day before today, and planned while another plan waits.
    """
    node = queries.organisation(organisation_id, lock=True)
    parent = queries.organisation(parent_id, lock=True)
    if by is not None:
        _may_hang(by, node, parent, at).enforce()
    policy.can_hang(_misfit(node, parent), parent.name).enforce()
    today = local_day(at, node.zone)
    unless(effective_on >= today, Message("Choose today or a later day.")).enforce()
    if effective_on > today:
        _plan(node, parent, effective_on, by, at)
        return False
    _note("move_organisation", node, {"path": [node.path, path_of(parent.path, node.id)]}, by, at)
    placing.hang(node, parent, today)
    return True


@operation
def carry_out_moves(*, at: datetime) -> int:
    """Carry out the planned moves whose day has come, from today on; gives how many.

    One that does not fit any more, or whose planner may not move it any more, is dropped for that reason.
    """
    done = 0
    for planned in queries.due_moves(at):
        node = queries.organisation(planned.organisation_id, lock=True)
        parent = queries.organisation(planned.parent_id, lock=True)
        planned.done_at, planned.dropped_for = at, _against(planned, node, parent, at)
        if planned.dropped_for:
            _note_dropped(planned, node, None, at)
            continue
        _note("move_organisation", node, {"parent": [node.parent_id, parent.id]}, planned.planned_by, at)
        # Not from the planned day on, if that is past: until today people were counted where it stood.
        placing.hang(node, parent, local_day(at, node.zone))
        done += 1
    return done


@operation
def cancel_move(*, move_id: int, by: int | None, at: datetime) -> None:
    """Drop a planned move before its day. Refused when it was carried out or dropped already; by who may plan one."""
    planned = db.session.get_one(PlannedMove, move_id, with_for_update=True, populate_existing=True)
    node = queries.organisation(planned.organisation_id, lock=True)
    if by is not None:
        me = queries.standing(by, at=at, lock=True)
        policy.may_manage(me, node.path).enforce()
        policy.may_move(me, _above(node)).enforce()
    waiting = update(PlannedMove).where(PlannedMove.id == move_id, PlannedMove.done_at.is_(None))
    unless(
        changed(waiting.values(done_at=at)) == 1, Message("This move was carried out or dropped already.")
    ).enforce()
    _note_dropped(planned, node, by, at)


def _plan(node: Organisation, parent: Organisation, day: date, by: int | None, at: datetime) -> None:
    waiting = queries.waiting_move(node.id)
    policy.can_plan(node.name, waiting.effective_on if waiting else None).enforce()
    db.session.add(
        PlannedMove(
            organisation_id=node.id, parent_id=parent.id, effective_on=day, planned_by=by, planned_at=at
        )
    )
    _note("plan_move", node, {"parent": [node.parent_id, parent.id], "on": [None, str(day)]}, by, at)


def _against(planned: PlannedMove, node: Organisation, parent: Organisation, at: datetime) -> Misfit | None:
    """What stands against a plan on its day; whoever planned it by command may do so for ever."""
    allowed = planned.planned_by is None or _may_hang(planned.planned_by, node, parent, at)
    return _misfit(node, parent) if allowed else Misfit.NOT_ALLOWED


def _misfit(node: Organisation, parent: Organisation) -> Misfit | None:
    closed = parent.closed_on is not None
    return misfit(node.path, queries.depth_below(node.path), parent.path, closed=closed)


def _may_hang(by: int, node: Organisation, parent: Organisation, at: datetime) -> Verdict:
    me = queries.standing(by, at=at, lock=True)
    return policy.may_hang(me, node.path, _above(node), parent.path)


def _above(node: Organisation) -> str | None:
    """The path of its parent; None for the top of the tree."""
    return queries.organisation(node.parent_id).path if node.parent_id else None


def _note_dropped(planned: PlannedMove, node: Organisation, by: int | None, at: datetime) -> None:
    gone = {"parent": [planned.parent_id, node.parent_id], "on": [str(planned.effective_on), None]}
    because = {"because": [None, planned.dropped_for.value]} if planned.dropped_for else {}
    _note("drop_move", node, gone | because, by, at)


def _note(verb: str, node: Organisation, changes: dict[str, Any], by: int | None, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=node.id,
        verb=verb,
        subject=f"organisation:{node.code}",
        changes=changes,
        at=at,
    )
