"""The tariff as the database holds it, kept by each process until a payment notices that it has grown."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import cast

from flask import current_app
from sqlalchemy import select

from quizapp.db import db
from quizapp.kernel.clock import DEFAULT_ZONE, local_day
from quizapp.people.models import Organisation
from quizapp.people.reach import ids_on
from quizapp.points.additions import Addition
from quizapp.points.earning import Code, Rule
from quizapp.points.models import AdditionRow, TariffRule
from quizapp.points.tariff import Tariff

KEPT, KEPT_DAY = "quizapp_points_tariff", "quizapp_points_tariff_day"


def tariff(*, fresh: bool = False) -> Tariff:
    """Every rule in every version, and what organisations add: no statement when this process has read them, two when
    not or when `fresh`.

    They are only ever added, so their number tells whether what is kept is still whole; `ledger.look` reads it along.
    """
    kept = current_app.extensions.get(KEPT)
    if isinstance(kept, Tariff) and not fresh:
        return kept
    rules = tuple(_rule(row) for row in db.session.scalars(select(TariffRule).order_by(TariffRule.id)))
    rows = select(AdditionRow).order_by(AdditionRow.organisation_id, AdditionRow.id)
    additions = [_addition(row) for row in db.session.scalars(rows)]
    by_place = {place: tuple(some) for place, some in groupby(additions, attrgetter("organisation_id"))}
    read = Tariff(len(rules) + len(additions), rules, by_place)
    if rules:
        current_app.extensions[KEPT] = read
    return read


def forget_tariff() -> None:
    """Have this process read the tariff again when it is asked next; others notice at their next payment."""
    current_app.extensions.pop(KEPT, None)


def rules_on(day: date) -> Mapping[Code, Rule]:
    """The rules in force on a study day, by code; kept for the last day asked for, which every page asks for."""
    known = tariff()
    kept = current_app.extensions.get(KEPT_DAY)
    if kept is None or kept[0] is not known or kept[1] != day:
        kept = current_app.extensions[KEPT_DAY] = known, day, known.in_force(day)
    return cast(Mapping[Code, Rule], kept[2])


def rules_for(path: str, day: date) -> Mapping[Code, Rule]:
    """The rules in force on a study day as they pay members at a path, with what is added there."""
    known = tariff()
    return known.for_members_at(path, day) if known.adds_at(path) else rules_on(day)


def latest_day(at: datetime) -> date:
    """The study day that has begun anywhere in the house: what is decided now may hold from the day after it."""
    zones = db.session.scalars(select(Organisation.zone).distinct()).all()
    return max(local_day(at, zone) for zone in [*zones, DEFAULT_ZONE])


def additions_from(path: str) -> dict[int, str]:
    """The names of the organisations on a way down from the root that ever added to the tariff."""
    places = [place for place in ids_on(path) if place in tariff().additions]
    if not places:
        return {}
    named = select(Organisation.id, Organisation.name).where(Organisation.id.in_(places))
    return {row.id: row.name for row in db.session.execute(named)}


def _addition(row: AdditionRow) -> Addition:
    return Addition(
        id=row.id,
        organisation_id=row.organisation_id,
        code=row.code,
        version=row.version,
        starts_on=row.starts_on,
        points=row.points,
        cap=row.cap,
        weekdays=tuple(row.weekdays),
    )


def _rule(row: TariffRule) -> Rule:
    return Rule(
        code=row.code,
        version=row.version,
        points=row.points,
        starts_on=row.starts_on,
        once_per=row.once_per,
        cap=row.cap,
        cap_per=row.cap_per,
        weekdays=tuple(row.weekdays),
        tiers=tuple((name, amount) for name, amount in row.tiers),
        member_types=tuple(row.member_types),
    )
