"""How much waits for the decision of one person."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ScalarSelect, false, func, or_, select

from quizapp.db import db
from quizapp.people.models import Member, Organisation
from quizapp.points.models import Proposal, ProposalState, TariffProposal, TariffState


def to_decide(me: int, *, by_hand: Sequence[str], tariff: Sequence[str]) -> tuple[int, int]:
    """How many changes of points, and how many of the tariff, others proposed at and below some places. One statement."""
    row = db.session.execute(select(_by_hand(me, by_hand), _tariff(me, tariff))).one()
    return row[0], row[1]


def _by_hand(me: int, tops: Sequence[str]) -> ScalarSelect[int]:
    waiting = Proposal.state == ProposalState.WAITING, Proposal.actor_id != me, Proposal.member_id != me
    found = select(func.count()).select_from(Proposal).join(Member, Member.id == Proposal.member_id)
    found = found.join(Organisation, Organisation.id == Member.branch_id)
    return found.where(*waiting, _within(tops)).scalar_subquery()


def _tariff(me: int, tops: Sequence[str]) -> ScalarSelect[int]:
    waiting = TariffProposal.state == TariffState.OPEN, TariffProposal.proposer_id != me
    found = select(func.count()).select_from(TariffProposal)
    found = found.join(Organisation, Organisation.id == TariffProposal.organisation_id)
    return found.where(*waiting, _within(tops)).scalar_subquery()


def _within(tops: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(Organisation.path.startswith(top, autoescape=True) for top in tops))
