"""Reading is credited by the server's clock, paid once, and explained when it pays nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from quizapp.db import atomic, db
from quizapp.people import queries as people
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.models import Entry, Unpaid
from quizapp.points.queries import balance, rules_on
from quizapp.study import operations
from quizapp.study.models import Reading
from quizapp.study.operations import crediting
from tests.conftest import NOON
from tests.counting import statements
from tests.points.test_races import at_once
from tests.points.test_simulating_additions import already_adds
from tests.study.conftest import EASY, payee
from tests.study.library import stock, write_article, write_library

pytestmark = pytest.mark.usefixtures("rivers")


def beat(to, key="river", after_s=0.0, end=True):
    return operations.beat(
        to=to, article_key=key, lang="zh-Hans", end=end, at=NOON + timedelta(seconds=after_s)
    )


def read(to, key="river", *, opened_s=0.0, finished_s=20.0):
    """Read by the form: opened and finished so many seconds after noon."""
    opened, at = (NOON + timedelta(seconds=seconds) for seconds in (opened_s, finished_s))
    return operations.finish(to=to, article_key=key, lang="zh-Hans", opened_at=opened, at=at)


def entries() -> list[tuple[str, str, int]]:
    rows = db.session.execute(select(Entry.code, Entry.object_key, Entry.amount).order_by(Entry.id))
    return [(row.code.value, row.object_key, row.amount) for row in rows]


def unpaid() -> list[tuple[str, str, str]]:
    rows = db.session.execute(
        select(Unpaid.code, Unpaid.object_key, Unpaid.reason).order_by(Unpaid.object_key)
    )
    return [(row.code.value, row.object_key, row.reason) for row in rows]


def test_reading_to_the_end_pays_a_point(to):
    beat(to)
    beat(to, after_s=15)

    told = beat(to, after_s=30)

    assert told.read and told.points == 1
    assert entries() == [("article_read", "river", 1)]
    assert str(told.in_words) == "Read to the end: +1"


def test_two_minutes_pay_a_point_for_time(to):
    told = [beat(to, "canal", after_s, end=False) for after_s in range(0, 241, 15)]

    assert [one.points for one in told].count(1) == 2
    assert entries() == [("reading_time", "1", 1), ("reading_time", "2", 1)]


def test_the_same_article_pays_once_and_says_why_on_another_day(to):
    read(to)

    told = read(to, opened_s=86400, finished_s=86430)

    assert told.read and told.points == 0
    assert balance(to.member_id).available == 1
    assert unpaid() == [("article_read", "river", "read_before")]
    assert "You read this article before" in str(told.in_words)


def test_reading_it_again_the_same_day_is_no_news(to):
    read(to)

    told = read(to, opened_s=30, finished_s=60)

    assert not told.read and unpaid() == []
    assert str(told.in_words) == "You have read this article today already."


def test_the_form_sent_too_soon_pays_nothing_and_says_how_long(to):
    told = read(to, finished_s=5)

    assert not told.read and told.missing_s == 15
    assert unpaid() == [("article_read", "river", "too_fast")]
    assert "another 0:15" in str(told.in_words)


def test_reading_on_after_being_too_fast_counts_together(to):
    read(to, finished_s=5)

    told = read(to, opened_s=5, finished_s=20)

    assert told.read and told.points == 1


def test_pages_opened_side_by_side_do_not_share_their_time(to):
    assert read(to, "river", finished_s=25).read
    assert not read(to, "lake", finished_s=26).read


def test_an_article_over_the_days_cap_pays_on_a_later_day(to, tmp_path):
    stock(write_library(tmp_path / "more", {f"part-{number}": "字" * 200 for number in range(7)}))
    for number in range(7):
        read(to, f"part-{number}", opened_s=number * 30, finished_s=number * 30 + 25)
    assert unpaid() == [("article_read", "part-6", "cap_reached")]

    told = read(to, "part-6", opened_s=86400, finished_s=86425)

    assert told.points == 1


def test_time_over_the_articles_limit_is_told_once(to):
    for after_s in range(0, 180, 15):
        beat(to, after_s=after_s, end=False)

    assert unpaid() == [("reading_time", "river", "time_limit")]
    assert db.session.scalar(select(Reading.day_s)) == 60


def test_reading_over_midnight_starts_the_days_units_anew(to):
    before_midnight = 12 * 3600 - 240
    for after_s in range(0, 481, 15):
        beat(to, "canal", before_midnight + after_s, end=False)

    days = db.session.execute(select(Entry.day, Entry.object_key).order_by(Entry.id)).all()
    assert [(day.day, key) for day, key in days] == [(21, "1"), (22, "1"), (22, "2")]


def test_many_devices_at_once_are_credited_once(app, to):
    beat(to)

    at_once(app, lambda device: beat(to, after_s=20))

    db.session.rollback()
    assert db.session.execute(select(Reading.day_s)).scalar_one() == 20
    assert entries() == [("article_read", "river", 1)]


def test_what_changed_meanwhile_is_not_overwritten(to):
    beat(to)
    seen = crediting._place(to, None, "river", "zh-Hans", NOON)
    beat(to, after_s=10)

    with atomic():
        assert not crediting._write(to.member_id, seen, seen.standing)


def test_two_first_beats_at_once_make_one_reading(app, to):
    at_once(app, lambda device: beat(to))

    db.session.rollback()
    assert db.session.execute(select(Reading.day_s)).scalar_one() == 0


def test_an_article_that_is_not_there_is_not_credited(to):
    with pytest.raises(NoResultFound):
        beat(to, "ocean")


def test_an_article_meant_for_others_is_not_credited(to, tmp_path):
    folder = write_library(tmp_path / "apart")
    write_article(folder, "river", EASY, more='member_types = ["floating"]\n')
    stock(folder)

    with pytest.raises(NoResultFound):
        beat(to, "river")


def test_a_beat_that_pays_nothing_costs_two_statements(to):
    beat(to)

    with statements() as sent:
        beat(to, after_s=5)

    assert len(sent) == 2  # and one for the guard: the budget is three


def test_a_beat_that_pays_costs_at_most_nine_statements(to):
    rules_on(NOON.date())  # a process reads the tariff once
    beat(to)

    with statements() as sent:
        assert beat(to, after_s=25).points == 1

    assert len(sent) <= 9  # and one for the guard: the budget is ten


def test_members_are_credited_apart(house):
    for member in (house.li_mei, house.wang_qiang):
        read(payee(member))

    assert len(entries()) == 2


def test_a_part_that_still_fitted_is_told_as_a_part(to):
    already_adds(people.organisation(to.branch_id), Code.ARTICLE_READ, 1, 1)
    for number in range(3):
        points.earn(to=to, code=Code.ARTICLE_READ, object_key=f"other/{number}", count=1, at=NOON)

    fourth, fifth = read(to), read(to, "lake", opened_s=30.0, finished_s=60.0)

    words = "Read to the end: +1. The article paid 1 of 2: At most 7 a day, and that is reached."
    assert str(fourth.in_words) == words
    assert str(fifth.in_words) == "Read to the end. At most 7 a day, and that is reached."
