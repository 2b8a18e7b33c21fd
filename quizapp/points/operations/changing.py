"""Changing the tariff: proposed by one person, put into force or turned down by a second, before the day it holds from."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import update

from quizapp.db import changed, db, operation
from quizapp.kernel.clock import local_day
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import Refused, unless
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.points import policy, queries
from quizapp.points.changing import Change, added_in, changes_in, stored
from quizapp.points.models import TariffProposal, TariffState
from quizapp.points.projections.rules import addition_row, row_of
from quizapp.points.queries import proposals
from quizapp.points.store.tariff import begin_simulation, locked, note, sent_with, write


@operation
def propose_tariff(
    *, changes: Sequence[Change], starts_on: date, reason: str, ticket: str, by: int, at: datetime
) -> int:
    """Propose other rules from a day on; gives the proposal. What last month would have paid is then counted by itself."""
    if sent := sent_with(ticket):
        return sent
    top = proposals.top()
    policy.may_propose(people.standing(by, at=at, lock=True), top.path).enforce()
    proposals.may_change(changes, starts_on=starts_on, at=at).enforce()
    lines = [stored(change) for change in changes]
    made = TariffProposal(organisation_id=top.id, adds=False, proposer_id=by)
    write(made, lines=lines, starts_on=starts_on, reason=reason, ticket=ticket, at=at)
    begin_simulation(made, local_day(at, top.zone))
    return made.id


@operation
def approve_tariff(*, proposal_id: int, by: int, at: datetime) -> None:
    """Put a proposal into force from its day: its rules or additions are added as the next versions."""
    row, me, path = locked(proposal_id, by, at)
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
    row, me, path = locked(proposal_id, by, at)
    policy.may_reject(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    unless(bool(reason.strip()), Message("Say why you turn it down.")).enforce()
    _decide(row, TariffState.REJECTED, by, at, reason.strip())


@operation
def withdraw_tariff(*, proposal_id: int, by: int, at: datetime) -> None:
    """Take one's own proposal back."""
    row, me, path = locked(proposal_id, by, at)
    policy.may_withdraw(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    _decide(row, TariffState.WITHDRAWN, by, at, None)


@operation
def postpone_tariff(*, proposal_id: int, starts_on: date, by: int, at: datetime) -> None:
    """Choose another day for one's own proposal, as when nobody approved it before its day."""
    row, me, path = locked(proposal_id, by, at)
    policy.may_withdraw(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    if row.adds:
        node = people.organisation(row.organisation_id)
        proposals.may_add(node, added_in(row.lines), starts_on=starts_on, at=at).enforce()
    else:
        proposals.may_change(changes_in(row.lines), starts_on=starts_on, at=at).enforce()
    before, row.starts_on = row.starts_on, starts_on
    note("postpone_tariff", row, {"on": [str(before), str(starts_on)]}, by, at)


def _add_rules(row: TariffProposal, at: datetime) -> None:
    changes = changes_in(row.lines)
    proposals.may_change(changes, starts_on=row.starts_on, at=at).enforce()
    now = proposals.newest_rules()
    for change in changes:
        like = now[change.code]
        db.session.add(row_of(change.rule(like, version=like.version + 1, starts_on=row.starts_on)))
    db.session.flush()
    queries.forget_tariff()


def _add_additions(node: Organisation, row: TariffProposal, at: datetime) -> None:
    """Under the organisation's lock: two proposals approved at once could else come to more than is allowed together."""
    added = added_in(row.lines)
    proposals.may_add(node, added, starts_on=row.starts_on, at=at).enforce()
    for one in added:
        db.session.add(addition_row(one.addition(organisation_id=node.id, starts_on=row.starts_on)))
    db.session.flush()
    queries.forget_tariff()


def _decide(row: TariffProposal, state: TariffState, by: int, at: datetime, answer: str | None) -> None:
    decided: Mapping[str, Any] = {"state": state, "decider_id": by, "decided_at": at, "answer": answer}
    is_draft = row.state is TariffState.DRAFT
    still = TariffProposal.id == row.id, TariffProposal.state == row.state
    if changed(update(TariffProposal).where(*still).values(**decided)) == 0:
        raise Refused(Message("This proposal is decided."))
    if is_draft:
        return  # nobody was asked
    verbs = {TariffState.APPROVED: "approve_tariff", TariffState.REJECTED: "reject_tariff"}
    changes = {"rules": [None, [line["code"] for line in row.lines]], "on": [None, str(row.starts_on)]}
    changes |= {"reason": [None, answer]} if answer else {}
    note(verbs.get(state, "withdraw_tariff"), row, changes, by, at)
