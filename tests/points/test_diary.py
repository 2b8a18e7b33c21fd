from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from quizapp.audit.models import AuditRow
from quizapp.db import atomic, db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.models import Member, MemberSpan
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import queries
from quizapp.points.diary import Mark, Record, Streak, Stretch, marks, streak_on, stretches
from quizapp.points.models import StudyDay
from tests.cast import SPRING, make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import finish_daily

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
LONG_AGO = date(1970, 1, 1)


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


def record(*days: int, leave=(), outage=()) -> Record:
    return Record(LONG_AGO, stretches(november(*days)), stretches(leave), stretches(outage))


def test_a_streak_that_a_freeze_will_hold_is_shown_with_what_is_left():
    assert streak_on(TODAY, record(18, 19)) == Streak(2, today_done=False, freezes_left=1)


def test_a_streak_that_no_freeze_holds_is_over_and_spends_none():
    assert streak_on(TODAY, record(10, 11)) == Streak(0, today_done=False, freezes_left=2)


def test_nobody_begins_with_a_streak():
    assert streak_on(TODAY, record()) == Streak(0, today_done=False, freezes_left=2)


def test_days_of_leave_neither_break_a_run_nor_lengthen_it_nor_cost_a_freeze():
    on_leave = record(10, 11, 21, leave=november(*range(12, 21)))

    assert streak_on(TODAY, on_leave) == Streak(3, today_done=True, freezes_left=2)


def test_who_studies_on_leave_has_studied():
    assert streak_on(TODAY, record(19, 20, 21, leave=november(20))).length == 3


def test_leave_and_freezes_bridge_a_gap_together():
    assert streak_on(TODAY, record(15, 21, leave=november(16, 17, 18))).freezes_left == 0
    assert streak_on(TODAY, record(15, 21, leave=november(16, 17))).length == 1


def test_a_streak_says_until_when_one_is_on_leave():
    leave = [Stretch(TODAY - DAY, TODAY + DAY), Stretch(TODAY + 2 * DAY, TODAY + 12 * DAY)]
    told = streak_on(TODAY, Record(LONG_AGO, stretches(november(18)), leave=leave))

    assert (told.leave_until, told.freezes_left) == (date(2026, 12, 3), 1)


def test_every_day_says_what_it_was():
    kept = record(14, 17, 18, leave=november(15), outage=november(20))

    told = [mark for _, mark in marks(TODAY, kept, november(*range(13, 23)))]

    assert told == [
        *(Mark.BEFORE, Mark.STUDIED, Mark.LEAVE, Mark.FROZEN, Mark.STUDIED, Mark.STUDIED),
        *(Mark.FROZEN, Mark.OUTAGE, Mark.OPEN, Mark.BEFORE),
    ]


class Calendar:
    """The rule as one would explain it: every day in turn, from the first to today."""

    def __init__(self, studied: set[date], excused: set[date], today: date) -> None:
        self.run, self.missed, self.used = 0, [], Counter()
        day = min(studied, default=today)
        while day <= today:
            if day in studied:
                self.run = self.run + 1 if self.goes_on() else 1
                self.missed = []
            elif day not in excused and day != today:
                self.missed.append(day)
            day += DAY
        self.run = self.run if self.goes_on() else 0

    def goes_on(self) -> bool:
        """Whether freezes left over in their months cover every missed day; they are spent on it then."""
        spent = self.used + Counter((day.year, day.month) for day in self.missed)
        if any(spent[day.year, day.month] > 2 for day in self.missed):
            return False
        self.used = spent
        return True


near = st.integers(0, 75)
spans = st.lists(st.tuples(near, st.integers(0, 9)), max_size=4)


def days_of(pairs) -> set[date]:
    return {TODAY - (ago - more) * DAY for ago, long in pairs for more in range(long + 1)}


@given(gaps=st.sets(near, max_size=30), leave=spans, outage=spans)
def test_streaks_are_those_of_a_walk_from_day_to_day(gaps, leave, outage):
    studied = {TODAY - ago * DAY for ago in range(76) if ago not in gaps}
    on_leave, out = days_of(leave), days_of(outage)
    kept = Record(LONG_AGO, stretches(sorted(studied)), stretches(sorted(on_leave)), stretches(sorted(out)))

    told = streak_on(TODAY, kept)

    walked = Calendar(studied, on_leave | out, TODAY)
    assert (told.length, told.freezes_left) == (walked.run, 2 - walked.used[2026, 11])


