from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.earning import Code
from quizapp.points.models import Entry, TariffRule, Unpaid
from quizapp.points.queries import balance, day_used, score, streak
from quizapp.points.reasons import Reason
from quizapp.points.spans import Span
from tests.conftest import NOON
from tests.points.conftest import another_than, finish_daily, payee, read_article

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def available(member) -> int:
    return balance(member.id).available


def entry_ids(member) -> list[int]:
    return list(db.session.scalars(select(Entry.id).where(Entry.member_id == member.id).order_by(Entry.id)))


def test_each_right_answer_pays_a_point(li_mei):
    finish_daily(li_mei, right=4)

    assert available(li_mei) == 4


def test_the_same_day_is_paid_once(li_mei):
    finish_daily(li_mei)

    again = finish_daily(li_mei, at=NOON + timedelta(hours=3))

    assert (again.granted, again.again, again.reason) == (0, True, Reason.PAID_ALREADY)
    assert available(li_mei) == 5


def test_a_retry_is_no_news_on_the_statement(li_mei):
    finish_daily(li_mei)

    finish_daily(li_mei)

    assert queries.unpaid(li_mei.id, TODAY) == []


def test_the_day_turns_at_midnight_in_shanghai_not_in_london(li_mei):
    finish_daily(li_mei, at=NOON)
    late = NOON + timedelta(hours=12, minutes=1)  # 00:01 in Shanghai, still the 21st in UTC

    finish_daily(li_mei, at=late)

    assert available(li_mei) == 10


def test_an_article_pays_once_for_ever(li_mei):
    read_article(li_mei)

    again = read_article(li_mei, at=NOON + 30 * DAY)

    assert (again.granted, again.reason) == (0, Reason.READ_BEFORE)
    [line] = queries.unpaid(li_mei.id, TODAY + 30 * DAY)
    assert "read this article before" in str(line.why_not)


def test_what_the_cap_kept_unpaid_pays_on_another_day(li_mei):
    for number in range(6):
        read_article(li_mei, f"oracle-bones/{number}")
    seventh = read_article(li_mei, "grand-canal/1")

    later = read_article(li_mei, "grand-canal/1", at=NOON + DAY)

    assert (seventh.granted, seventh.reason) == (0, Reason.CAP_REACHED)
    assert later.granted == 1


def test_near_the_cap_the_part_that_fits_is_paid(li_mei):
    for name, wanted in (("a", 5), ("b", 5)):
        paid = points.earn(
            to=payee(li_mei), code=Code.CHALLENGE_QUIZ, object_key=name, wanted=wanted, at=NOON
        )

    assert (paid.granted, paid.wanted, paid.reason) == (3, 5, Reason.CAP_REACHED)
    again = points.earn(to=payee(li_mei), code=Code.CHALLENGE_QUIZ, object_key="b", wanted=5, at=NOON + DAY)
    assert again.again, "a part payment uses the key"


def test_a_week_caps_from_monday_to_sunday(li_mei):
    def report(name, at):
        return points.earn(
            to=payee(li_mei), code=Code.REPORT_ACCEPTED, object_key=name, count=1, at=at
        ).granted

    assert [
        report("1", NOON - 5 * DAY),
        report("2", NOON),
        report("3", NOON + DAY),
        report("4", NOON + 2 * DAY),
    ] == [2, 2, 0, 2]


def test_a_code_that_does_not_pay_says_why(li_mei):
    with atomic():
        rule = db.session.scalars(select(TariffRule).filter_by(code=Code.DAILY_QUIZ)).one()
        db.session.add(
            TariffRule(**_copy(rule), version=2, weekdays=[1], starts_on=TODAY - DAY, member_types=[])
        )
        rule = db.session.scalars(select(TariffRule).filter_by(code=Code.ARTICLE_READ)).one()
        db.session.add(
            TariffRule(**_copy(rule), version=2, weekdays=[6], starts_on=TODAY, member_types=["public"])
        )

    assert finish_daily(li_mei).reason is Reason.NOT_ON_WEEKDAY
    assert read_article(li_mei).reason is Reason.NOT_FOR_TYPE
    assert finish_daily(li_mei, at=NOON - 400 * DAY).reason is Reason.NOT_IN_TARIFF


def _copy(rule: TariffRule) -> dict:
    return {name: getattr(rule, name) for name in ("code", "points", "once_per", "cap", "cap_per", "tiers")}


def test_an_entry_remembers_its_rule_branch_and_day(li_mei, house):
    read_article(li_mei)

    entry = db.session.scalars(select(Entry)).one()

    assert entry.key == f"article_read:{li_mei.id}:oracle-bones/1:-"
    assert (entry.branch_id, entry.rule_version, entry.day) == (house.third.id, 1, TODAY)


def test_day_week_month_and_all_longer_spans_move_together(li_mei):
    finish_daily(li_mei, at=NOON - 30 * DAY)
    finish_daily(li_mei, at=NOON - DAY)
    finish_daily(li_mei, right=3)

    scores = [score(li_mei.id, span, TODAY) for span in Span]

    assert scores == [3, 8, 8, 13, 13, 13]


def test_a_reversal_lands_though_the_points_are_spent(li_mei):
    finish_daily(li_mei)
    points.adjust(
        to=payee(li_mei),
        amount=-5,
        actor_id=another_than(li_mei),
        reason="A book",
        ticket="ticket-1",
        at=NOON,
    )

    points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason="Answered by another", at=NOON)

    assert balance(li_mei.id) == queries.Standing(available=0, owed=5)


