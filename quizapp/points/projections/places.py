"""Where counts are carried to: the organisations above, as the tree stood on the last day of what is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select, update

from quizapp.db import db
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.points.models import TallyMove, TallyPlace


@dataclass(frozen=True, slots=True)
class Moved:
    """An organisation whose counts still stand where it stood before; `since` is the day it moved."""

    organisation_id: int
    before: str
    after: str
    since: date | None


def take_in_new() -> None:
    known = select(TallyPlace.organisation_id)
    fresh = select(Organisation.id, Organisation.path).where(Organisation.id.not_in(known))
    db.session.execute(insert(TallyPlace).from_select(["organisation_id", "path"], fresh))


def moved() -> list[Moved]:
    """The organisations that are elsewhere than when their counts were last carried upwards."""
    told = (
        select(Organisation.id, TallyPlace.path, Organisation.path, func.max(OrganisationSpan.from_on))
        .join(TallyPlace, TallyPlace.organisation_id == Organisation.id)
        .outerjoin(OrganisationSpan, OrganisationSpan.organisation_id == Organisation.id)
        .where(TallyPlace.path != Organisation.path)
        .group_by(Organisation.id, TallyPlace.path, Organisation.path)
        .order_by(Organisation.id)
    )
    return [Moved(*row) for row in db.session.execute(told)]


def settle(one: Moved) -> None:
    """Have its counts stand where it stands now, and note where they stood: boards counted before still say so."""
    mine = update(TallyPlace).where(TallyPlace.organisation_id == one.organisation_id)
    db.session.execute(insert(TallyMove).values(organisation_id=one.organisation_id, path=one.before))
    db.session.execute(mine.values(path=one.after))


def on(organisation_ids: Sequence[int], day: date) -> dict[int, str]:
    """The path of each organisation on a day: where its counts of a span that ends then are carried to.

    For the present and the future that is the path settled last, even while a move waits to be carried over.
    """
    settled = select(TallyPlace.organisation_id, TallyPlace.path)
    among = TallyPlace.organisation_id.in_(organisation_ids)
    paths = {row.organisation_id: row.path for row in db.session.execute(settled.where(among))}
    ended = select(OrganisationSpan.organisation_id, OrganisationSpan.path).where(
        OrganisationSpan.organisation_id.in_(organisation_ids),
        OrganisationSpan.from_on <= day,
        OrganisationSpan.until_on > day,
    )
    return paths | {row.organisation_id: row.path for row in db.session.execute(ended)}
