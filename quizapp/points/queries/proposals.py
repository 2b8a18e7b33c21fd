"""Reading proposals to change the tariff, and what stands around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from quizapp.db import db
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Verdict, all_of, unless
from quizapp.people import queries as people
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import ids_on
from quizapp.points.additions import Addition
from quizapp.points.changing import (
    Added,
    Change,
    added_in,
    changes_in,
    may_start,
    sound,
    sound_addition,
)
from quizapp.points.earning import Code, Rule
from quizapp.points.models import Simulation, TariffProposal, TariffState
from quizapp.points.queries.tariff import latest_day, rules_on, tariff
from quizapp.points.simulating import Found

_decider = aliased(Member, name="decider")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the names of the people and the place in it."""

    id: int
    organisation_id: int
    organisation_name: str
    path: str
    adds: bool
    lines: list[Any]
    starts_on: date
    reason: str
    state: TariffState
    proposer_id: int
    proposer: str
    proposed_at: datetime
    decider: str | None
    decided_at: datetime | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Simulated:
    """How far a simulation has come, and what it has found."""

    first_on: date
    last_on: date
    reached: int
    until: int
    found: Found
    done_at: datetime | None


def _proposed() -> Select[*tuple[Any, ...]]:
    own = (
        "id",
        "adds",
        "lines",
        "starts_on",
        "reason",
        "state",
        "proposer_id",
        "proposed_at",
        "decided_at",
        "answer",
    )
    return (
        select(
            *(getattr(TariffProposal, name) for name in own),
            TariffProposal.organisation_id,
            Organisation.name.label("organisation_name"),
            Organisation.path,
            Member.name.label("proposer"),
            _decider.name.label("decider"),
        )
        .join(Organisation, Organisation.id == TariffProposal.organisation_id)
        .join(Member, Member.id == TariffProposal.proposer_id)
        .outerjoin(_decider, _decider.id == TariffProposal.decider_id)
    )


def proposal(proposal_id: int) -> Proposed:
    """One proposal; NoResultFound when there is none."""
    return Proposed(**db.session.execute(_proposed().where(TariffProposal.id == proposal_id)).one()._asdict())


def proposals(organisation_id: int, *, adds: bool, limit: int = 20) -> list[Proposed]:
    """The latest proposals of a place, those still open first; drafts are none."""
    here = _proposed().where(TariffProposal.organisation_id == organisation_id, TariffProposal.adds == adds)
    here = here.where(TariffProposal.state != TariffState.DRAFT)
    rows = db.session.execute(
        here.order_by(TariffProposal.state != TariffState.OPEN, TariffProposal.id.desc()).limit(limit)
    )
    return [Proposed(**row._asdict()) for row in rows]


def draft(organisation_id: int, proposer_id: int) -> Proposed | None:
    """What somebody has counted for a place and not proposed."""
    theirs = TariffProposal.organisation_id == organisation_id, TariffProposal.proposer_id == proposer_id
    found = _proposed().where(*theirs, TariffProposal.state == TariffState.DRAFT)
    row = db.session.execute(found.order_by(TariffProposal.id.desc()).limit(1)).first()
    return Proposed(**row._asdict()) if row else None


def simulation(proposal_id: int) -> Simulated | None:
    """What a proposal would have paid, as far as it is counted; None where nothing is counted."""
    row = db.session.get(Simulation, proposal_id, populate_existing=True)
    if row is None:
        return None
    return Simulated(row.first_on, row.last_on, row.reached, row.until, Found.read(row.found), row.done_at)


def top() -> Organisation:
    """The organisation the instance was founded with, whose administrators keep the tariff; NoResultFound without one."""
    roots = select(func.min(Organisation.id)).where(Organisation.parent_id.is_(None)).scalar_subquery()
    return db.session.scalars(select(Organisation).where(Organisation.id == roots)).one()


def newest_rules() -> dict[Code, Rule]:
    """The latest version of each rule, those announced for a later day too."""
    return {rule.code: rule for rule in sorted(tariff(fresh=True).rules, key=lambda rule: rule.version)}


def newest_additions(organisation_id: int) -> dict[Code, Addition]:
    """The latest version of each addition of an organisation's own, those announced and those that ended too."""
    own = tariff(fresh=True).additions.get(organisation_id, ())
    return {one.code: one for one in sorted(own, key=lambda one: one.version)}


def may_change(changes: Sequence[Change], *, starts_on: date, at: datetime) -> Verdict:
    """Whether the tariff may be changed so from this day on, as it stands now."""
    now, types = newest_rules(), [one.key for one in people.member_types()]
    return all_of(
        unless(bool(changes), Message("Choose at least one rule.")),
        may_start(starts_on, latest=latest_day(at)),
        *(sound(one, now.get(one.code), types=types, starts_on=starts_on) for one in changes),
    )


def may_hold(its: Proposed, *, at: datetime) -> Verdict:
    """Whether what a proposal says still holds good, after all that was decided since."""
    if not its.adds:
        return may_change(changes_in(its.lines), starts_on=its.starts_on, at=at)
    node = people.organisation(its.organisation_id)
    return may_add(node, added_in(its.lines), starts_on=its.starts_on, at=at)


def may_add(node: Organisation, added: Sequence[Added], *, starts_on: date, at: datetime) -> Verdict:
    """Whether an organisation may add this from this day on, beside what is added there and above."""
    now = newest_additions(node.id)
    announced = max((now[one.code].starts_on for one in added if one.code in now), default=starts_on)
    words = Message("A change from %(day)s is announced. Choose that day or a later one.", day=str(announced))
    return all_of(
        unless(bool(added), Message("Nothing was changed.")),
        may_start(starts_on, latest=latest_day(at)),
        unless(starts_on >= announced, words),
        sound_addition(added, rules=rules_on(starts_on), now=now, inherited=inherited(node.path, starts_on)),
    )


def inherited(path: str, day: date) -> dict[Code, Addition]:
    """What holds for an organisation from above on a day, as far as it adds nothing itself."""
    above = "".join(f"{one}/" for one in ids_on(path)[:-1])
    return tariff().standing(above, day)


def names_of(organisation_ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))
    )
    return {row.id: row.name for row in rows}