def test_what_is_owed_is_repaid_first(li_mei):
    points.adjust(
        to=payee(li_mei),
        amount=-7,
        actor_id=another_than(li_mei),
        reason="Paid in error",
        ticket="ticket-1",
        at=NOON,
    )

    finish_daily(li_mei)
    owing = balance(li_mei.id)
    finish_daily(li_mei, at=NOON + DAY)

    assert owing == queries.Standing(0, 2)
    assert balance(li_mei.id) == queries.Standing(3, 0)


def test_a_reversal_lowers_the_day_it_was_earned_on(li_mei):
    finish_daily(li_mei, at=NOON - 40 * DAY)
    finish_daily(li_mei)

    points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason="Answered by another", at=NOON)

    assert score(li_mei.id, Span.DAY, TODAY - 40 * DAY) == 0
    assert [score(li_mei.id, span, TODAY) for span in Span] == [5] * len(Span)


def test_a_reversal_frees_neither_cap_nor_key(li_mei):
    read_article(li_mei)
    points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason="Not read", at=NOON)

    assert read_article(li_mei).again
    assert [read_article(li_mei, f"first-aid/{n}").granted for n in range(6)] == [1, 1, 1, 1, 1, 0]


def test_an_entry_is_taken_back_once(li_mei):
    read_article(li_mei)
    for _ in range(2):
        points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason="Not read", at=NOON)

    assert (len(entry_ids(li_mei)), available(li_mei)) == (2, 0)


def test_a_reversal_is_not_reversed_and_needs_a_reason(li_mei):
    read_article(li_mei)
    with pytest.raises(Refused, match="Say why"):
        points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason=" ", at=NOON)
    points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason="Not read", at=NOON)

    with pytest.raises(Refused, match="cannot be taken back"):
        points.reverse(entry_id=entry_ids(li_mei)[1], actor_id=None, reason="It was", at=NOON)


def test_points_taken_by_hand_cost_no_place(li_mei):
    finish_daily(li_mei)

    points.adjust(
        to=payee(li_mei),
        amount=-2,
        actor_id=another_than(li_mei),
        reason="Entered twice",
        ticket="ticket-1",
        at=NOON,
    )
    points.adjust(
        to=payee(li_mei),
        amount=1,
        actor_id=another_than(li_mei),
        reason="Forgotten",
        ticket="ticket-2",
        at=NOON,
    )

    assert (available(li_mei), score(li_mei.id, Span.ALL, TODAY)) == (4, 6)


def test_giving_back_what_was_taken_by_hand_gains_no_place(li_mei):
    points.adjust(
        to=payee(li_mei),
        amount=-2,
        actor_id=another_than(li_mei),
        reason="Entered twice",
        ticket="ticket-1",
        at=NOON,
    )

    points.reverse(entry_id=entry_ids(li_mei)[0], actor_id=None, reason="It was not", at=NOON)

    assert (available(li_mei), score(li_mei.id, Span.ALL, TODAY)) == (0, 0)


def test_a_learning_day_lengthens_the_streak_and_a_visit_does_not(li_mei):
    finish_daily(li_mei, at=NOON - DAY)
    points.earn(to=payee(li_mei), code=Code.LOGIN, object_key="visit", wanted=1, at=NOON)
    before = streak(li_mei.id, TODAY)

    finish_daily(li_mei)

    assert (before.length, before.today_done) == (1, False)
    assert (streak(li_mei.id, TODAY).length, streak(li_mei.id, TODAY).today_done) == (2, True)


def test_a_day_taken_back_breaks_the_streak_that_it_held(li_mei):
    for days_ago in (4, 3, 2, 1, 0):
        finish_daily(li_mei, at=NOON - days_ago * DAY)
    for entry_id in entry_ids(li_mei)[1:4]:
        points.reverse(entry_id=entry_id, actor_id=None, reason="Answered by another", at=NOON)

    assert streak(li_mei.id, TODAY).length == 1


def test_a_day_that_lands_late_joins_the_streak(li_mei):
    for days_ago in (5, 0, 3, 2):
        finish_daily(li_mei, at=NOON - days_ago * DAY)

    assert streak(li_mei.id, TODAY).length == 4


def test_the_day_tells_what_each_rule_has_paid(li_mei):
    finish_daily(li_mei, right=3)
    read_article(li_mei)
    read_article(li_mei, "first-aid/1", at=NOON - DAY)

    assert day_used(li_mei.id, TODAY) == {Code.DAILY_QUIZ: 3, Code.ARTICLE_READ: 1}


def test_a_tariff_that_grew_elsewhere_is_noticed_by_the_next_payment(li_mei):
    finish_daily(li_mei)
    with atomic():
        rule = db.session.scalars(select(TariffRule).filter_by(code=Code.ARTICLE_READ)).one()
        db.session.add(TariffRule(**_copy(rule), version=2, weekdays=[7], starts_on=TODAY, member_types=[]))

    assert read_article(li_mei).reason is Reason.NOT_ON_WEEKDAY


def test_reasons_are_kept_sixty_days(li_mei):
    for days_ago in (60, 61):
        at = NOON - days_ago * DAY
        points.note_unpaid(
            to=payee(li_mei), code=Code.ARTICLE_READ, object_key="a", wanted=1, reason=Reason.TOO_FAST, at=at
        )

    assert points.forget_unpaid(today=TODAY) == 1
    assert db.session.scalars(select(Unpaid.day)).all() == [TODAY - 60 * DAY]


def test_a_member_of_another_branch_earns_there(li_mei, house):
    finish_daily(li_mei, at=NOON - DAY)
    moved = replace(payee(li_mei), branch_id=house.office.id)

    points.earn(to=moved, code=Code.DAILY_QUIZ, object_key="daily", wanted=2, at=NOON)

    assert score(li_mei.id, Span.ALL, TODAY) == 7
