"""What members spend: only what is there, once for each exchange, and never at the cost of a place."""

import pytest

from quizapp.kernel.verdict import Refused
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.queries.verifying import Proof, differences
from quizapp.points.spans import Span
from tests.conftest import NOON
from tests.points.conftest import another_than, finish_daily, payee


def spend(member, amount, object_key="exchange-1"):
    points.spend(to=payee(member), amount=amount, object_key=object_key, reason=None, at=NOON)


def give_back(member, object_key="exchange-1"):
    points.refund(member_id=member.id, object_key=object_key, actor_id=None, reason="取消兑换", at=NOON)


def test_it_works(li_mei):
    finish_daily(li_mei)

    spend(li_mei, 3)

    assert queries.balance(li_mei.id).available == 2


def test_spending_costs_no_place_and_no_study_day(li_mei):
    finish_daily(li_mei)

    spend(li_mei, 5)

    assert queries.score(li_mei.id, Span.MONTH, NOON.date()) == 5
    assert queries.streak(li_mei.id, NOON.date()).length == 1


def test_who_has_too_little_is_refused_and_keeps_it(li_mei):
    finish_daily(li_mei)

    with pytest.raises(Refused, match="6"):
        spend(li_mei, 6)

    assert queries.balance(li_mei.id).available == 5


def test_one_exchange_told_twice_is_paid_once(li_mei):
    finish_daily(li_mei)

    for _ in range(2):
        spend(li_mei, 3)

    assert queries.balance(li_mei.id).available == 2


def test_a_refund_gives_back_the_price_once(li_mei):
    finish_daily(li_mei)
    spend(li_mei, 4)

    for _ in range(2):
        give_back(li_mei)

    assert queries.balance(li_mei.id).available == 5
    assert queries.score(li_mei.id, Span.MONTH, NOON.date()) == 5


def test_the_books_agree_after_spending_and_giving_back(li_mei):
    finish_daily(li_mei)
    spend(li_mei, 4)
    give_back(li_mei)
    spend(li_mei, 1, "exchange-2")

    assert list(differences(Proof())) == []


def test_a_refund_first_repays_what_is_owed(li_mei):
    finish_daily(li_mei)
    spend(li_mei, 5)
    points.adjust(
        to=payee(li_mei), amount=-2, actor_id=another_than(li_mei), reason="误发", ticket="t", at=NOON
    )

    give_back(li_mei)

    assert queries.balance(li_mei.id).available == 3
    assert queries.balance(li_mei.id).owed == 0
