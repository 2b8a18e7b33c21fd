"""Boards above the branch: places counted from heads per score are the places that asking everyone would give."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Member, Organisation, OrganisationSpan
from quizapp.points import leaderboards, ranks, worker
from quizapp.points import operations as points
from quizapp.points.cli import points as commands
from quizapp.points.counts import EVERYONE
from quizapp.points.earning import Code
from quizapp.points.models import Entry, Leader, Score, ScoreHeads
from quizapp.points.queries import counted
from quizapp.points.queries import ranked as proof
from quizapp.points.spans import Span
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import payee, read_article

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)


def pay(member, amount: int, at=NOON, what="a"):
    points.earn(to=payee(member), code=Code.CONTEST_PLACE, object_key=what, wanted=amount, at=at)


def fold(at=NOON):
    worker.catch_up(at=at)
    db.session.rollback()


def ranked(place, span=Span.MONTH, *, score: int, kind=EVERYONE, earlier=0):
    board = span.value, span.start(TODAY), place.id, kind
    found = leaderboards.ranked(board, score=score, earlier=earlier)
    db.session.rollback()
    return found


def move(member, branch, kind="office"):
    with atomic():
        now = {"branch_id": branch.id, "member_type": kind}
        db.session.execute(update(Member).where(Member.id == member.id).values(**now))
    db.session.refresh(member)


@pytest.fixture
def county(house):
    """A county between the works and the third branch's neighbours: 李梅 and 王强 in the third, 赵敏 in the office."""
    return people.create_organisation(
        code="county", name="东港区", parent_id=house.works.id, is_branch=False, at=NOON - 60 * DAY
    )


@pytest.fixture
def few_lead(monkeypatch):
    monkeypatch.setattr(ranks, "LEADERS", 2)


def differences() -> list[str]:
    db.session.rollback()
    return [f"{one.check}: {one.text}" for one in (*proof.differences(TODAY), *counted.differences(TODAY))]


def test_a_place_above_the_branch_is_one_more_than_the_heads_above(house):
    for member, amount in ((house.li_mei, 105), (house.wang_qiang, 105), (house.zhao_min, 12_345)):
        pay(member, amount)
    fold()

    mine = ranked(house.works, score=105)
    assert (mine.mine.place, mine.mine.heads, mine.mine.next_place, mine.mine.gap) == (2, 3, 1, 12_240)
    assert [(rung.place, rung.score, rung.heads, rung.mine) for rung in mine.around] == [
        (1, 12_345, 1, False),
        (2, 105, 2, True),
    ]
    assert mine.as_of == NOON
    none = ranked(house.works, score=0)
    assert (none.mine.place, none.mine.next_place, none.mine.gap) == (None, 2, 105)


def test_what_was_earned_in_two_branches_is_one_score_above_both(house, li_mei):
    pay(li_mei, 30)
    fold()
    move(li_mei, house.office)
    pay(li_mei, 40, what="b")
    fold()

    assert [rung.score for rung in ranked(house.works, score=70).around] == [70]
    assert differences() == []


def test_a_leader_who_falls_makes_room_for_who_was_not_among_the_first(house, few_lead):
    for number, amount in enumerate((50, 40, 30, 20)):
        pay(make_member(f"某{number}", f"m{number}", house.third), amount)
    fold()
    points.reverse(entry_id=1, actor_id=None, reason="Wrong", at=NOON)
    fold()

    board = "month", date(2026, 11, 1), house.works.id, EVERYONE
    assert [(one.place, one.score) for one in leaderboards.leaders(board, limit=10)] == [(1, 40), (2, 30)]
    assert differences() == []


def test_boards_are_dropped_when_the_span_after_the_next_begins(house, li_mei):
    pay(li_mei, 5)
    fold()
    fold(NOON + 3 * DAY)

    db.session.rollback()
    kept = set(db.session.execute(select(ScoreHeads.period, ScoreHeads.starts_on)).scalars())
    assert "day" not in kept and {"week", "month", "all"} <= kept
    points.reverse(entry_id=1, actor_id=None, reason="Late", at=NOON + 3 * DAY)
    fold(NOON + 3 * DAY)
    assert list(proof.differences(TODAY + 3 * DAY)) == []


def test_what_moved_costs_the_same_statements_however_many_members_there_are(house):
    def cost(count) -> int:
        for number in range(count):
            read_article(make_member(f"某{number}", f"m{count}-{number}", house.third))
        with statements() as sent:
            points.fold(at=NOON)
        return len(sent)

    cost(1)
    assert cost(2) == cost(20)


