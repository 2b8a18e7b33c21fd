"""Bringing rules of the tariff into the database: a change is a new version, never another wording of an old one."""

from datetime import datetime

from quizapp.audit.operations import record
from quizapp.db import db, operation
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused
from quizapp.points import queries, tariff
from quizapp.points.projections.rules import row_of


@operation
def load_tariff(*, at: datetime) -> int:
    """Add the rules of tariff.toml that are not there yet; gives how many were added.

    Refused with every complaint when the file is wrong, and when it tells a loaded version otherwise: history is never
    recomputed, a change is a new version.
    """
    reading = tariff.read(tariff.FILE.read_text("utf8"))
    known = {(rule.code, rule.version): rule for rule in queries.tariff(fresh=True).rules}
    loaded = [known.get((rule.code, rule.version)) for rule in reading.rules]
    complaints = reading.complaints + [
        f"{rule.code}: version {rule.version} is loaded and says otherwise; make a new version"
        for rule, there in zip(reading.rules, loaded, strict=True)
        if there not in (None, rule)
    ]
    if complaints:
        raise Refused(Message("The tariff is not loaded: %(complaints)s", complaints="; ".join(complaints)))
    fresh = [rule for rule, there in zip(reading.rules, loaded, strict=True) if there is None]
    db.session.add_all(row_of(rule) for rule in fresh)
    if fresh:
        changes = {"rules": [None, [rule.code for rule in fresh]]}
        record(
            actor_id=None, organisation_id=None, verb="load_tariff", subject="tariff", changes=changes, at=at
        )
    return len(fresh)
