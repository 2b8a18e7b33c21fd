"""What one administrator of the demo proposed, for the other to decide."""

from dataclasses import replace
from datetime import datetime, timedelta

from quizapp.db import operation
from quizapp.demo.cast import PEOPLE, WORKS, ZONE
from quizapp.demo.queries import payees
from quizapp.kernel.clock import local_day
from quizapp.people import operations as people
from quizapp.people import queries as known_people
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import queries as ledger
from quizapp.points.changing import Change
from quizapp.points.earning import Code
from quizapp.points.queries import proposals

PROPOSES = "fengjun"
RISES_IN = timedelta(days=21)
TICKETS = ("demo-tariff-of-the-works", "demo-points-of-the-works")
PRIZE, PRIZED = 80, "zhaomin"


@operation
def leave_waiting(*, at: datetime) -> None:
    """Have two administrators, and one proposal each way waiting: for the tariff, and for more points than one person moves.

    Once: what became of them, and of the roles, is then up to who uses the demo.
    """
    if ledger.proposal_sent(TICKETS[1]):
        return
    works = known_people.organisation_by_code(WORKS[0])
    assert works is not None
    known = payees()
    for person in PEOPLE:
        if person.role is Role.ADMINISTRATOR:
            holder = known[person.sign_in_name].member_id
            people.grant(member_id=holder, role=person.role, organisation_id=works.id, by=None, at=at)
    by = known[PROPOSES].member_id
    reading = Change.of(proposals.newest_rules()[Code.ARTICLE_READ])
    if reading.version == 1 and reading.cap:
        points.propose_tariff(
            changes=[replace(reading, cap=reading.cap + 2)],
            starts_on=local_day(at, ZONE) + RISES_IN,
            reason="鼓励多读文章",
            ticket=TICKETS[0],
            by=by,
            at=at,
        )
    points.change_points(
        member_id=known[PRIZED].member_id,
        amount=PRIZE,
        reason="组织读书会",
        ticket=TICKETS[1],
        by=by,
        at=at,
    )
