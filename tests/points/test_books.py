import json
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from quizapp.db import atomic, db
from quizapp.points import operations as points
from quizapp.points.cli import points as commands
from quizapp.points.earning import Code
from quizapp.points.models import Balance, CapCounter, Entry, Score, StudyDay
from quizapp.points.queries.verifying import Proof, differences
from tests.cast import make_member
from tests.conftest import NOON
from tests.points.conftest import another_than, finish_daily, payee, read_article

SUMS = (Balance, Score, CapCounter, StudyDay)
DAY = timedelta(days=1)

days = st.integers(0, 45)
earnings = st.tuples(
    st.sampled_from([Code.LOGIN, Code.ARTICLE_READ, Code.CHALLENGE_QUIZ, Code.WEEKLY_QUIZ, Code.COMMENT]),
    st.integers(1, 6),
    days,
)
adjustments = st.tuples(st.just(Code.ADJUST), st.sampled_from([-30, -3, 2]), days)
reversals = st.tuples(st.just(Code.REVERSAL), st.integers(0, 20), days)


def sums() -> list:
    db.session.rollback()
    return [sorted(tuple(row) for row in db.session.execute(select(*table.__table__.c))) for table in SUMS]


def found() -> list[str]:
    db.session.rollback()
    return [difference.check for difference in differences(Proof())]


def play(member, steps) -> None:
    """Carry the steps out in their order, whatever days they are of."""
    for number, (code, size, day) in enumerate(steps):
        at = NOON - day * DAY
        if code is Code.ADJUST:
            points.adjust(
                to=payee(member),
                amount=size,
                actor_id=another_than(member),
                approver_id=another_than(member) + 1,
                reason="By hand",
                ticket=f"{number}",
                at=at,
            )
        elif code is Code.REVERSAL:
            ids = select(Entry.id).where(Entry.member_id == member.id, Entry.code != Code.REVERSAL)
            if entry_ids := db.session.scalars(ids).all():
                points.reverse(
                    entry_id=entry_ids[size % len(entry_ids)], actor_id=None, reason="Wrong", at=NOON
                )
        else:
            points.earn(to=payee(member), code=code, object_key=f"{size}", wanted=size, at=at)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(earnings | adjustments | reversals, min_size=1, max_size=14))
def test_drawing_the_sums_again_changes_nothing(house, steps):
    someone = make_member("某某", f"m{db.session.scalar(text('select count(*) from members'))}", house.third)
    play(someone, steps)
    before, proof = sums(), found()

    points.redraw(first_id=someone.id, last_id=someone.id)

    assert sums() == before
    assert proof == []


@pytest.fixture
def books(li_mei, house):
    """Some days of two members, with a reversal and a week's cap."""
    for days_ago in (3, 2, 0):
        finish_daily(li_mei, at=NOON - days_ago * DAY)
        finish_daily(house.wang_qiang, right=2, at=NOON - days_ago * DAY)
    read_article(li_mei)
    points.reverse(entry_id=1, actor_id=None, reason="Wrong", at=NOON)
    return li_mei


def test_sound_books_show_no_difference(books, app):
    assert found() == []
    answer = app.test_cli_runner().invoke(commands, ["verify", "--json"])
    assert answer.exit_code == 0 and json.loads(answer.output)["entries"] == 8


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (update(Balance).values(available=Balance.available + 1), "I1"),
        (delete(Balance), "I1"),
        (update(Score).where(Score.period == "week").values(score=Score.score + 1), "I11"),
        (delete(Score).where(Score.period == "all"), "I11"),
        (update(CapCounter).values(used=CapCounter.used - 1), "I5"),
        (delete(CapCounter), "I5"),
        (update(StudyDay).values(run=StudyDay.run + 1), "I2"),
        (update(StudyDay).values(learned=StudyDay.learned + 1), "I2"),
        (delete(StudyDay), "I2"),
    ],
)
def test_planted_damage_to_a_sum_is_found_and_mended(books, app, damage, check):
    with atomic():
        db.session.execute(damage)

    told = app.test_cli_runner().invoke(commands, ["verify"])
    assert told.exit_code == 1 and f"{check}: " in told.output
    assert app.test_cli_runner().invoke(commands, ["rebuild"]).exit_code == 0
    assert found() == []


BY_HAND = {
    "key": "x",
    "code": Code.ADJUST,
    "amount": 1,
    "object_key": "x",
    "reason": "x",
    "actor_id": 2,
    "approver_id": None,
}


def forge(**changes) -> None:
    """Write an entry past the ledger, as someone at the database's own prompt might."""
    made = {column.name: None for column in Entry.__table__.c if column.name != "id"} | changes
    with atomic():
        member = db.session.execute(select(Entry.member_id, Entry.branch_id, Entry.member_type)).first()
        made |= {"member_id": member[0], "branch_id": member[1], "member_type": member[2]}
        made |= {"day": NOON.date(), "counts_on": NOON.date(), "at": NOON, "rule_version": 1}
        db.session.execute(insert(Entry).values(made | changes))


@pytest.mark.parametrize(
    ("entry", "check"),
    [
        ({"key": "x", "code": Code.DAILY_QUIZ, "amount": 5, "object_key": "daily"}, "I3"),
        ({"key": "x", "code": Code.DAILY_QUIZ, "amount": 5, "object_key": "other"}, "I3"),
        ({"key": "x", "code": Code.DAILY_QUIZ, "amount": 5, "object_key": "x", "rule_version": 9}, "I3"),
        ({"key": "x", "code": Code.ARTICLE_READ, "amount": 7, "object_key": "x"}, "I5"),
        ({"key": "x", "code": Code.REVERSAL, "amount": -5, "object_key": "x", "reason": "x"}, "I4"),
        (
            {
                "key": "x",
                "code": Code.REVERSAL,
                "amount": -9,
                "object_key": "x",
                "reason": "x",
                "reverses_id": 3,
            },
            "I9",
        ),
        (BY_HAND | {"reason": None}, "I10"),
        (BY_HAND | {"actor_id": None}, "I10"),
        (BY_HAND | {"actor_id": 1}, "I10"),  # the member's own
        (BY_HAND | {"amount": 51}, "I10"),
        (BY_HAND | {"amount": -51, "approver_id": 2}, "I10"),  # approved by who made it
        (BY_HAND | {"amount": 51, "approver_id": 1}, "I10"),  # and by the member
    ],
)
def test_a_forged_entry_is_found_though_the_sums_follow_it(books, entry, check):
    forge(**entry)
    points.redraw(first_id=1, last_id=100)

    assert check in found()


def test_many_small_changes_by_one_hand_are_found_where_one_large_is(books):
    for number in range(6):
        forge(**BY_HAND | {"key": f"{number}", "object_key": f"{number}", "amount": 10})
    points.redraw(first_id=1, last_id=100)

    assert found() == ["I10"]


def test_the_model_refuses_as_well(books):
    with pytest.raises(TypeError, match="stays as written"), atomic():
        db.session.get(Entry, 1).amount = 99
        db.session.flush()
