"""What the tariff's form lets one say, what it refuses beforehand, and how an announced version is taken back."""

import re
from datetime import date, timedelta

from sqlalchemy import select

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.points import operations as points
from quizapp.points import queries, worker
from quizapp.points.earning import Code, Period
from quizapp.points.queries import proposals
from quizapp.points.queries.verifying import Proof, differences
from tests.conftest import NOON
from tests.points.conftest import payee
from tests.points.test_changing_the_tariff import add, changed, propose
from tests.points.test_tariff_pages import TYPES, chiefs, ticket_in, words

__all__ = ["chiefs"]
TODAY, DAY = date(2026, 11, 21), timedelta(days=1)


def sent(form, code, **more) -> dict:
    """What a browser sends of the form of one rule, some of it changed."""
    told = {
        "ticket": ticket_in(form),
        "code": code,
        f"{code}-points": "1",
        f"{code}-weekday": list("1234567"),
        f"{code}-type": TYPES,
        "starts_on": "2026-11-23",
        "reason": "试一试",
    }
    return told | {f"{code}-{name}": value for name, value in more.items()}


def change(clients, code, **more):
    """Propose a change of one rule, and have the second approve it; gives the answer to the proposal."""
    first, second = clients
    form = first.get(f"/tariff/change?code={code}")
    answer = first.post("/tariff/change", data=sent(form, code, **more))
    db.session.rollback()
    if answer.location:
        second.get(answer.location)
        second.post(f"{answer.location}/decide", data={"step": "approve"})
    db.session.rollback()
    return answer


def newest(code):
    return proposals.newest_rules()[code]


def test_a_cap_left_empty_is_none_and_a_cap_is_added_where_there_was_none(house, chiefs):
    october = NOON - 30 * DAY
    points.earn(to=payee(house.zhao_min), code=Code.DAILY_QUIZ, object_key="1", count=9, at=october)

    answer = change(chiefs, "daily_quiz", cap="", cap_per="day")
    worker.simulate(at=NOON)
    change(chiefs, "check_in", points="5", cap="10", cap_per="week")

    quiz, theme_day = newest(Code.DAILY_QUIZ), newest(Code.CHECK_IN)
    assert (quiz.version, quiz.cap, quiz.cap_per) == (2, None, None)
    assert (theme_day.version, theme_day.cap, theme_day.cap_per) == (2, 10, Period.WEEK)
    assert answer.status_code == 303
    monday = NOON + 2 * DAY
    to = payee(house.li_mei)
    quiz = points.earn(to=to, code=Code.DAILY_QUIZ, object_key="daily", count=9, at=monday)
    days = [
        points.earn(to=to, code=Code.CHECK_IN, object_key=f"day-{number}", count=1, at=monday)
        for number in range(3)
    ]
    assert quiz.granted == 9
    assert [paid.granted for paid in days] == [5, 5, 0]
    assert list(differences(Proof())) == []


def test_what_a_form_without_a_cap_would_have_paid_is_counted(house, chiefs):
    first, _ = chiefs
    points.earn(to=payee(house.zhao_min), code=Code.DAILY_QUIZ, object_key="1", count=9, at=NOON - 30 * DAY)
    form = first.get("/tariff/change?code=daily_quiz")
    made = first.post("/tariff/change", data=sent(form, "daily_quiz", cap="", cap_per="day")).location
    db.session.rollback()

    worker.simulate(at=NOON)

    said = words(first.get(made))
    assert "5 → to 9 points of all rules" in said
    assert (
        "now Each right answer of the day's five pays 1, on the first finished attempt. At most 5 a day."
        in said
    )
    assert (
        "then Each right answer of the day's five pays 1, on the first finished attempt. What would"
        not in said
    )


def test_no_member_type_ticked_is_refused_and_stays_unticked(chiefs):
    first, _ = chiefs
    form = first.get("/tariff/change?code=daily_quiz")

    answer = first.post("/tariff/change", data=sent(form, "daily_quiz", type=[], points="2"))

    assert answer.status_code == 422
    assert "Daily five: choose at least one member type." in words(answer)
    assert not re.search(r'name="daily_quiz-type" value="\w+" checked', answer.text)


