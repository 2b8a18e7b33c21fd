"""What can be done with an organisation: adding it, renaming, closing and opening it again, its kind and its settings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import policy, queries
from quizapp.people.models import Field, Organisation
from quizapp.people.operations.headcounts import end_headcounts, resume_headcounts
from quizapp.people.reach import depth_of, path_of
from quizapp.people.settings import complaint, effective, kept_with_row
from quizapp.people.store import placing
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
    if known := queries.organisation_by_code(code):
        raise Refused(_taken(known))
    if parent:
        policy.may_take_in(parent.name, parent.closed_on, depth=depth_of(parent.path) + 1).enforce()
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
        **kept_with_row(effective([placing.in_force(parent), own] if parent else [own])),
    )
    db.session.add(made)
    db.session.flush()  # the path holds the id
    made.path = path_of(parent.path if parent else "", made.id)
    placing.begin_spans(at_or_below(made.path), local_day(at, made.zone))
    _note("create_organisation", made, {"code": [None, code], "name": [None, name]}, by, at)
    return made


@operation
def rename(*, organisation_id: int, name: str, by: int | None, at: datetime) -> None:
    """Give an organisation another name from today on; reports of earlier days keep the old one."""
    node = queries.organisation(organisation_id, lock=True)
    before, node.name = node.name, name
    placing.begin_spans(Organisation.id == node.id, local_day(at, node.zone))
    _note("rename_organisation", node, {"name": [before, name]}, by, at)


@operation
def close(*, organisation_id: int, by: int | None, at: datetime) -> None:
    """Close an organisation from today on, with what was said of its headcount.

    Refused while someone or something open is still in it, and a second time.
    """
    node = queries.organisation(organisation_id, lock=True)
    unless(node.closed_on is None, policy.CLOSED_ALREADY).enforce()
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
    still_open = update(Organisation).where(Organisation.id == node.id, Organisation.closed_on.is_(None))
    unless(changed(still_open.values(closed_on=today)) == 1, policy.CLOSED_ALREADY).enforce()
    placing.end_open(node.id, today)
    end_headcounts(branch_id=node.id, on=today, by=by, at=at)
    _note("close_organisation", node, {"closed_on": [None, str(today)]}, by, at)


@operation
def reopen(*, organisation_id: int, by: int | None, at: datetime) -> None:
    """Open a closed organisation again from today on, empty as it is; its headcount holds again. Audited.

    Refused below one that is closed.
    """
    node = queries.organisation(organisation_id, lock=True)
    above = queries.organisation(node.parent_id, lock=True) if node.parent_id else None
    if by is not None:
        policy.may_manage(queries.standing(by, at=at, lock=True), node.path).enforce()
    policy.can_reopen(closed=node.closed_on is not None, closed_above=_closed_name(above)).enforce()
    before, node.closed_on = node.closed_on, None
    if before:
        resume_headcounts(branch_id=node.id, closed_on=before, by=by, at=at)
    placing.begin_spans(Organisation.id == node.id, local_day(at, node.zone))
    _note("reopen_organisation", node, {"closed_on": [str(before), None]}, by, at)


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
    policy.is_open(node.name, node.closed_on).enforce()
    before, node.own_settings = node.own_settings, dict(own)
    db.session.flush()
    placing.spread_settings(node)
    _note("set_settings", node, {"settings": [before, dict(own)]}, by, at)


def _taken(known: Organisation) -> Message:
    if known.closed_on is None:
        return Message("There is an organisation with the code %(code)s already.", code=known.code)
    return Message(
        "The organisation with the code %(code)s is closed. Open that one again instead.", code=known.code
    )


def _closed_name(above: Organisation | None) -> str | None:
    return above.name if above and above.closed_on else None


def _note(verb: str, node: Organisation, changes: dict[str, Any], by: int | None, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=node.id,
        verb=verb,
        subject=f"organisation:{node.code}",
        changes=changes,
        at=at,
    )
