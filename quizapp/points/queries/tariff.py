"""The tariff as the database holds it, kept by each process until a payment notices that it has grown."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from flask import current_app
from sqlalchemy import select

from quizapp.db import db
from quizapp.points.earning import Code, Rule
from quizapp.points.models import TariffRule
from quizapp.points.tariff import Tariff

KEPT, KEPT_DAY = "quizapp_points_tariff", "quizapp_points_tariff_day"


def tariff(*, fresh: bool = False) -> Tariff:
    """Every rule in every version: no statement when this process has read them, one when not or when `fresh`.

    Rules are only ever added, so their number tells whether what is kept is still whole; `ledger.look` reads it along.
    """
    kept = current_app.extensions.get(KEPT)
    if isinstance(kept, Tariff) and not fresh:
        return kept
    rules = tuple(_rule(row) for row in db.session.scalars(select(TariffRule).order_by(TariffRule.id)))
    read = Tariff(len(rules), rules)
    if rules:
        current_app.extensions[KEPT] = read
    return read


def rules_on(day: date) -> Mapping[Code, Rule]:
    """The rules in force on a study day, by code; kept for the last day asked for, which every page asks for."""
    known = tariff()
    kept = current_app.extensions.get(KEPT_DAY)
    if kept is None or kept[0] is not known or kept[1] != day:
        kept = current_app.extensions[KEPT_DAY] = known, day, known.in_force(day)
    return cast(Mapping[Code, Rule], kept[2])


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
