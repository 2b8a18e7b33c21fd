"""The administrator's pages: from the ticked rules to the version announced, and what an organisation adds."""

import re
from datetime import timedelta

import pytest

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.operations import set_interface_language
from quizapp.people.operations.members import MEMBER_TYPES
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import queries, worker
from quizapp.points.earning import Code, Period
from quizapp.points.queries import proposals
from tests.conftest import NOON
from tests.points.conftest import payee

DAY = timedelta(days=1)
TYPES = [key for key, *_ in MEMBER_TYPES]


@pytest.fixture
def chiefs(house, client_of):
    """Two administrators of the whole house, each in front of a screen."""
    both = []
    for member in (house.li_mei, house.wang_qiang):
        people.grant(
            member_id=member.id,
            role=Role.ADMINISTRATOR,
            organisation_id=house.works.id,
            by=None,
            at=NOON - DAY,
        )
        set_interface_language(member_id=member.id, language="en")
        both.append(client_of(member))
    return both


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.replace("&#39;", "'")).split())


def ticket_in(answer) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', answer.text).group(1)


def test_ticked_rules_are_changed_counted_through_and_approved_by_the_second(house, chiefs):
    first, second = chiefs
    october = NOON - 30 * DAY
    points.earn(to=payee(house.zhao_min), code=Code.MATCH_DUEL, object_key="1", tier="winner", at=october)
    form = first.get("/tariff/change?code=match_duel&code=login&code=adjust")
    assert "match_duel-tier-winner" in form.text and "adjust-points" not in form.text
    sent = {
        "ticket": ticket_in(form),
        "code": ["match_duel", "login"],
        "match_duel-tier-winner": "4",
        "match_duel-tier-other": "1",
        "match_duel-cap": "4",
        "match_duel-cap_per": "day",
        "match_duel-weekday": ["3", "6"],
        "match_duel-type": ["office", "floating"],
        "login-weekday": list("1234567"),
        "login-type": TYPES,
        "starts_on": "2026-11-21",
        "reason": "周末多对战",
    }

    refused = first.post("/tariff/change", data=sent)
    made = first.post("/tariff/change", data=sent | {"starts_on": "2026-12-01"})

    assert refused.status_code == 422 and "Choose a day after 2026-11-21" in words(refused)
    assert 'value="4"' in refused.text, "what was typed stays"
    assert "0% counted" in words(first.get(made.location))
    worker.simulate(at=NOON)
    page = words(second.get(made.location))
    assert "Only on Wednesday, Saturday. Only for " in page
    assert "2 → to 0 points of all rules" in page, "the duel of October was on a Thursday"
    assert "less for 1" in page
    second.post(f"{made.location}/decide", data={"step": "approve"})
    db.session.rollback()
    rule = queries.tariff(fresh=True).version(Code.MATCH_DUEL, 2)
    assert (dict(rule.tiers), rule.cap, rule.cap_per) == ({"winner": 4, "other": 1}, 4, Period.DAY)
    assert (rule.weekdays, rule.member_types) == ((3, 6), ("office", "floating"))
    assert queries.tariff().version(Code.LOGIN, 2) is None, "what stays as it is has no new version"
    assert "from 1 Dec 2026" in words(second.get("/tariff/rules"))


def test_who_proposed_cannot_approve_and_is_told_so_before_pressing(house, chiefs):
    first, second = chiefs
    address = f"/tariff/additions/{house.third.id}"
    sent = {
        "ticket": ticket_in(first.get(address)),
        "daily_quiz-points": "1",
        "daily_quiz-cap": "5",
        "daily_quiz-days": "week",
        "login-points": "0",
        "login-cap": "0",
        "starts_on": "2026-11-22",
        "reason": "支部鼓励",
    }
    made = first.post(address, data=sent).location

    own, other = first.get(made), second.get(made)
    first.post(f"{made}/decide", data={"step": "approve"})
    before = proposals.newest_additions(house.third.id)
    db.session.rollback()  # what was read above is of before
    second.post(f"{made}/decide", data={"step": "approve"})

    assert "You proposed this. A second administrator decides it." in words(own)
    assert "1 more for each on Monday to Friday, and 5 more at most." in words(other)
    assert before == {}
    [addition] = proposals.newest_additions(house.third.id).values()
    assert (addition.code, addition.points, addition.cap) == (Code.DAILY_QUIZ, 1, 5)
    assert addition.weekdays == (1, 2, 3, 4, 5)
    assert "第三支部" in words(second.get(address)) and "approved" in words(second.get(address))


def test_last_month_is_counted_before_anything_is_proposed(house, chiefs):
    first, second = chiefs
    points.earn(to=payee(house.li_mei), code=Code.DAILY_QUIZ, object_key="1", count=5, at=NOON - 30 * DAY)
    points.earn(to=payee(house.zhao_min), code=Code.DAILY_QUIZ, object_key="1", count=3, at=NOON - 30 * DAY)
    address = f"/tariff/additions/{house.third.id}"
    sent = {
        "ticket": ticket_in(first.get(address)),
        "daily_quiz-points": "1",
        "daily_quiz-cap": "4",
        "daily_quiz-days": "week",
        "starts_on": "2026-12-01",
        "reason": "支部鼓励",
        "step": "count",
    }

    made = first.post(address, data=sent).location
    waiting = first.get(made)
    db.session.rollback()  # what was read above is of before
    worker.simulate(at=NOON)
    counted, form, others = words(first.get(made)), first.get(address), words(second.get(address))
    first.post(f"{made}/decide", data={"step": "propose"})

    assert "0% counted" in words(waiting) and 'http-equiv="refresh"' in waiting.text
    assert "Last month with these additions" in counted and "5 → to 9 points of all rules (+4)" in counted
    assert "Approve this change" not in counted
    assert "Last month with these additions" in words(form), "the form goes on with what was counted"
    assert 'name="daily_quiz-cap" value="4"' in form.text and 'value="支部鼓励"' in form.text
    assert "支部鼓励" not in others, "a draft is nobody else's business"
    assert "5 → to 9 points" in words(second.get(made)) and "Approve this change" in words(second.get(made))
    db.session.rollback()
    assert proposals.draft(house.third.id, house.li_mei.id) is None
