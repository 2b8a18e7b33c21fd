"""What can be done with grants: roles on a subtree, from today until a day or without end."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, select

from quizapp.audit.operations import record, record_all
from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.people import policy, queries
from quizapp.people.models import GrantRow, Organisation
from quizapp.people.reach import covers
from quizapp.people.roles import Role

Terms = tuple[Role | None, date | None]  # a role, and until when


@operation
def grant(
    *,
    member_id: int,
    role: Role,
    organisation_id: int,
    by: int | None,
    at: datetime,
    ends_on: date | None = None,
) -> None:
    """Give a member a role on an open subtree until the end of a day, or change until when; written into the audit trail.

    `by` None is a command, which may give anything. Anyone else gives what they hold at this instant, no more.
    """
    node, holder = queries.organisation(organisation_id, lock=True), queries.member(member_id)
    today = local_day(at, node.zone)
    if by is not None:
        me = queries.standing(by, at=at, lock=True)
        policy.may_manage(me, queries.organisation(holder.branch_id).path).enforce()
        policy.may_grant(me, role, node.path, ends_on).enforce()
    policy.may_hold(holder.name, holder.state).enforce()
    policy.is_open(node.name, node.closed_on).enforce()
    unless(ends_on is None or ends_on >= today, Message("Choose today or a later day.")).enforce()
    held = db.session.scalar(_held(member_id, role, organisation_id).with_for_update())
    if held and (held.ends_on, held.starts_on) == (ends_on, None):
        return
    before = (held.role, held.ends_on) if held else (None, None)
    if held:
        held.ends_on, held.starts_on = ends_on, None
    else:
        db.session.add(
            GrantRow(member_id=member_id, role=role, organisation_id=organisation_id, ends_on=ends_on)
        )
    _note("grant", member_id, organisation_id, before, (role, ends_on), by, at)


@operation
def revoke(*, grant_id: int, by: int | None, at: datetime) -> None:
    """Take a role away from this instant on. NoResultFound when the grant is gone already."""
    held = db.session.scalars(select(GrantRow).where(GrantRow.id == grant_id).with_for_update()).one()
    if by is not None:
        me = queries.standing(by, at=at, lock=True)
        path = queries.organisation(held.organisation_id).path
        policy.may_revoke(me, held.role, path, held.member_id).enforce()
    _drop(held, by, at)


@operation
def drop_every_grant(*, member_id: int, by: int | None, at: datetime) -> None:
    """Take every role from a member who leaves; who may do so was judged by the operation that calls."""
    for held in db.session.scalars(select(GrantRow).where(GrantRow.member_id == member_id)).all():
        _drop(held, by, at)


@operation
def drop_grants_left_behind(
    *, member_id: int, old_path: str, new_path: str, by: int | None, at: datetime
) -> int:
    """Take from a member who moved to another branch the roles on what covers the old branch and not the new one."""
    held = (
        select(GrantRow, Organisation.path)
        .join(Organisation, Organisation.id == GrantRow.organisation_id)
        .where(GrantRow.member_id == member_id)
    )
    behind = [
        row for row, path in db.session.execute(held) if covers(path, old_path) and not covers(path, new_path)
    ]
    for row in behind:
        _drop(row, by, at)
    return len(behind)


@operation
def drop_grants(*, held: Select[*tuple[Any, ...]], by: int | None, at: datetime) -> int:
    """Take away every grant that a select gives, by one statement however many they are; each stands in the trail.

    `held` gives their id, member_id, organisation_id, role and ends_on.
    """
    rows = db.session.execute(held).all()
    if rows:
        changed(delete(GrantRow).where(GrantRow.id.in_(held.with_only_columns(GrantRow.id))))
    taken = [(row.member_id, row.organisation_id, (row.role, row.ends_on)) for row in rows]
    record_all(acts=[_act("revoke", *one, (None, None), by, at) for one in taken])
    return len(rows)


def _held(member_id: int, role: Role, organisation_id: int) -> Select[GrantRow]:
    return select(GrantRow).filter_by(member_id=member_id, role=role, organisation_id=organisation_id)


def _drop(held: GrantRow, by: int | None, at: datetime) -> None:
    db.session.delete(held)
    _note("revoke", held.member_id, held.organisation_id, (held.role, held.ends_on), (None, None), by, at)


def _note(
    verb: str, member_id: int, organisation_id: int, before: Terms, after: Terms, by: int | None, at: datetime
) -> None:
    record(**_act(verb, member_id, organisation_id, before, after, by, at))


def _act(
    verb: str, member_id: int, organisation_id: int, before: Terms, after: Terms, by: int | None, at: datetime
) -> dict[str, Any]:
    (old_role, old_end), (new_role, new_end) = before, after
    changes: dict[str, list[str | None]] = {
        "role": [old_role.value if old_role else None, new_role.value if new_role else None]
    }
    if old_end or new_end:
        changes["ends_on"] = [str(old_end) if old_end else None, str(new_end) if new_end else None]
    return {
        "actor_id": by,
        "organisation_id": organisation_id,
        "verb": verb,
        "subject": f"member:{member_id}",
        "changes": changes,
        "at": at,
    }
