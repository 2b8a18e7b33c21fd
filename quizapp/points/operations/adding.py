"""What an organisation would add to the tariff: counted as a draft, proposed to a second person."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from quizapp.db import db, operation
from quizapp.kernel.clock import local_day, month_start
from quizapp.people import queries as people
from quizapp.people.models import Organisation
from quizapp.points import policy
from quizapp.points.changing import Added, added_in, stored
from quizapp.points.models import TariffProposal, TariffState
from quizapp.points.queries import proposals
from quizapp.points.store.tariff import begin_simulation, locked, sent_with, tell_proposed, write


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
    state: TariffState = TariffState.OPEN,
) -> int:
    """Propose what an organisation adds to some rules from a day on, or count it as a draft; gives the proposal.

    What last month would have cost is then counted by itself. A person has one draft at a place: the next one takes its
    place, and so does what is proposed.
    """
    if sent := sent_with(ticket):
        return sent
    node = people.organisation(organisation_id)
    policy.may_propose(people.standing(by, at=at, lock=True), node.path).enforce()
    proposals.may_add(node, added, starts_on=starts_on, at=at).enforce()
    lines = [stored(one) for one in added]
    draft, today = _draft(node, by), local_day(at, node.zone)
    is_counted = draft is not None and _says(draft, added, month_start(today), node.zone)
    row = draft or TariffProposal(organisation_id=node.id, adds=True, proposer_id=by)
    write(row, lines=lines, starts_on=starts_on, reason=reason, ticket=ticket, at=at, state=state)
    if not is_counted:
        begin_simulation(row, today)
    return row.id


@operation
def send_draft(*, proposal_id: int, by: int, at: datetime) -> None:
    """Propose what one has counted, as it stands. Twice is once."""
    row, me, path = locked(proposal_id, by, at)
    if row.state is TariffState.OPEN and row.proposer_id == by:
        return
    policy.may_send(me, path, proposer_id=row.proposer_id, state=row.state).enforce()
    node, added = people.organisation(row.organisation_id), added_in(row.lines)
    proposals.may_add(node, added, starts_on=row.starts_on, at=at).enforce()
    row.state, row.proposed_at = TariffState.OPEN, at
    tell_proposed(row, at)


def _draft(node: Organisation, by: int) -> TariffProposal | None:
    mine = TariffProposal.organisation_id == node.id, TariffProposal.proposer_id == by
    found = select(TariffProposal).where(*mine, TariffProposal.state == TariffState.DRAFT)
    newest = found.order_by(TariffProposal.id.desc()).limit(1).with_for_update()
    return db.session.scalars(newest.execution_options(populate_existing=True)).first()


def _says(draft: TariffProposal, added: Sequence[Added], month: date, zone: str) -> bool:
    """Whether this was counted in the same month: then it need not be counted again."""
    same_month = month_start(local_day(draft.proposed_at, zone)) == month
    return same_month and added_in(draft.lines) == list(added)
