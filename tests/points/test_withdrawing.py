"""Taking back what one proposed, while it waits for a second person: alone, and against one who approves it."""

import re

import pytest
from sqlalchemy import select

from quizapp.db import db, operation
from quizapp.kernel.tokens import fresh
from quizapp.kernel.verdict import Refused
from quizapp.people.operations import set_interface_language
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.models import Entry, ProposalState
from quizapp.points.queries.verifying import Proof, differences
from quizapp.points.store import deciding
from tests.cast import SPRING
from tests.conftest import NOON
from tests.points.conftest import finish_daily
from tests.points.test_by_hand import available, change, verbs, waiting
from tests.points.test_races import at_once


def test_who_proposed_takes_it_back_and_nobody_else(li_mei, zheng, qian):
    change(li_mei, 51, zheng)
    (proposal,) = waiting()

    for one in (qian, li_mei):
        with pytest.raises(Refused):
            points.withdraw(proposal_id=proposal.id, by=one.id, at=NOON)
    for _ in range(2):  # the button pressed twice
        points.withdraw(proposal_id=proposal.id, by=zheng.id, at=NOON)

    found = queries.proposal(proposal.id)
    assert (found.state, found.decided_by) == (ProposalState.WITHDRAWN, zheng.id)
    assert available(li_mei) == 0 and waiting() == []
    assert verbs() == ["points_propose", "points_withdraw"]


def test_what_is_withdrawn_is_approved_no_more_and_what_is_approved_not_withdrawn(li_mei, zheng, qian):
    for _ in range(2):
        change(li_mei, 51, zheng)
    first, second = waiting()
    points.withdraw(proposal_id=first.id, by=zheng.id, at=NOON)
    points.approve(proposal_id=second.id, by=qian.id, at=NOON)

    with pytest.raises(Refused, match="withdrawn by who proposed it"):
        points.approve(proposal_id=first.id, by=qian.id, at=NOON)
    with pytest.raises(Refused, match="decided already"):
        points.withdraw(proposal_id=second.id, by=zheng.id, at=NOON)
    assert available(li_mei) == 51


def test_an_entry_whose_proposal_was_withdrawn_can_be_proposed_again(li_mei, zheng, qian):
    points.set_limit(most=0, at=SPRING)
    finish_daily(li_mei)
    entry = db.session.scalars(select(Entry)).one()

    for _ in range(2):
        said = {"reason": "Paid in error", "ticket": fresh(), "by": zheng.id, "at": NOON}
        assert not points.take_back(entry_id=entry.id, **said)
        (proposal,) = waiting()
        points.withdraw(proposal_id=proposal.id, by=zheng.id, at=NOON)

    assert available(li_mei) == 5 and waiting() == []


def test_who_proposed_withdraws_it_at_the_desk_and_others_read_why_they_may_not(
    li_mei, zheng, qian, client_of
):
    change(li_mei, 51, zheng)
    (proposal,) = waiting()
    for one in (zheng, qian):
        set_interface_language(member_id=one.id, language="en")
    others = client_of(qian).get("/ledger/").text
    client = client_of(zheng)
    own = client.get("/ledger/").text
    after = client.post(f"/ledger/proposals/{proposal.id}/withdraw", follow_redirects=True).text

    button = r'<button class="button button-plain" type="submit"{}>Withdraw this proposal'
    why_not = f' disabled aria-describedby="why-not-withdraw-{proposal.id}"'
    assert re.search(button.format(""), own)
    assert re.search(button.format(why_not), others) and "Only who proposed this may do so." in others
    assert "Withdrawn. Nothing changes." in after and "withdrawn by 郑工" in after


def decided_by_many(app, act) -> list[bool]:
    """Whether each of eight devices got its way: the even ones of the proposer, the odd ones of the second person."""

    def try_to(device: int) -> bool:
        try:
            act(device)
        except Refused:
            return False
        return True

    outcomes = at_once(app, try_to, devices=8)
    db.session.rollback()
    return outcomes


@pytest.mark.parametrize("round_", range(5))
def test_withdrawn_and_approved_at_once_is_one_of_the_two(app, li_mei, zheng, qian, round_):
    change(li_mei, 51, zheng)
    (proposal,) = waiting()
    steps = (points.withdraw, zheng.id), (points.approve, qian.id)
    db.session.rollback()

    def act(device: int) -> None:
        step, by = steps[device % 2]
        step(proposal_id=proposal.id, by=by, at=NOON)

    outcomes = decided_by_many(app, act)

    approved = queries.proposal(proposal.id).state is ProposalState.APPROVED
    assert [outcomes[0::2], outcomes[1::2]] == [[not approved] * 4, [approved] * 4]  # a retry is no refusal
    assert available(li_mei) == (51 if approved else 0)
    decided = ["points_adjust", "points_approve"] if approved else ["points_withdraw"]
    assert verbs() == ["points_propose", *decided]
    assert list(differences(Proof())) == []


def test_the_statement_alone_lets_one_decide_when_everyone_saw_it_waiting(app, li_mei, zheng, qian):
    change(li_mei, 51, zheng)
    (proposal,) = waiting()
    states = (ProposalState.WITHDRAWN, zheng.id), (ProposalState.APPROVED, qian.id)
    db.session.rollback()

    @operation
    def decide(device: int) -> bool:
        state, by = states[device % 2]
        return deciding.settle(proposal.id, state, by=by, at=NOON, answer=None)

    assert sum(at_once(app, decide)) == 1
