"""Counts of organisations at rest: who was there, what was earned, who is on the roster."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update

from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Headcount, Member, MemberState, Organisation
from quizapp.points import operations as points
from quizapp.points import queries, worker
from quizapp.points.cli import points as commands
from quizapp.points.counts import BESIDE_ROSTER, EVERYONE
from quizapp.points.earning import LEARNING, Code
from quizapp.points.models import Entry, Heads, Score, Tally
from quizapp.points.projections import heads as rosters
from quizapp.points.queries import counted
from quizapp.points.spans import Span
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import finish_daily, payee, read_article

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)


def visit(member, at=NOON):
    points.earn(to=payee(member), code=Code.LOGIN, object_key="today", wanted=1, at=at)


def fold(at=NOON):
    worker.catch_up(at=at)
    db.session.rollback()


def tally(place, span=Span.DAY, day=TODAY, *, whole=True, kind=EVERYONE) -> tuple[int, int, int]:
    row = db.session.get(Tally, (place.id, whole, kind, span.value, span.start(day)), populate_existing=True)
    return (row.visited, row.participated, row.earned) if row else (0, 0, 0)


def heads(place, *, whole=True, kind=EVERYONE, day=TODAY) -> tuple[int, ...]:
    held = select(Heads).where(
        Heads.organisation_id == place.id,
        Heads.whole.is_(whole),
        Heads.member_type == kind,
        Heads.from_on <= day,
        (Heads.until_on > day) | Heads.until_on.is_(None),
    )
    row = db.session.scalar(held)
    if row is None:
        return (0, 0, 0, 0, 0)
    return row.headcount, row.members, row.registered, row.activated, row.activated_members


def differences() -> list[str]:
    db.session.rollback()
    return [f"{one.check}: {one.text}" for one in counted.differences(TODAY)]


def test_who_opens_today_has_visited_and_who_learns_has_taken_part(house, li_mei):
    visit(li_mei)
    visit(house.wang_qiang)
    finish_daily(li_mei)
    fold()

    assert tally(house.third) == (2, 1, 7)
    assert tally(house.works) == (2, 1, 7)
    assert tally(house.office) == (0, 0, 0)


def test_who_studies_without_opening_today_was_there_too(house, li_mei):
    read_article(li_mei)
    fold()

    assert tally(house.third) == (1, 1, 1)


def test_a_week_counts_people_not_days(house, li_mei):
    for days_ago in (0, 1, 2):
        visit(li_mei, NOON - days_ago * DAY)
        read_article(li_mei, f"piece-{days_ago}/1", NOON - days_ago * DAY)
    fold()

    assert tally(house.works, Span.WEEK) == (1, 1, 6)
    assert tally(house.works, Span.MONTH) == (1, 1, 6)
    assert tally(house.works, Span.DAY, TODAY - DAY) == (1, 1, 2)


def test_a_member_who_changes_branch_counts_once_above(house, li_mei):
    read_article(li_mei, at=NOON - DAY)
    with atomic():
        db.session.execute(update(Member).where(Member.id == li_mei.id).values(branch_id=house.office.id))
    db.session.refresh(li_mei)
    read_article(li_mei, "another/1")
    fold()

    assert tally(house.works, Span.WEEK) == (1, 1, 2)
    assert tally(house.third, Span.WEEK) == (1, 1, 1)
    assert tally(house.office, Span.WEEK) == (0, 0, 1)  # the point stays where it was earned
    assert tally(house.office) == (1, 1, 1)


def test_a_study_day_taken_back_is_no_participation(house, li_mei):
    read_article(li_mei)
    fold()
    points.reverse(entry_id=1, actor_id=None, reason="Wrong", at=NOON)
    fold()

    assert tally(house.works) == (0, 0, 0)


def test_types_are_counted_apart(house, li_mei):
    with atomic():
        db.session.execute(update(Member).where(Member.id == li_mei.id).values(member_type="public"))
    db.session.refresh(li_mei)
    read_article(li_mei)
    read_article(house.wang_qiang)
    fold()

    assert tally(house.works, kind="public") == tally(house.works, kind="office") == (1, 1, 1)
    assert heads(house.works, kind="public")[:2] == (0, 0)
    assert heads(house.works)[:2] == (2, 2)


def test_registered_and_activated_are_counted_as_people_come(house, li_mei):
    fold()
    assert heads(house.works) == (3, 3, 0, 0, 0)

    people.change_password(member_id=li_mei.id, password_hash="x", sign_in_id=0, at=NOON)
    fold()
    assert heads(house.third) == (2, 2, 1, 0, 0)

    people.activate(member_id=li_mei.id, at=NOON)
    fold()
    assert heads(house.works) == (3, 3, 1, 1, 1)


def test_earlier_days_keep_their_numbers(house, li_mei):
    fold(NOON - DAY)
    people.change_password(member_id=li_mei.id, password_hash="x", sign_in_id=0, at=NOON)
    fold()

    assert heads(house.works, day=TODAY - DAY)[2] == 0
    assert heads(house.works)[2] == 1


def test_a_headcount_that_was_handed_in_stands_in_place_of_the_roster(house, li_mei):
    with atomic():
        db.session.add(Headcount(branch_id=house.third.id, from_on=TODAY, heads=40))
        db.session.add(Headcount(branch_id=house.third.id, from_on=TODAY + DAY, heads=50))
    fold()
    assert heads(house.works)[:2] == (41, 3)
    assert heads(house.third, kind=BESIDE_ROSTER)[0] == 38

    fold(NOON + DAY)
    assert heads(house.works, day=TODAY + DAY)[:2] == (51, 3)
    assert heads(house.works)[:2] == (41, 3)


def test_who_has_left_is_nobody_and_who_is_suspended_still_belongs(house, li_mei):
    people.change_password(member_id=li_mei.id, password_hash="x", sign_in_id=0, at=NOON)
    with atomic():
        db.session.execute(update(Member).where(Member.id == li_mei.id).values(state=MemberState.SUSPENDED))
        db.session.execute(
            update(Member).where(Member.id == house.zhao_min.id).values(state=MemberState.LEFT)
        )
    fold()

    assert heads(house.works) == (2, 2, 1, 0, 0)


def test_a_branch_that_moves_takes_its_open_spans_along_and_leaves_the_closed_ones(house, li_mei):
    county = people.create_organisation(
        code="county", name="县", parent_id=house.works.id, is_branch=False, at=NOON - 60 * DAY
    )
    last_month = NOON - 40 * DAY
    read_article(li_mei, "old/1", last_month)
    read_article(li_mei)
    fold()
    people.move(organisation_id=house.third.id, parent_id=county.id, effective_on=TODAY, by=None, at=NOON)
    fold()

    assert tally(county, Span.MONTH) == (1, 1, 1)
    assert tally(county, Span.MONTH, last_month.date()) == (0, 0, 0)
    assert tally(house.works, Span.MONTH) == (1, 1, 1)
    assert heads(county) == heads(house.third)
    assert differences() == []


def test_two_who_count_the_same_rosters_at_once_do_not_both_add_them(house, li_mei):
    waiting = rosters.differing(TODAY)
    for _ in range(2):
        points.fold(at=NOON, also=waiting)
    db.session.rollback()

    assert waiting and heads(house.works)[0] == 3
    assert differences() == []


def test_what_moved_costs_the_same_statements_however_many_members_there_are(house, li_mei):
    def cost(count) -> int:
        for number in range(count):
            read_article(make_member(f"某{number}", f"m{count}-{number}", house.third))
        with statements() as sent:
            points.fold(at=NOON)
        return len(sent)

    cost(1)
    assert cost(2) == cost(20)


def naive(house) -> Counter:
    """What the entries say, by asking each of them, and each member, for each organisation and span."""
    sums = Counter()
    entries = db.session.scalars(select(Entry).order_by(Entry.id)).all()
    back = {entry.id: entry for entry in entries}
    learned, visits, first = Counter(), Counter(), {}
    for entry in entries:
        code = back[entry.reverses_id].code if entry.reverses_id else entry.code
        sign = -1 if entry.reverses_id else 1
        learned[entry.member_id, entry.counts_on] += sign * (code in LEARNING)
        visits[entry.member_id, entry.counts_on] += sign * (code is Code.LOGIN)
        for span in Span:
            key = span.value, span.start(entry.counts_on)
            for place in (house.works, db.session.get(Organisation, entry.branch_id)):
                sums[(place.id, *key, "earned")] += entry.amount
            first.setdefault((entry.member_id, *key), entry.branch_id)
    for (member_id, *key), branch_id in first.items():
        days = [day for who, day in learned if who == member_id and Span(key[0]).start(day) == key[1]]
        studied = any(learned[member_id, day] > 0 for day in days)
        came = studied or any(visits[member_id, day] > 0 for day in days)
        for place_id in (house.works.id, branch_id):
            sums[(place_id, *key, "visited")] += came
            sums[(place_id, *key, "participated")] += studied
    return +sums


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from([Code.LOGIN, Code.ARTICLE_READ, Code.REVERSAL]),
            st.integers(0, 9),
            st.booleans(),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_counts_are_what_counting_every_member_would_give(house, steps):
    members = [house.li_mei, house.wang_qiang, house.zhao_min]
    for number, (who, code, size, folded) in enumerate(steps):
        if code is Code.REVERSAL:
            ids = db.session.scalars(select(Entry.id).where(Entry.code != Code.REVERSAL)).all()
            if ids:
                points.reverse(entry_id=ids[size % len(ids)], actor_id=None, reason="Wrong", at=NOON)
        else:
            points.earn(
                to=payee(members[who]),
                code=code,
                object_key=f"{number}-{db.session.scalar(text('select count(*) from points_entries'))}",
                wanted=1,
                at=NOON - size * 3 * DAY,
            )
        if folded:
            fold()
    fold()

    stored = Counter()
    for row in db.session.scalars(select(Tally).where(Tally.whole, Tally.member_type == EVERYONE)):
        for name in ("visited", "participated", "earned"):
            stored[row.organisation_id, row.period, row.starts_on, name] = getattr(row, name)
    assert +stored == naive(house)
    assert differences() == []


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (update(Tally).where(Tally.whole).values(visited=Tally.visited + 1), "I13"),
        (delete(Tally).where(Tally.member_type != EVERYONE), "I13"),
        (update(Heads).where(Heads.whole).values(registered=Heads.registered + 1), "I14"),
        (update(Score).values(learned=Score.learned + 1), "I11"),
        (update(Score).values(counted=False), "I11"),
    ],
)
def test_planted_damage_to_a_count_is_found_and_mended(house, li_mei, app, damage, check):
    visit(li_mei)
    finish_daily(li_mei)
    fold()
    with atomic():
        db.session.execute(damage)

    told = app.test_cli_runner().invoke(commands, ["verify"])
    assert told.exit_code == 1 and f"{check}: " in told.output
    assert app.test_cli_runner().invoke(commands, ["rebuild"]).exit_code == 0
    assert app.test_cli_runner().invoke(commands, ["verify"]).exit_code == 0


def test_the_day_of_counts_is_that_of_the_top_of_the_tree(house):
    assert queries.house_day(NOON) == TODAY
