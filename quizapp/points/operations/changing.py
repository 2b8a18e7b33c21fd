"""Changing the tariff: proposed by one person, put into force or turned down by a second, before the day it holds from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from quizapp.audit.operations import record
from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day, month_start
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import queries as people
from quizapp.people.models import Member, Organisation
from quizapp.people.reach import Me
from quizapp.points import policy, queries
from quizapp.points.changing import (
    Added,
    Change,
    added_in,
    changes_in,
    may_start,
    sound,
    sound_addition,
    stored,
)
from quizapp.points.models import Simulation, TariffProposal, TariffState
from quizapp.points.projections.rules import addition_row, row_of
from quizapp.points.queries import proposals


@operation
def propose_tariff(
    *, changes: Sequence[Change], starts_on: date, reason: str, ticket: str, by: int, at: datetime
) -> int:
    """Propose other rules from a day on; gives the proposal. What last month would have paid is then counted by itself."""
    if sent := _sent(ticket):
        return sent
    top = proposals.top()
    policy.may_propose(people.standing(by, at=at, lock=True), top.path).enforce()
    _insist_on_changes(changes, starts_on, at)
    made = _proposal(top, False, [stored(change) for change in changes], starts_on, reason, ticket, by, at)
    _begin_simulation(made, local_day(at, top.zone))
    return made.id


@operation
def propose_additions(
    *,
    organisation_id: int,
    added: Sequence[Added],
    starts_on: date,
    reason: str,
    ticket: str,
    by: int,
    at: datetime,
) -> int:
    """Propose what an organisation adds to some rules from a day on; gives the proposal. Counted as above, for its members."""
    if sent := _sent(ticket):
        return sent
    node = people.organisation(organisation_id)
    policy.may_propose(people.standing(by, at=at, lock=True), node.path).enforce()
    _insist_on_additions(node, added, starts_on, at)
    made = _proposal(node, True, [stored(one) for one in added], starts_on, reason, ticket, by, at)
    _begin_simulation(made, local_day(at, node.zone))
    return made.id


@operation
def approve_tariff(*, proposal_id: int, by: int, at: datetime) -> None:
    """Put a proposal into force from its day: its rules or additions are added as the next versions."""
    row, me, path = _locked(proposal_id, by, at)
    latest = queries.latest_day(at)
    policy.may_approve(
        me, path, proposer_id=row.proposer_id, state=row.state, starts_on=row.starts_on, latest=latest
    ).enforce()
    if row.adds:
        _add_additions(people.organisation(row.organisation_id, lock=True), row, at)
    else:
        _add_rules(row, at)
    _decide(row, TariffState.APPROVED, by, at, None)


@operation
def reject_tariff(*, proposal_id: int, reason: str, by: int, at: datetime) -> None:
    """Turn a proposal down, with a reason."""
    row, me, path = _locked(proposal_id, by, at)
    policy.may_reject(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    unless(bool(reason.strip()), Message("Say why you turn it down.")).enforce()
    _decide(row, TariffState.REJECTED, by, at, reason.strip())


@operation
def withdraw_tariff(*, proposal_id: int, by: int, at: datetime) -> None:
    """Take one's own proposal back."""
    row, me, path = _locked(proposal_id, by, at)
    policy.may_withdraw(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    _decide(row, TariffState.WITHDRAWN, by, at, None)


@operation
def postpone_tariff(*, proposal_id: int, starts_on: date, by: int, at: datetime) -> None:
    """Choose another day for one's own proposal, as when nobody approved it before its day."""
    row, me, path = _locked(proposal_id, by, at)
    policy.may_withdraw(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    if row.adds:
        _insist_on_additions(people.organisation(row.organisation_id), added_in(row.lines), starts_on, at)
    else:
        _insist_on_changes(changes_in(row.lines), starts_on, at)
    before, row.starts_on = row.starts_on, starts_on
    _note("postpone_tariff", row, {"on": [str(before), str(starts_on)]}, by, at)


def _sent(ticket: str) -> int | None:
    found: int | None = db.session.scalar(select(TariffProposal.id).where(TariffProposal.ticket == ticket))
    return found


def _locked(proposal_id: int, by: int, at: datetime) -> tuple[TariffProposal, Me, str]:
    wanted = select(TariffProposal, Organisation.path).join(
        Organisation, Organisation.id == TariffProposal.organisation_id
    )
    row, path = db.session.execute(
        wanted.where(TariffProposal.id == proposal_id)
        .with_for_update(of=TariffProposal)
        .execution_options(populate_existing=True)
    ).one()
    return row, people.standing(by, at=at, lock=True), path


def _insist_on_changes(changes: Sequence[Change], starts_on: date, at: datetime) -> None:
    unless(bool(changes), Message("Choose at least one rule.")).enforce()
    may_start(starts_on, latest=queries.latest_day(at)).enforce()
    now, types = proposals.newest_rules(), [one.key for one in queries.member_types()]
    for change in changes:
        sound(change, now.get(change.code), types=types, starts_on=starts_on).enforce()


def _insist_on_additions(node: Organisation, added: Sequence[Added], starts_on: date, at: datetime) -> None:
    unless(bool(added), Message("Nothing was changed.")).enforce()
    may_start(starts_on, latest=queries.latest_day(at)).enforce()
    now = proposals.newest_additions(node.id)
    announced = max((now[one.code].starts_on for one in added if one.code in now), default=starts_on)
    words = Message("A change from %(day)s is announced. Choose that day or a later one.", day=str(announced))
    unless(starts_on >= announced, words).enforce()
    sound_addition(
        added,
        rules=queries.rules_on(starts_on),
        now=now,
        inherited=proposals.inherited(node.path, starts_on),
    ).enforce()


def _proposal(
    node: Organisation,
    adds: bool,
    lines: list[dict[str, Any]],
    starts_on: date,
    reason: str,
    ticket: str,
    by: int,
    at: datetime,
) -> TariffProposal:
    unless(bool(reason.strip()), Message("Say why: the second person reads it.")).enforce()
    made = TariffProposal(
        ticket=ticket,
        organisation_id=node.id,
        adds=adds,
        lines=lines,
        starts_on=starts_on,
        reason=reason.strip(),
        state=TariffState.OPEN,
        proposer_id=by,
        proposed_at=at,
    )
    db.session.add(made)
    db.session.flush()
    changes = {"rules": [None, [line["code"] for line in lines]], "on": [None, str(starts_on)]}
    _note("propose_tariff", made, changes, by, at)
    return made


def _begin_simulation(made: TariffProposal, today: date) -> None:
    """The month before this one: the last of which everything is known."""
    last = month_start(today) - timedelta(days=1)
    until = db.session.scalar(select(func.max(Member.id))) or 0
    found: dict[str, Any] = {}
    db.session.add(
        Simulation(
            proposal_id=made.id, first_on=month_start(last), last_on=last, reached=0, until=until, found=found
        )
    )


def _add_rules(row: TariffProposal, at: datetime) -> None:
    changes = changes_in(row.lines)
    _insist_on_changes(changes, row.starts_on, at)
    now = proposals.newest_rules()
    for change in changes:
        like = now[change.code]
        db.session.add(row_of(change.rule(like, version=like.version + 1, starts_on=row.starts_on)))
    db.session.flush()
    queries.forget_tariff()


def _add_additions(node: Organisation, row: TariffProposal, at: datetime) -> None:
    """Under the organisation's lock: two proposals approved at once could else come to more than is allowed together."""
    added = added_in(row.lines)
    _insist_on_additions(node, added, row.starts_on, at)
    for one in added:
        db.session.add(addition_row(one.addition(organisation_id=node.id, starts_on=row.starts_on)))
    db.session.flush()
    queries.forget_tariff()


def _decide(row: TariffProposal, state: TariffState, by: int, at: datetime, answer: str | None) -> None:
    decided: Mapping[str, Any] = {"state": state, "decider_id": by, "decided_at": at, "answer": answer}
    still = TariffProposal.id == row.id, TariffProposal.state == TariffState.OPEN
    if changed(update(TariffProposal).where(*still).values(**decided)) == 0:
        raise Refused(Message("This proposal is decided."))
    verbs = {TariffState.APPROVED: "approve_tariff", TariffState.REJECTED: "reject_tariff"}
    changes = {"rules": [None, [line["code"] for line in row.lines]], "on": [None, str(row.starts_on)]}
    changes |= {"reason": [None, answer]} if answer else {}
    _note(verbs.get(state, "withdraw_tariff"), row, changes, by, at)


def _note(verb: str, row: TariffProposal, changes: dict[str, Any], by: int, at: datetime) -> None:
    record(
        actor_id=by,
        organisation_id=row.organisation_id,
        verb=verb,
        subject=f"tariff:{row.id}",
        changes=changes,
        at=at,
    )
