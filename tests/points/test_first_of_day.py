"""What pays only the first times of a day: said by the key of the payment, so that no caller can pay one more."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.points import operations as points
from quizapp.points import queries, tariff
from quizapp.points.earning import FIRST_OF_DAY, Code, Period
from quizapp.points.models import Entry
from quizapp.points.queries.verifying import Proof, differences
from quizapp.points.reasons import Reason
from tests.conftest import NOON
from tests.points.conftest import payee
from tests.points.test_races import at_once

DAY = timedelta(days=1)


def play(member, match, code=Code.MATCH_FOUR, tier="other", at=NOON):
    return points.earn(to=payee(member), code=code, object_key=match, tier=tier, at=at)


@pytest.mark.parametrize(("code", "times"), [(Code.MATCH_FOUR, 2), (Code.MATCH_DUEL, 1)])
def test_who_loses_every_match_is_paid_for_the_first_alone_whatever_room_the_cap_leaves(li_mei, code, times):
    paid = [play(li_mei, f"match-{number}", code) for number in range(4)]

    assert [one.granted for one in paid] == [1] * times + [0] * (4 - times)
    assert {one.reason for one in paid[times:]} == {Reason.FIRST_ONLY}
    assert play(li_mei, "match-9", code, at=NOON + DAY).granted == 1, "another day, another first"
    assert [str(line.why_not) for line in queries.unpaid(li_mei.id, date(2026, 11, 21))] == [
        "Only the first of a study day pay, and they were played"
    ] * (4 - times)
    assert list(differences(Proof())) == []


def test_the_same_match_told_twice_is_one_of_the_two(li_mei):
    first, again, second, third = (play(li_mei, match) for match in ("m-7", "m-7", "m-1", "m-2"))

    assert (first.granted, again.granted, again.again) == (1, 0, True)
    assert (second.granted, third.granted) == (1, 0)


def test_a_match_taken_back_makes_no_room_for_another(li_mei):
    play(li_mei, "one", Code.MATCH_DUEL)
    entry_id = db.session.scalar(select(Entry.id))
    points.reverse(entry_id=entry_id, actor_id=None, reason="有误", at=NOON)

    assert play(li_mei, "two", Code.MATCH_DUEL).reason is Reason.FIRST_ONLY


def test_matches_that_end_at_once_are_two_at_most_and_each_is_paid_once(app, li_mei):
    to = payee(li_mei)  # read before the threads, which share no session with this one

    def tell(device: int):
        match = f"match-{device // 2}"
        return points.earn(to=to, code=Code.MATCH_FOUR, object_key=match, tier="other", at=NOON).granted

    granted = at_once(app, tell, devices=8)

    db.session.rollback()
    assert sorted(granted, reverse=True) == [1, 1, 0, 0, 0, 0, 0, 0]
    objects = db.session.scalars(select(Entry.object_key)).all()
    assert len(set(objects)) == 2
    assert list(differences(Proof())) == []


def test_what_pays_the_first_of_a_day_is_keyed_by_the_day_in_the_tariff_that_ships():
    shipped = tariff.read(tariff.FILE.read_text("utf8")).rules

    assert {rule.once_per for rule in shipped if rule.code in FIRST_OF_DAY} == {Period.DAY}
