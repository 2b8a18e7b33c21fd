"""Where organisations stood in a period, and what they were called: on its last day, or today while it runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from quizapp.db import db
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.people.reach import ids_on
from quizapp.supervision.periods import Period


@dataclass(frozen=True, slots=True)
class Stood:
    """Where an organisation stood, and what it was called."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as it is today, and what it was called then."""

    node: Organisation
    name: str


def holds_on(span: Any, day: date) -> ColumnElement[bool]:
    """Whether a span of an organisation holds on a day."""
    return and_(span.from_on <= day, or_(span.until_on.is_(None), span.until_on > day))


def open_in(span: Any, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Whether a span says where an organisation stood in a period, in which it was open at least on the first day."""
    was_open = or_(span.closed_on.is_(None), span.closed_on >= period.start)
    return holds_on(span, period.last), was_open


def stood(node: Organisation, period: Period) -> Stood:
    """Where an organisation stood in a period, one statement; as today when it did not exist yet."""
    then = select(OrganisationSpan.path, OrganisationSpan.name).where(
        OrganisationSpan.organisation_id == node.id, holds_on(OrganisationSpan, period.last)
    )
    row = db.session.execute(then).first()
    return Stood(*row) if row else Stood(node.path, node.name)


def above(paths: Iterable[str], period: Period) -> dict[int, Named]:
    """The organisations on some paths by their ids, each with its name in a period; one statement."""
    then = and_(OrganisationSpan.organisation_id == Organisation.id, holds_on(OrganisationSpan, period.last))
    ids = {one for path in paths for one in ids_on(path)}
    rows = (
        select(Organisation, func.coalesce(OrganisationSpan.name, Organisation.name))
        .outerjoin(OrganisationSpan, then)
        .where(Organisation.id.in_(sorted(ids)))
    )
    return {row[0].id: Named(*row) for row in db.session.execute(rows)}


def at_paths(paths: Iterable[str]) -> Sequence[Organisation]:
    return db.session.scalars(
        select(Organisation).where(Organisation.path.in_(list(paths))).order_by(Organisation.code)
    ).all()
