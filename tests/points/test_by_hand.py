import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.tokens import fresh
from quizapp.kernel.verdict import Refused
from quizapp.people.operations import set_interface_language
from quizapp.people.roles import MAY, Permission, Role
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.earning import Code
from quizapp.points.models import Entry, ProposalState
from quizapp.points.queries.verifying import Proof, differences
from tests.conftest import NOON
from tests.points.conftest import an_administrator, finish_daily, payee
from tests.points.test_races import at_once

DAY = timedelta(days=1)


def change(member, amount, by, ticket=None, at=NOON) -> bool:
    said = {"reason": "A prize", "ticket": ticket or fresh(), "by": by.id, "at": at}
    return points.change_points(member_id=member.id, amount=amount, **said)


def available(member) -> int:
    return queries.balance(member.id).available


def waiting() -> list:
    return list(queries.proposals_within(["1/"], waiting=True))


def verbs() -> list[str]:
    wanted = AuditRow.verb.startswith("points_")
    return list(db.session.scalars(select(AuditRow.verb).where(wanted).order_by(AuditRow.id)))


def test_what_is_small_is_posted_at_once_and_the_member_reads_why(li_mei, zheng, client_of):
    assert change(li_mei, 50, zheng)

    set_interface_language(member_id=li_mei.id, language="en")
    page = client_of(li_mei).get("/points").text
    assert available(li_mei) == 50
    assert "Adjustment" in page and "A prize" in page
    assert verbs() == ["points_adjust"]


def test_what_is_large_waits_until_somebody_else_approves_and_both_names_stand(li_mei, zheng, qian):
    assert not change(li_mei, 51, zheng)
    (proposal,) = waiting()
    assert available(li_mei) == 0

    for _ in range(2):  # the button pressed twice
        points.approve(proposal_id=proposal.id, by=qian.id, at=NOON)

    entry = db.session.scalars(select(Entry).where(Entry.member_id == li_mei.id)).one()
    assert (entry.amount, entry.actor_id, entry.approver_id) == (51, zheng.id, qian.id)
    assert available(li_mei) == 51 and waiting() == []
    assert verbs() == ["points_propose", "points_adjust", "points_approve"]
    assert list(differences(Proof())) == []


def test_what_is_declined_moves_nothing_and_says_why(li_mei, zheng, qian):
    change(li_mei, -400, zheng)
    (proposal,) = waiting()

    with pytest.raises(Refused, match="Say why"):
        points.decline(proposal_id=proposal.id, answer=" ", by=qian.id, at=NOON)
    points.decline(proposal_id=proposal.id, answer="It was earned", by=qian.id, at=NOON)

    found = queries.proposal(proposal.id)
    assert (found.state, found.answer) == (ProposalState.DECLINED, "It was earned")
    assert queries.balance(li_mei.id) == queries.Standing(0, 0)
    with pytest.raises(Refused, match="decided already"):
        points.approve(proposal_id=proposal.id, by=qian.id, at=NOON)


def test_neither_the_proposer_nor_the_member_nor_one_out_of_reach_approves(li_mei, house, zheng, qian):
    change(qian, 51, zheng)
    (proposal,) = waiting()
    third = an_administrator("冯工", "feng", house.third, house.third)

    for one in (zheng, qian, third, li_mei):
        with pytest.raises(Refused):
            points.approve(proposal_id=proposal.id, by=one.id, at=NOON)
    assert len(waiting()) == 1 and available(qian) == 0


def test_five_times_fifty_is_not_fifty(li_mei, zheng, qian):
    assert [change(li_mei, 20, zheng) for _ in range(3)] == [True, True, False]
    assert change(li_mei, -20, qian)  # another hand
    assert change(li_mei, 20, zheng, at=NOON + DAY)


def test_a_form_sent_twice_is_one_change(li_mei, zheng):
    for ticket, amount in (("t" * 22, 30), ("u" * 22, 300)):
        assert len({change(li_mei, amount, zheng, ticket) for _ in range(2)}) == 1

    assert available(li_mei) == 30 and len(waiting()) == 1


def test_what_is_left_to_move_alone_today_is_said_before_the_button(li_mei, zheng, qian, client_of):
    finish_daily(li_mei)
    set_interface_language(member_id=zheng.id, language="en")
    client = client_of(zheng)

    def read(address) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", client.get(address).text).split())

    before = read(f"/ledger/members/{li_mei.id}")
    change(li_mei, 47, zheng)
    change(li_mei, 30, qian)

    said, back = read(f"/ledger/members/{li_mei.id}"), read("/ledger/entries/1")
    assert "Up to 50 points a day you post alone" in before and "of that" not in before
    assert "Today 3 points of that are left for this member." in said
    assert "more than the 3 points you may still move alone for this member today" in back


