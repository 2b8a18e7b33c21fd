"""Last month under another tariff: told from entries and unpaid facts, and compared with paying the same facts by it."""

from datetime import date, timedelta

import pytest

from quizapp.people import operations as people
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import worker
from quizapp.points.changing import Change
from quizapp.points.earning import Code
from quizapp.points.queries import proposals
from quizapp.points.simulating import Fact, by_rules, under
from tests.conftest import NOON
from tests.points.conftest import payee

DAY = timedelta(days=1)
OCTOBER = NOON - 40 * DAY  # Monday, 12 October


@pytest.fixture
def chief(house):
    people.grant(
        member_id=house.li_mei.id,
        role=Role.ADMINISTRATOR,
        organisation_id=house.works.id,
        by=None,
        at=NOON - DAY,
    )
    return house.li_mei


def october(house) -> None:
    """李梅 reads eight articles on one day, answers five and then three; 王强 answers one on a Saturday and two in September."""
    for number in range(8):
        _earn(house.li_mei, Code.ARTICLE_READ, f"rivers/{number}", 1, OCTOBER)
    _earn(house.li_mei, Code.ARTICLE_READ, "rivers/7", 1, OCTOBER + DAY)  # what the cap left over
    _earn(house.li_mei, Code.DAILY_QUIZ, "daily", 5, OCTOBER)
    _earn(house.li_mei, Code.DAILY_QUIZ, "daily", 3, OCTOBER + DAY)
    _earn(house.li_mei, Code.LOGIN, "today", 1, OCTOBER)
    _earn(house.li_mei, Code.CHALLENGE_QUIZ, "run", 11, OCTOBER)  # of which eight were paid
    _earn(house.wang_qiang, Code.DAILY_QUIZ, "daily", 1, OCTOBER + 5 * DAY)
    _earn(house.wang_qiang, Code.DAILY_QUIZ, "daily", 2, OCTOBER - 20 * DAY)


def _earn(member, code, object_key, count, at):
    points.earn(to=payee(member), code=code, object_key=object_key, count=count, at=at)


def propose(chief, **changes) -> int:
    """Propose some changes, by code."""
    newest = proposals.newest_rules()
    lines = []
    for code, more in changes.items():
        now = Change.of(newest[Code(code)])
        lines.append(Change(**{name: getattr(now, name) for name in Change.__slots__} | more))
    return points.propose_tariff(
        changes=lines,
        starts_on=date(2026, 12, 7),
        reason="试算",
        ticket="-".join(changes).ljust(20, "t"),
        by=chief.id,
        at=NOON,
    )


def simulate(chief, **changes):
    """Propose them, and count October under them."""
    made = propose(chief, **changes)
    while worker.simulate(at=NOON):
        pass
    return proposals.simulation(made)


def test_a_rule_is_told_as_it_was_paid_and_as_it_would_have_been(house, chief):
    october(house)

    counted = simulate(
        chief,
        article_read={"cap": 8},
        challenge_quiz={"cap": 10},
        daily_quiz={"points": 2, "cap": 8, "weekdays": (1, 2, 3, 4, 5)},
    )

    found = counted.found
    assert (counted.first_on, counted.last_on, counted.done_at) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
        NOON,
    )
    # All eight articles on the first day, the last not again. Of 5 right ten points, of which 8 fit; of 3 right 6.
    assert dict(found.paid) == {"article_read": 7, "challenge_quiz": 8, "daily_quiz": 9}
    assert dict(found.proposed) == {"article_read": 8, "challenge_quiz": 10, "daily_quiz": 14}
    assert (found.unchanged, found.before, found.after) == (1, 25, 33)
    assert (found.heads, found.gain, found.lose) == (2, 1, 1)


def test_it_is_counted_in_pieces_and_goes_on_where_it_was_left(house, chief, monkeypatch):
    october(house)
    monkeypatch.setattr(worker, "PIECE", 1)
    monkeypatch.setattr(worker, "TURN", timedelta(seconds=-1))  # one piece a turn

    found = simulate(chief, daily_quiz={"points": 2, "cap": 10}).found

    assert (found.paid["daily_quiz"], found.proposed["daily_quiz"], found.heads) == (9, 18, 2)
    assert worker.simulate(at=NOON) == 0


def test_a_piece_counted_by_two_is_kept_once(house, chief, monkeypatch):
    october(house)
    monkeypatch.setattr(worker, "PIECE", 1)
    monkeypatch.setattr(worker, "TURN", timedelta(seconds=-1))
    made = propose(chief, daily_quiz={"points": 2, "cap": 10})
    worker.simulate(at=NOON)
    first, lines = proposals.simulation(made), proposals.proposal(made).lines

    assert not points.keep_piece(proposal_id=made, lines=lines, after=0, upto=1, found=first.found, at=NOON)
    assert first.reached == 1 and proposals.simulation(made) == first


def test_a_tier_stays_the_same_tier_and_a_week_remembers_its_days_before_the_month(app):
    duel, report = (proposals.newest_rules()[code] for code in (Code.MATCH_DUEL, Code.REPORT_ACCEPTED))
    first = date(2026, 10, 1)  # a Thursday

    def fact(rule, day, wanted, key="a"):
        return Fact(rule.code, key, day, "office", rule, None, wanted, wanted)

    generous = Change.of(duel).rule(duel, version=2, starts_on=first)
    generous = type(duel)(
        **{name: getattr(generous, name) for name in duel.__slots__}
        | {"tiers": (("winner", 5), ("other", 2)), "cap": 5}
    )
    _, after = under([fact(duel, first, 2)], by_rules({Code.MATCH_DUEL: generous}), first=first)
    assert after["match_duel"] == 5

    week = [fact(report, first - 2 * DAY, 2, "a"), fact(report, first, 2, "b")]
    tight = type(report)(**{name: getattr(report, name) for name in report.__slots__} | {"cap": 3})
    before, after = under(week, by_rules({Code.REPORT_ACCEPTED: tight}), first=first)
    assert (before["report_accepted"], after["report_accepted"]) == (2, 1)
