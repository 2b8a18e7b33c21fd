"""Reading the audit trail: the acts on some organisations, latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class Act:
    """One administrative act: when, by whom (None: a command), where, what, on whom, and from what to what."""

    id: int
    at: datetime
    actor_id: int | None
    organisation_id: int | None
    verb: str
    subject: str
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts to show; None leaves a filter open. `until` is the first instant no longer shown."""

    since: datetime | None = None
    until: datetime | None = None
    verb: str | None = None
    actors: Sequence[int] | None = None  # ids of members


def acts(
    inside: ColumnElement[bool], *, houseless: bool, wanted: Wanted, after: int = 0, limit: int = 50
) -> Page[Act]:
    """A page of the acts that `inside` holds for, after the act with the id `after` (0: the first page).

    With `houseless` also those that belong to no organisation, such as loading the question bank.
    """
    columns = [getattr(AuditRow, name) for name in Act.__dataclass_fields__]
    rules = (
        or_(inside, AuditRow.organisation_id.is_(None)) if houseless else inside,
        AuditRow.at >= wanted.since if wanted.since else None,
        AuditRow.at < wanted.until if wanted.until else None,
        AuditRow.verb == wanted.verb if wanted.verb else None,
        AuditRow.actor_id.in_(wanted.actors) if wanted.actors is not None else None,
        AuditRow.id < after if after else None,
    )
    found = select(*columns).where(*(rule for rule in rules if rule is not None))
    rows = db.session.execute(found.order_by(AuditRow.id.desc()).limit(limit + 1)).all()
    return page_of([Act(*row) for row in rows], limit=limit, key=lambda act: str(act.id))
