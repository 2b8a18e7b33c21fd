"""Last month under what an organisation would add: for its members alone, and as it would really have been paid."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Member
from quizapp.points import operations as points
from quizapp.points import worker
from quizapp.points.additions import Addition
from quizapp.points.changing import Added, stored
from quizapp.points.earning import Code
from quizapp.points.models import TariffState
from quizapp.points.projections.rules import addition_row
from quizapp.points.queries import proposals
from quizapp.points.simulating import Found
from tests.cast import make_member
from tests.conftest import NOON
from tests.points.conftest import an_administrator, payee
from tests.points.test_simulating import DAY, OCTOBER, chief

__all__ = ["chief"]
EVERY, WEEK = (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5)


def a_month_of(member) -> None:
    """Five right on a Monday, three on a Saturday, a run of eleven, eight articles, and five right in September."""
    _earn(member, Code.DAILY_QUIZ, "daily", 5, OCTOBER)
    _earn(member, Code.DAILY_QUIZ, "daily", 3, OCTOBER + 5 * DAY)
    _earn(member, Code.CHALLENGE_QUIZ, "run", 11, OCTOBER)
    for number in range(8):
        _earn(member, Code.ARTICLE_READ, f"rivers/{number}", 1, OCTOBER)
    _earn(member, Code.DAILY_QUIZ, "daily", 5, OCTOBER - 20 * DAY)


def _earn(member, code, object_key, count, at):
    points.earn(to=payee(member), code=code, object_key=object_key, count=count, at=at)


def already_adds(place, code, more, cap, weekdays=EVERY) -> None:
    """The place has added this since spring."""
    with atomic():
        db.session.add(
            addition_row(Addition(0, place.id, code, 1, date(2026, 3, 2), more, cap, tuple(weekdays)))
        )


def propose(place, chief, *added: Added) -> int:
    return points.propose_additions(
        organisation_id=place.id,
        added=added,
        starts_on=date(2026, 12, 7),
        reason="试算",
        ticket=f"adding-at-{place.id}".ljust(22, "-"),
        by=chief.id,
        at=NOON,
    )


def simulate(place, chief, *added: Added):
    """Propose this, and count October under it."""
    made = propose(place, chief, *added)
    while worker.simulate(at=NOON):
        pass
    told = proposals.simulation(made)
    assert told.done_at == NOON
    return told.found


def verbs() -> list[str]:
    about = AuditRow.subject.startswith("tariff:")
    return list(db.session.scalars(select(AuditRow.verb).where(about).order_by(AuditRow.id)))


def test_it_is_counted_for_the_members_there_and_for_nobody_else(house, chief):
    for member in (house.li_mei, house.zhao_min):
        a_month_of(member)

    found = simulate(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 5))

    assert (dict(found.paid), dict(found.proposed)) == ({"daily_quiz": 8}, {"daily_quiz": 16})
    assert (found.heads, found.gain, found.lose) == (1, 1, 0)
    assert found.unchanged == 14, "a run of eight and six articles, of one of the two"


@pytest.mark.parametrize(
    "added",
    [
        [Added(Code.DAILY_QUIZ, 0, 1, 3, WEEK), Added(Code.ARTICLE_READ, 0, 0, 1)],
        [Added(Code.CHALLENGE_QUIZ, 0, 1, 8), Added(Code.DAILY_QUIZ, 0, 1, 5, (6, 7))],
        [Added(Code.CHALLENGE_QUIZ, 0, 0, 2, WEEK)],
    ],
)
def test_it_comes_to_what_the_same_month_paid_where_it_was_really_added(house, chief, added):
    for one in added:
        already_adds(house.office, one.code, one.points, one.cap, one.weekdays)
    for member in (house.li_mei, house.zhao_min):
        a_month_of(member)

    here = simulate(house.third, chief, *added)

    nothing = [Added(one.code, 1, 0, 0) for one in added]
    there = simulate(house.office, chief, *nothing)
    assert (here.proposed, here.after) == (there.paid, there.before)
    assert (there.proposed, there.after) == (here.paid, here.before), "and without it what was paid without"


def test_what_is_added_above_pays_where_nothing_nearer_is_added(house, chief):
    already_adds(house.office, Code.DAILY_QUIZ, 1, 5)
    for member in (house.li_mei, house.zhao_min):
        a_month_of(member)

    found = simulate(house.works, chief, Added(Code.DAILY_QUIZ, 0, 1, 4))

    assert found.paid["daily_quiz"] == 8 + 16
    assert found.proposed["daily_quiz"] == 9 + 6 + 16, "nine of ten fit, and the office has its own"
    assert (found.heads, found.gain) == (2, 1)


def test_who_ends_an_addition_has_what_is_added_above(house, chief):
    already_adds(house.works, Code.DAILY_QUIZ, 0, 1)
    already_adds(house.third, Code.DAILY_QUIZ, 1, 5)
    a_month_of(house.li_mei)

    found = simulate(house.third, chief, Added(Code.DAILY_QUIZ, 1, 0, 0))

    assert (found.paid["daily_quiz"], found.proposed["daily_quiz"]) == (16, 8)


def test_who_earned_here_and_left_is_counted_here(house, chief):
    a_month_of(house.li_mei)
    with atomic():
        db.session.execute(
            update(Member).where(Member.id == house.li_mei.id).values(branch_id=house.office.id)
        )

    here, there = (
        simulate(place, chief, Added(Code.DAILY_QUIZ, 0, 1, 5)) for place in (house.third, house.office)
    )

    assert (here.heads, here.proposed["daily_quiz"], here.before) == (1, 16, 22)
    assert (there.heads, there.proposed["daily_quiz"], there.before) == (0, 0, 0)


def test_a_place_is_counted_in_pieces_of_its_own_people(house, chief, monkeypatch):
    others = [make_member(f"成员{number}", f"other-{number}", house.office) for number in range(5)]
    newest = make_member("新人", "newest", house.third)
    for member in (house.li_mei, house.wang_qiang, newest, *others):
        _earn(member, Code.DAILY_QUIZ, "daily", 5, OCTOBER)
    monkeypatch.setattr(worker, "PIECE", 1)
    monkeypatch.setattr(worker, "TURN", timedelta(seconds=-1))  # one piece a turn

    made = propose(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 5))
    reached = []
    while worker.simulate(at=NOON):
        reached.append(proposals.simulation(made).reached)

    assert reached[:2] == [house.li_mei.id, house.wang_qiang.id] and reached[-1] >= newest.id
    assert len(reached) == 3
    assert (proposals.simulation(made).found.heads, proposals.simulation(made).found.gain) == (3, 3)


def drafted(place, chief, *added: Added, at=NOON, ticket="a-draft") -> int:
    return points.propose_additions(
        organisation_id=place.id,
        added=added,
        starts_on=date(2026, 12, 7),
        reason="试算",
        ticket=ticket.ljust(22, "-"),
        by=chief.id,
        at=at,
        state=TariffState.DRAFT,
    )


def test_a_draft_is_counted_and_asks_nobody_until_it_is_sent(house, chief):
    a_month_of(house.li_mei)
    made = drafted(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 5))
    worker.simulate(at=NOON)

    counted, listed = proposals.simulation(made).found, proposals.proposals(house.third.id, adds=True)
    noted = verbs()
    for _ in range(2):  # the button pressed twice
        points.send_draft(proposal_id=made, by=chief.id, at=NOON)

    assert counted.proposed["daily_quiz"] == 16
    assert (listed, noted, verbs()) == ([], [], ["propose_tariff"])
    assert proposals.proposal(made).state is TariffState.OPEN
    assert proposals.simulation(made).done_at == NOON, "it is not counted twice"


def test_a_draft_is_for_its_own_person_to_send_and_for_nobody_to_approve(house, chief):
    second = an_administrator("王工", "wang-second", house.office, house.works)
    made = drafted(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 5))

    with pytest.raises(Refused, match="Only who proposed this"):
        points.send_draft(proposal_id=made, by=second.id, at=NOON)
    with pytest.raises(Refused, match="not proposed yet"):
        points.approve_tariff(proposal_id=made, by=second.id, at=NOON)
    points.withdraw_tariff(proposal_id=made, by=chief.id, at=NOON)

    with pytest.raises(Refused, match="decided"):
        points.send_draft(proposal_id=made, by=chief.id, at=NOON)
    assert verbs() == [], "nobody was asked"


def test_the_next_draft_takes_the_place_of_the_last_and_is_counted_from_the_beginning(house, chief):
    a_month_of(house.li_mei)
    first = drafted(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 5))
    worker.simulate(at=NOON)

    second = drafted(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 4))
    stale = points.keep_piece(
        proposal_id=first,
        lines=[stored(Added(Code.DAILY_QUIZ, 0, 1, 5))],
        after=0,
        upto=99,
        found=Found(),
        at=NOON,
    )
    begun = proposals.simulation(second)
    worker.simulate(at=NOON)

    assert (first, begun.reached, begun.done_at) == (second, 0, None)
    assert not stale, "what a worker counted for the last one is not kept"
    assert proposals.simulation(second).found.proposed["daily_quiz"] == 9 + 6


def test_a_draft_that_says_the_same_is_counted_once_a_month(house, chief):
    line = Added(Code.DAILY_QUIZ, 0, 1, 5)
    made = drafted(house.third, chief, line)
    worker.simulate(at=NOON)

    drafted(house.third, chief, line, at=NOON + DAY, ticket="later")
    same_month = proposals.simulation(made)
    drafted(house.third, chief, line, at=NOON + 10 * DAY, ticket="in-december")

    assert same_month.done_at == NOON
    assert proposals.simulation(made).done_at is None
    assert proposals.simulation(made).last_on == date(2026, 11, 30)


def test_what_is_proposed_takes_the_place_of_the_draft(house, chief):
    made = drafted(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 5))

    proposed = [propose(house.third, chief, Added(Code.DAILY_QUIZ, 0, 1, 3)) for _ in range(2)]

    assert proposed == [made, made]
    assert proposals.draft(house.third.id, chief.id) is None
    assert [one.state for one in proposals.proposals(house.third.id, adds=True)] == [TariffState.OPEN]
    assert verbs() == ["propose_tariff"]
