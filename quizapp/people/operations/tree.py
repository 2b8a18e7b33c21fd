"""What can be done with the organisation tree: growing it, renaming, moving and closing its parts, and its settings."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, literal, null, select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries
from quizapp.people.models import Field, Organisation, OrganisationSpan, PlannedMove
from quizapp.people.reach import MOST_DEPTH, covers, depth_of, path_of
from quizapp.people.settings import complaint, effective, kept_with_row
from quizapp.people.store import words
from quizapp.people.store.tree import at_or_below


@operation
def create_organisation(
    *,
    code: str,
    name: str,
    parent_id: int | None,
    is_branch: bool,
    at: datetime,
    zone: str | None = None,
    field: Field = Field.OTHER,
    by: int | None = None,
) -> Organisation:
    """Add a node below `parent_id`; what it does not set it has from above. Refused when the code is taken."""
    parent = db.session.get_one(Organisation, parent_id) if parent_id else None
    if queries.organisation_by_code(code):
        raise Refused(Message("There is an organisation with the code %(code)s already.", code=code))
    if parent:
        _insist_on_room(parent)
    own = {"zone": zone} if zone else {}
    made = Organisation(
        code=code,
        name=name,
        parent_id=parent_id,
        path=f"new:{code}",
        is_branch=is_branch,
        field=field,
        own_settings=own,
        created_at=at,
        **kept_with_row(effective([_in_force(parent), own] if parent else [own])),
    )
    db.session.add(made)
    db.session.flush()  # the path holds the id
    made.path = path_of(parent.path if parent else "", made.id)
    db.session.flush()
    _open_spans(made.path, local_day(at, made.zone))
    _note("create_organisation", made, {"code": [None, code], "name": [None, name]}, by, at)
    return made


@operation
def rename(*, organisation_id: int, name: str, by: int | None, at: datetime) -> None:
    """Give an organisation another name from today on; reports of earlier days keep the old one."""
    node = queries.organisation(organisation_id, lock=True)
    before, node.name = node.name, name
    db.session.flush()
    _begin_span(node, local_day(at, node.zone))
    _note("rename_organisation", node, {"name": [before, name]}, by, at)


@operation
def move(*, organisation_id: int, parent_id: int, effective_on: date, by: int | None, at: datetime) -> bool:
    """Hang an organisation, with all below it, under another parent from a day on.

    True when it moved now; False when the day is still to come and the move was planned. Refused below itself, under
    a closed parent, and on a day before the part's last change: a report of that day would change afterwards.
    """
    node, parent = (
        queries.organisation(organisation_id, lock=True),
        queries.organisation(parent_id, lock=True),
    )
    unless(not covers(node.path, parent.path), Message("An organisation cannot hang below itself.")).enforce()
    _insist_on_room(parent, below=queries.depth_below(node.path))
    if effective_on > local_day(at, node.zone):
        db.session.add(
            PlannedMove(
                organisation_id=node.id,
                parent_id=parent.id,
                effective_on=effective_on,
                planned_by=by,
                planned_at=at,
            )
        )
        _note(
            "plan_move",
            node,
            {"parent": [node.parent_id, parent.id], "on": [None, str(effective_on)]},
            by,
            at,
        )
        return False
    last = queries.last_change(node.path)
    unless(
        last is None or effective_on >= last,
        Message("This part of the tree changed on %(day)s. Choose that day or a later one.", day=str(last)),
    ).enforce()
    _hang(node, parent, effective_on)
    _note("move_organisation", node, {"path": [node.path, path_of(parent.path, node.id)]}, by, at)
    return True


@operation
def carry_out_moves(*, at: datetime) -> int:
    """Carry out the planned moves whose day has come; gives how many. One that has become impossible is dropped."""
    done = 0
    for planned in queries.due_moves(at):
        planned.done_at = at
        node = queries.organisation(planned.organisation_id, lock=True)
        parent = queries.organisation(planned.parent_id, lock=True)
        last = queries.last_change(node.path)
        if covers(node.path, parent.path) or parent.closed_on or (last and last > planned.effective_on):
            _note("drop_move", node, {"parent": [node.parent_id, parent.id]}, planned.planned_by, at)
            continue
        _note("move_organisation", node, {"parent": [node.parent_id, parent.id]}, planned.planned_by, at)
        _hang(node, parent, planned.effective_on)
        done += 1
    return done


@operation
def cancel_move(*, move_id: int, by: int | None, at: datetime) -> None:
    """Drop a planned move before its day. Refused when it was carried out or dropped already; by who may plan one."""
    planned = db.session.get_one(PlannedMove, move_id, with_for_update=True, populate_existing=True)
    node = queries.organisation(planned.organisation_id, lock=True)
    if by is not None:
        me = queries.standing(by, at=at, lock=True)
        above = queries.organisation(node.parent_id).path if node.parent_id else None
        policy.may_manage(me, node.path).enforce()
        policy.may_move(me, above).enforce()
    waiting = update(PlannedMove).where(PlannedMove.id == move_id, PlannedMove.done_at.is_(None))
    unless(
        changed(waiting.values(done_at=at)) == 1, Message("This move was carried out or dropped already.")
    ).enforce()
    gone = {"parent": [planned.parent_id, node.parent_id], "on": [str(planned.effective_on), None]}
    _note("drop_move", node, gone, by, at)


@operation
def close(*, organisation_id: int, by: int | None, at: datetime) -> None:
    """Close an organisation from today on. Refused while someone or something open is still in it."""
    node = queries.organisation(organisation_id, lock=True)
    inside = queries.open_inside(node.path)
    unless(
        inside.people == 0 and inside.organisations <= 1,
        Message(
            "Move its %(members)s members and %(parts)s open parts elsewhere first.",
            members=inside.people,
            parts=max(0, inside.organisations - 1),
        ),
    ).enforce()
    today = local_day(at, node.zone)
    changed(
        update(Organisation)
        .where(Organisation.id == node.id, Organisation.closed_on.is_(None))
        .values(closed_on=today)
    )
    _note("close_organisation", node, {"closed_on": [None, str(today)]}, by, at)


@operation
def classify(
    *, organisation_id: int, field: Field, category: str | None, by: int | None, at: datetime
) -> None:
    """Say in which kind of place an organisation works, and which of its categories it belongs to (None: to none)."""
    node = queries.organisation(organisation_id, lock=True)
    known = category is None or category == node.category or category in (node.categories or ())
    unless(known, Message("%(name)s is not one of the categories here.", name=category)).enforce()
    before = {"field": node.field.value, "category": node.category}
    node.field, node.category = field, category
    after = {"field": field.value, "category": category}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        _note("classify_organisation", node, changes, by, at)


@operation
def set_settings(*, organisation_id: int, own: Mapping[str, Any], by: int | None, at: datetime) -> None:
    """Replace an organisation's own settings; everything below that does not set its own follows at once."""
    if wrong := complaint(own):
        raise Refused(wrong)
    node = queries.organisation(organisation_id, lock=True)
    before, node.own_settings = node.own_settings, dict(own)
    db.session.flush()
    _spread_settings(node)
    _note("set_settings", node, {"settings": [before, dict(own)]}, by, at)