@given(gaps=st.sets(near, max_size=40), leave=spans, first=st.integers(0, 3))
def test_what_a_part_of_the_history_says_the_whole_says_too(gaps, leave, first):
    """Or it says that it cannot tell."""
    studied = sorted(TODAY - ago * DAY for ago in range(76) if ago not in gaps)
    since = (TODAY.replace(day=1) - first * 30 * DAY).replace(day=1)
    older = max((day for day in studied if day < since), default=None)
    excused = stretches(sorted(days_of(leave)))
    whole = streak_on(TODAY, Record(LONG_AGO, stretches(studied), excused))
    part = Record(since, stretches(day for day in studied if day >= since), excused, (), older)

    assert streak_on(TODAY, part) in (None, whole)


@pytest.fixture
def chief(house):
    """The administrator of the works."""
    return _administrator("郑工", "zheng", house.third, house.works)


def _administrator(name, sign_in_name, branch, place) -> Member:
    member = make_member(name, sign_in_name, branch)
    people.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=place.id, by=None, at=SPRING)
    return member


def study(member, *days_ago: int) -> None:
    for ago in sorted(days_ago, reverse=True):
        finish_daily(member, at=NOON - ago * DAY)


def length(member) -> int:
    return queries.streak(member.id, TODAY).length


def test_leave_mends_a_streak_at_once_and_taking_it_back_breaks_it_again(li_mei, chief):
    study(li_mei, 9, 8, 7, 1, 0)
    assert length(li_mei) == 2

    points.note_leave(
        member_id=li_mei.id,
        from_on=TODAY - 6 * DAY,
        last_on=TODAY - 2 * DAY,
        reason="Wedding",
        by=chief.id,
        at=NOON,
    )
    assert length(li_mei) == 5

    leave_id = queries.leaves_of(li_mei.id)[0].id
    for _ in range(2):
        points.drop_leave(leave_id=leave_id, by=chief.id, at=NOON)
    assert length(li_mei) == 2
    verbs = db.session.scalars(select(AuditRow.verb).order_by(AuditRow.id.desc()).limit(2)).all()
    assert verbs == ["drop_leave", "note_leave"]


def test_an_outage_holds_for_whoever_belonged_there_then(li_mei, house, chief):
    for member in (li_mei, house.wang_qiang, house.zhao_min):
        study(member, 8, 7, 1, 0)
    with atomic():  # he came to the third branch from the office the day before yesterday
        for branch, from_on, until_on in (
            (house.office, SPRING.date(), TODAY - 2 * DAY),
            (house.third, TODAY - 2 * DAY, None),
        ):
            stay = {"from_on": from_on, "until_on": until_on, "branch_id": branch.id, "member_type": "office"}
            db.session.execute(insert(MemberSpan).values(member_id=house.wang_qiang.id, **stay))
    out = {"from_on": TODAY - 6 * DAY, "last_on": TODAY - 2 * DAY, "reason": "Flood"}
    points.note_outage(organisation_id=house.third.id, by=chief.id, at=NOON, **out)

    assert [length(one) for one in (li_mei, house.wang_qiang, house.zhao_min)] == [4, 2, 2]
    points.note_outage(organisation_id=house.works.id, by=chief.id, at=NOON, **out)
    assert length(house.zhao_min) == 4
    with pytest.raises(Refused, match="noted on some of these days"):
        points.note_outage(organisation_id=house.works.id, by=chief.id, at=NOON, **out)


def test_nobody_notes_their_own_leave_or_reaches_beyond_their_place(li_mei, house, chief):
    office = _administrator("周主任", "zhou", house.office, house.office)
    days = {"from_on": TODAY, "last_on": TODAY, "reason": "x", "at": NOON}

    for member, by in ((chief, chief), (li_mei, office), (house.zhao_min, li_mei)):
        with pytest.raises(Refused):
            points.note_leave(member_id=member.id, by=by.id, **days)
    with pytest.raises(Refused):
        points.note_outage(organisation_id=house.works.id, by=office.id, **days)
    with pytest.raises(Refused, match="before the first"):
        points.note_leave(member_id=li_mei.id, by=chief.id, **days | {"last_on": TODAY - DAY})


def test_a_streak_is_one_statement_and_two_after_more_than_a_year_without_a_break(li_mei, house):
    study(li_mei, *range(3))
    with atomic():
        for ago in range(500):
            row = {"member_id": house.zhao_min.id, "day": TODAY - ago * DAY, "learned": 1}
            db.session.execute(insert(StudyDay).values(**row, run=500 - ago, bridged=0))
    mine, hers = li_mei.id, house.zhao_min.id

    for member_id, run, count in ((mine, 3, 1), (hers, 500, 2)):
        with statements() as sent:
            assert queries.streak(member_id, TODAY).length == run
        assert len(sent) == count