def test_what_brings_its_own_amount_is_ticked_and_asks_only_for_days_and_types(chiefs):
    first, _ = chiefs
    rules, form = first.get("/tariff/rules"), first.get("/tariff/change?code=contest_place")

    answer = change(chiefs, "contest_place", weekday=["7"], type=["office"])

    assert 'value="contest_place"' in rules.text and 'value="star_award"' in rules.text
    assert 'value="adjust"' not in rules.text
    assert "A person decides how much, with a reason: there is nothing to be changed here." in words(rules)
    assert "contest_place-points" not in form.text and "contest_place-cap" not in form.text
    assert answer.status_code == 303
    rule = newest(Code.CONTEST_PLACE)
    assert (rule.version, rule.points, rule.weekdays, rule.member_types) == (2, 0, (7,), ("office",))


def test_a_proposal_that_was_overtaken_says_so_before_it_is_approved(house, chiefs):
    _, second = chiefs
    overtaken, one = propose(house.li_mei, changed(points=3)), propose(house.li_mei)
    more, most = add(house.li_mei, house.office), add(house.li_mei, house.office, cap=4)
    for proposal in (one, more):
        points.approve_tariff(proposal_id=proposal, by=house.wang_qiang.id, at=NOON)

    pages = [second.get(f"/tariff/proposals/{proposal}") for proposal in (overtaken, most)]

    for page in pages:
        assert "Daily five has changed since. Make a new proposal." in words(page)
        assert re.search(r'disabled aria-describedby="why-not-approve"', page.text)


def test_an_announced_version_is_taken_back_by_two_before_its_day_and_never_pays(house, chiefs):
    first, second = chiefs
    points.approve_tariff(proposal_id=propose(house.li_mei), by=house.wang_qiang.id, at=NOON)
    rules = first.get("/tariff/rules")
    assert "/tariff/change?code=daily_quiz&amp;back=2" in rules.text
    form = first.get("/tariff/change?code=daily_quiz&back=2")
    assert 'value="Take back version 2"' in form.text and 'value="2026-11-22"' in form.text
    assert 'name="daily_quiz-points" value="1"' in form.text
    back = sent(form, "daily_quiz", version="2", cap="5") | {
        "starts_on": "2026-11-22",
        "reason": "Take back version 2",
    }

    made = first.post("/tariff/change", data=back).location
    first.post(f"{made}/decide", data={"step": "approve"})
    alone = queries.tariff(fresh=True).in_force(TODAY + DAY)[Code.DAILY_QUIZ].version
    db.session.rollback()  # what was read above is of before
    second.get(made)
    second.post(f"{made}/decide", data={"step": "approve"})
    db.session.rollback()

    assert alone == 2, "the first cannot do it alone"
    kept = queries.tariff(fresh=True)
    held = kept.in_force(TODAY + DAY)[Code.DAILY_QUIZ]
    assert (held.version, held.points, held.cap) == (3, 1, 5)
    assert kept.coming(TODAY) == [], "nothing is announced any more"
    assert "from 22 Nov 2026" not in words(second.get("/rules"))
    told = words(second.get("/tariff/rules"))
    assert "Version 2, taken back or replaced before 22 Nov 2026, its day" in told
    paid = points.earn(to=payee(house.zhao_min), code=Code.DAILY_QUIZ, object_key="d", count=9, at=NOON + DAY)
    assert paid.granted == 5
    verbs = db.session.scalars(select(AuditRow.verb).where(AuditRow.subject == f"tariff:{made[-1]}")).all()
    assert verbs == ["propose_tariff", "approve_tariff"]


def test_an_announced_addition_that_was_ended_before_its_day_is_announced_no_longer(house, chiefs):
    for more in ({}, {"version": 1, "points": 0, "cap": 0}):
        made = add(house.li_mei, house.office, **more)
        points.approve_tariff(proposal_id=made, by=house.wang_qiang.id, at=NOON)

    assert queries.tariff(fresh=True).announced(house.office.path, TODAY) == ()
    assert queries.rules_for(house.office.path, TODAY + DAY)[Code.DAILY_QUIZ].points == 1
