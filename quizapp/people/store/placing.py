"""Where organisations stand, from a day on, and what they inherit there; called by operations, inside their transaction."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, literal, null, or_, select, update

from quizapp.db import changed, db
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.people.reach import path_of
from quizapp.people.settings import effective, kept_with_row
from quizapp.people.store import words
from quizapp.people.store.tree import at_or_below


def hang(node: Organisation, parent: Organisation, day: date) -> None:
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
    begin_spans(at_or_below(new), day)
    words.fall_due(at_or_below(new))
    spread_settings(node)


def begin_spans(which: ColumnElement[bool], day: date) -> None:
    """Begin, on a day, the present place and name of some organisations; what was to hold later is gone."""
    db.session.flush()
    mine = OrganisationSpan.organisation_id.in_(select(Organisation.id).where(which))
    running = or_(OrganisationSpan.until_on.is_(None), OrganisationSpan.until_on > day)
    db.session.execute(delete(OrganisationSpan).where(mine, OrganisationSpan.from_on >= day))
    db.session.execute(update(OrganisationSpan).where(mine, running).values(until_on=day))
    now = {
        "organisation_id": Organisation.id,
        "from_on": literal(day),
        "until_on": null(),
        "path": Organisation.path,
        "parent_id": Organisation.parent_id,
        "name": Organisation.name,
        "closed_on": Organisation.closed_on,
    }
    rows = select(*now.values()).where(which)
    db.session.execute(insert(OrganisationSpan).from_select(list(now), rows))


def end_open(organisation_id: int, day: date) -> None:
    """Note in the span that holds that the organisation is closed from a day on."""
    mine = OrganisationSpan.organisation_id == organisation_id
    holds = update(OrganisationSpan).where(mine, OrganisationSpan.until_on.is_(None))
    db.session.execute(holds.values(closed_on=day))


def in_force(node: Organisation) -> dict[str, Any]:
    """What holds at an organisation, its own and what it inherits, as far as it is kept with its row."""
    return {
        "zone": node.zone,
        "content_language": node.content_language,
        "rank_visibility": node.rank_visibility,
        "joining": node.joining,
        "columns": node.columns,
        "categories": node.categories,
    }


def spread_settings(top: Organisation) -> None:
    """Work out again what holds at and below a node; parents come before children."""
    above = db.session.get(Organisation, top.parent_id) if top.parent_id else None
    known = {above.id: in_force(above)} if above else {}
    part = select(Organisation).where(at_or_below(top.path))
    for node in db.session.scalars(part.order_by(func.length(Organisation.path), Organisation.path)):
        own = [known[node.parent_id]] if node.parent_id in known else []
        known[node.id] = effective([*own, node.own_settings])
        for name, value in kept_with_row(known[node.id]).items():
            setattr(node, name, value)
    db.session.flush()