def naive(places, span: Span, kind: str) -> dict[int, list[int]]:
    """What the entries say each member has below each of some organisations, by asking every one of them."""
    start = span.start(TODAY)
    last = min(span.last(start), TODAY)
    here = (
        OrganisationSpan.from_on <= last,
        (OrganisationSpan.until_on > last) | OrganisationSpan.until_on.is_(None),
    )
    paths = dict(
        db.session.execute(select(OrganisationSpan.organisation_id, OrganisationSpan.path).where(*here)).all()
    )
    types: dict[tuple[int, int], str] = {}
    sums: Counter = Counter()
    for entry in db.session.scalars(select(Entry).order_by(Entry.id)):
        if span.start(entry.counts_on) == start:
            whose = entry.member_id, entry.branch_id
            types.setdefault(whose, entry.member_type)
            sums[whose] += entry.amount
    found: dict[int, list[int]] = {}
    for place in places:
        totals: Counter = Counter()
        for (member_id, branch_id), amount in sums.items():
            if kind in (EVERYONE, types[member_id, branch_id]) and place.id in (
                int(part) for part in paths[branch_id].split("/")[:-2]
            ):
                totals[member_id] += amount
        found[place.id] = sorted((score for score in totals.values() if score > 0), reverse=True)
    db.session.rollback()
    return found


members = st.integers(0, 3)
steps = st.one_of(
    st.tuples(
        st.just("pay"),
        members,
        st.sampled_from([1, 7, 99, 100, 140, 10_050]),
        st.sampled_from([0, 0, 1, 25, 70]),
    ),
    st.tuples(st.just("take back"), st.integers(0, 9)),
    st.tuples(st.just("change branch"), members, st.integers(0, 1), st.sampled_from(["office", "floating"])),
    st.tuples(st.just("move the branch"), st.integers(0, 1)),
    st.tuples(st.just("fold")),
    st.tuples(st.just("draw again")),
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(played=st.lists(steps, min_size=1, max_size=12))
def test_places_at_every_level_are_what_asking_everyone_would_give(house, county, few_lead, played):
    cast = [house.li_mei, house.wang_qiang, house.zhao_min]
    cast.append(
        db.session.scalar(select(Member).where(Member.name == "周岚"))
        or make_member("周岚", "zhoulan", house.third)
    )
    for number, (what, *how) in enumerate(played):
        play(house, county, cast, what, how, f"{number}-{db.session.scalar(select(db.func.count(Entry.id)))}")
    fold()

    assert differences() == []
    for span in Span:
        for kind in (EVERYONE, "office", "floating"):
            for place_id, scores in naive((house.works, county), span, kind).items():
                place = db.session.get_one(Organisation, place_id)
                for score in {*scores, 0, 100}:
                    found = ranked(place, span, score=score, kind=kind)
                    above = len([one for one in scores if one > score])
                    assert (found.mine.heads, found.mine.place) == (len(scores), above + 1 if score else None)


def play(house, county, cast, what, how, key) -> None:
    if what == "pay":
        who, amount, days_ago = how
        pay(cast[who], amount, NOON - days_ago * DAY, key)
    elif what == "take back":
        ids = db.session.scalars(select(Entry.id).where(Entry.code != Code.REVERSAL)).all()
        if ids:
            points.reverse(entry_id=ids[how[0] % len(ids)], actor_id=None, reason="Wrong", at=NOON)
    elif what == "change branch":
        move(cast[how[0]], (house.third, house.office)[how[1]], how[2])
    elif what == "move the branch":
        parent = (county, house.works)[how[0]]
        if db.session.get_one(Organisation, house.third.id).parent_id != parent.id:
            people.move(
                organisation_id=house.third.id, parent_id=parent.id, effective_on=TODAY, by=None, at=NOON
            )
    elif what == "draw again":
        points.recount(at=NOON)
    else:
        fold()


@pytest.mark.parametrize(
    "fault",
    [
        update(ScoreHeads).where(ScoreHeads.width == 100).values(heads=7),
        delete(Leader),
        update(Score).values(ranked=3),
    ],
)
def test_a_board_that_was_tampered_with_is_found_and_drawn_again(app, house, li_mei, fault):
    pay(li_mei, 5)
    fold()
    with atomic():
        db.session.execute(fault)

    told = app.test_cli_runner().invoke(commands, ["verify"])

    assert told.exit_code == 1 and "I11: " in told.output
    assert app.test_cli_runner().invoke(commands, ["rebuild"]).exit_code == 0
    assert app.test_cli_runner().invoke(commands, ["verify"]).exit_code == 0