def test_nobody_changes_their_own_points(zheng):
    with pytest.raises(Refused, match="their own points"):
        change(zheng, 1, zheng)
    with pytest.raises(Refused, match="their own points"):
        points.adjust(
            to=payee(zheng), amount=1, actor_id=zheng.id, reason="x", ticket="t", at=NOON
        )  # whoever calls


def test_the_limit_holds_for_whoever_calls_and_for_what_is_taken_back_too(li_mei, zheng, qian):
    said = {"actor_id": zheng.id, "reason": "x", "at": NOON}
    with pytest.raises(Refused, match="second person"):
        points.adjust(to=payee(li_mei), amount=51, ticket="t", **said)
    points.adjust(to=payee(li_mei), amount=60, ticket="t", approver_id=qian.id, **said)
    entry_id = db.session.scalar(select(Entry.id).where(Entry.code == Code.ADJUST))
    with pytest.raises(Refused, match="second person"):
        points.reverse(entry_id=entry_id, **said)

    assert not points.take_back(entry_id=entry_id, reason="x", ticket="v" * 22, by=zheng.id, at=NOON)
    with pytest.raises(Refused, match="waits for a second person"):
        points.take_back(entry_id=entry_id, reason="x", ticket="w" * 22, by=qian.id, at=NOON)
    points.approve(proposal_id=waiting()[0].id, by=qian.id, at=NOON)
    assert available(li_mei) == 0
    assert list(differences(Proof())) == []


def test_the_limit_is_set_by_command_and_each_entry_judged_by_what_held_then(li_mei, zheng, app):
    change(li_mei, 50, zheng)
    points.set_limit(most=10, at=NOON + DAY)

    assert not change(li_mei, 11, zheng, at=NOON + DAY)
    assert list(differences(Proof())) == []


def test_an_entry_is_taken_back_from_the_desk_with_a_reason_and_once(li_mei, zheng, client_of):
    finish_daily(li_mei)
    set_interface_language(member_id=zheng.id, language="en")
    client = client_of(zheng)
    page = client.get("/ledger/entries/1").text
    sent = {"ticket": re.search(r'name="ticket" value="([^"]+)"', page)[1], "reason": "Answered by another"}

    for _ in range(2):
        answer = client.post("/ledger/entries/1/back", data=sent, follow_redirects=True)

    assert "Answered by another" in answer.text and "taken back" in answer.text
    assert queries.entries_of(li_mei.id)[0][1].taken_back
    assert "It has been taken back already" in client.get("/ledger/entries/1").text


def test_the_desk_shows_what_waits_and_who_may_decide(li_mei, zheng, qian, client_of):
    change(li_mei, 51, zheng)
    pages = []
    for one in (zheng, qian):
        set_interface_language(member_id=one.id, language="en")
        pages.append(" ".join(re.sub(r"<[^>]+>", " ", client_of(one).get("/ledger/").text).split()))

    assert "Somebody else has to approve what you propose" in pages[0]
    assert "Approve and post it" in pages[1] and "Decline this proposal" in pages[1]


def test_a_number_that_is_none_is_sent_back(li_mei, zheng, client_of):
    client, address = client_of(zheng), f"/ledger/members/{li_mei.id}"
    client.get(address)
    for typed in ("", "0", "-5", "1e3", "٥", "10001", "1_0"):
        form = {"ticket": "x" * 22, "way": "add", "points": typed, "reason": "A prize"}
        assert client.post(f"{address}/points", data=form).status_code == 422

    assert client.post(f"{address}/points", data=form | {"points": " 5 "}).status_code == 303
    db.session.rollback()
    assert available(li_mei) == 5


def test_a_study_administrator_is_judged_by_points_and_so_does_not_move_them():
    assert [role for role in Role if Permission.ADJUST_POINTS in MAY[role]] == [Role.ADMINISTRATOR]


def test_two_at_once_do_not_share_what_one_may_move_alone(app, li_mei, zheng):
    said = {"member_id": li_mei.id, "amount": 20, "reason": "A prize", "by": zheng.id, "at": NOON}

    def move(device: int) -> bool:
        return points.change_points(ticket=f"ticket-of-device-number-{device}", **said)

    outcomes = at_once(app, move, devices=4)

    db.session.rollback()
    assert sorted(outcomes) == [False, False, True, True]
    assert available(li_mei) == 40