def _insist_on_room(parent: Organisation, *, below: int = 1) -> None:
    unless(parent.closed_on is None, Message("%(name)s is closed.", name=parent.name)).enforce()
    deep = depth_of(parent.path) + below
    unless(deep <= MOST_DEPTH, Message("A tree has at most %(count)s levels.", count=MOST_DEPTH)).enforce()


def _hang(node: Organisation, parent: Organisation, effective_on: date) -> None:
    """Change the path of the whole part by one statement, its history by three, and what it inherits."""
    old, new = node.path, path_of(parent.path, node.id)
    part = at_or_below(old)
    db.session.flush()
    changed(update(Organisation).where(Organisation.id == node.id).values(parent_id=parent.id))
    changed(
        update(Organisation)
        .where(part)
        .values(path=literal(new) + func.substr(Organisation.path, len(old) + 1))
    )
    db.session.expire_all()
    _open_spans(new, effective_on)
    words.fall_due(at_or_below(new))
    _spread_settings(queries.organisation(node.id))


def _open_spans(path: str, day: date) -> None:
    """Begin, on a day, the present place and name of everything at and below a path."""
    part = select(Organisation.id).where(at_or_below(path))
    inside = OrganisationSpan.organisation_id.in_(part)
    db.session.execute(delete(OrganisationSpan).where(inside, OrganisationSpan.from_on >= day))
    db.session.execute(
        update(OrganisationSpan).where(inside, OrganisationSpan.until_on.is_(None)).values(until_on=day)
    )
    now = select(Organisation.id, literal(day), null(), Organisation.path, Organisation.name)
    columns = ["organisation_id", "from_on", "until_on", "path", "name"]
    db.session.execute(insert(OrganisationSpan).from_select(columns, now.where(at_or_below(path))))


def _begin_span(node: Organisation, day: date) -> None:
    mine = OrganisationSpan.organisation_id == node.id
    db.session.execute(delete(OrganisationSpan).where(mine, OrganisationSpan.from_on == day))
    db.session.execute(
        update(OrganisationSpan).where(mine, OrganisationSpan.until_on.is_(None)).values(until_on=day)
    )
    db.session.add(OrganisationSpan(organisation_id=node.id, from_on=day, path=node.path, name=node.name))


def _in_force(node: Organisation) -> dict[str, Any]:
    return {
        "zone": node.zone,
        "content_language": node.content_language,
        "rank_visibility": node.rank_visibility,
        "joining": node.joining,
        "columns": node.columns,
        "categories": node.categories,
    }


def _spread_settings(top: Organisation) -> None:
    """Work out again what holds at and below a node; parents come before children."""
    above = db.session.get(Organisation, top.parent_id) if top.parent_id else None
    known = {above.id: _in_force(above)} if above else {}
    for node in queries.part(top.path):
        own = [known[node.parent_id]] if node.parent_id in known else []
        known[node.id] = effective([*own, node.own_settings])
        for name, value in kept_with_row(known[node.id]).items():
            setattr(node, name, value)
    db.session.flush()


def _note(verb: str, node: Organisation, changes: dict[str, Any], by: int | None, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=node.id,
        verb=verb,
        subject=f"organisation:{node.code}",
        changes=changes,
        at=at,
    )
