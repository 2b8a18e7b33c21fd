"""Most improved: by member type, at every level, what asking everyone would give; and each counting can be made again."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event, Timer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Member, Organisation
from quizapp.points import leaderboards, worker
from quizapp.points import operations as points
from quizapp.points.cli import points as commands
from quizapp.points.counts import EVERYONE
from quizapp.points.earning import Code
from quizapp.points.models import Entry, GainHeads, GainRun
from quizapp.points.projections import gains
from quizapp.points.queries.verifying import Proof, differences
from quizapp.points.spans import Span
from tests.cast import make_member
from tests.conftest import NOON
from tests.counting import statements
from tests.points.conftest import payee

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
KINDS = (EVERYONE, "office", "floating")
SPANS = [span for span in Span if span is not Span.ALL]


def pay(member, amount: int, at=NOON, what=""):
    earn(payee(member), amount, f"{at:%m-%d} {what}", at)


def earn(to, amount: int, what: str, at=NOON):
    points.earn(to=to, code=Code.CONTEST_PLACE, object_key=what, wanted=amount, at=at)


def count(at=NOON):
    worker.catch_up(at=at)
    worker.count_gains(at=at)
    db.session.rollback()


def become(member, branch, kind):
    with atomic():
        now = {"branch_id": branch.id, "member_type": kind}
        db.session.execute(update(Member).where(Member.id == member.id).values(**now))
    db.session.refresh(member)


def gained(place, gain, span=Span.MONTH, kind=EVERYONE):
    found = leaderboards.gained((span.value, span.start(TODAY), place.id, kind), gain=gain)
    db.session.rollback()
    return found


def found() -> list[str]:
    db.session.rollback()
    return [f"{one.check}: {one.text}" for one in differences(Proof())]


@pytest.fixture
def county(house):
    """A county below the works, into which the third branch may move."""
    return people.create_organisation(
        code="county", name="东港区", parent_id=house.works.id, is_branch=False, at=NOON - 60 * DAY
    )


@pytest.fixture
def improved(house):
    """Since last month the office member 李梅 gained 5, the floating 王强 20 and the office member 赵敏 20."""
    become(house.wang_qiang, house.third, "floating")
    for member, before, now in ((house.li_mei, 10, 15), (house.wang_qiang, 30, 50), (house.zhao_min, 12, 32)):
        pay(member, before, NOON - 30 * DAY)
        pay(member, now)
    count()
    return house


def test_heads_of_a_type_are_those_who_are_of_it(improved):
    everyone, office, floating = (gained(improved.works, 20, kind=kind) for kind in KINDS)

    assert [(rung.score, rung.heads) for rung in everyone.around] == [(20, 2), (5, 1)]
    assert [(rung.score, rung.heads) for rung in office.around] == [(20, 1), (5, 1)]
    assert [(rung.score, rung.heads) for rung in floating.around] == [(20, 1)]


def test_in_the_branch_those_of_a_type_are_named(improved):
    asked = {"branch_id": improved.third.id, "span": Span.MONTH, "day": TODAY}

    assert [row.name for row in leaderboards.branch_gains(**asked)] == ["王强", "李梅"]
    assert [row.name for row in leaderboards.branch_gains(**asked, kind="floating")] == ["王强"]


def test_who_changed_their_type_gained_from_all_they_had_before(improved):
    become(improved.li_mei, improved.third, "floating")
    pay(improved.li_mei, 40, NOON + 7 * DAY)
    worker.count_gains(at=NOON + 7 * DAY)

    board = "week", date(2026, 11, 23), improved.works.id
    assert [rung.score for rung in leaderboards.gained((*board, "floating"), gain=1).around] == [25]
    assert leaderboards.gained((*board, "office"), gain=1).mine.heads == 1  # who asks: nobody else


members = st.integers(0, 3)
amounts = st.sampled_from([1, 9, 10, 25, 130])
ages = st.sampled_from([0, 0, 1, 7, 25, 70, 300])
steps = st.one_of(
    st.tuples(st.just("pay"), members, amounts, ages),
    st.tuples(st.just("pay"), members, amounts, ages),
    st.tuples(st.just("take back"), st.integers(0, 9)),
    st.tuples(st.just("change"), members, st.integers(0, 1), st.sampled_from(["office", "floating"])),
    st.tuples(st.just("move the branch"), st.integers(0, 1)),
    st.tuples(st.just("fold")),
    st.tuples(st.just("count")),
)


def play(house, county, cast, what, how, key) -> None:
    if what == "pay":
        who, amount, days_ago = how
        pay(cast[who], amount, NOON - days_ago * DAY, key)
    elif what == "take back":
        ids = db.session.scalars(select(Entry.id).where(Entry.code != Code.REVERSAL)).all()
        if ids:
            points.reverse(entry_id=ids[how[0] % len(ids)], actor_id=None, reason="Wrong", at=NOON)
    elif what == "change":
        become(cast[how[0]], (house.third, house.office)[how[1]], how[2])
    elif what == "move the branch":
        parent = (county, house.works)[how[0]]
        if db.session.get_one(Organisation, house.third.id).parent_id != parent.id:
            moved = {"organisation_id": house.third.id, "parent_id": parent.id}
            people.move(**moved, effective_on=TODAY, by=None, at=NOON)
    elif what == "fold":
        worker.catch_up(at=NOON)
    else:
        count()


def naive(span: Span) -> list[tuple[int, str, int]]:
    """The branch, type and gain of everyone who gained, by asking every entry."""
    start, before = span.start(TODAY), span.start_before(TODAY)
    homes: dict[int, tuple[int, str]] = {}
    sums: dict[date, Counter] = {start: Counter(), before: Counter()}
    for entry in db.session.scalars(select(Entry).order_by(Entry.id)):
        of = span.start(entry.counts_on)
        if of in sums:
            sums[of][entry.member_id] += entry.amount
        if of == start:
            homes.setdefault(entry.member_id, (entry.branch_id, entry.member_type))
    return [
        (*homes[member_id], now - sums[before][member_id])
        for member_id, now in sums[start].items()
        if sums[before][member_id] >= 10 and now > sums[before][member_id]
    ]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(played=st.lists(steps, min_size=1, max_size=14))
def test_gains_of_each_type_are_what_asking_everyone_would_give(house, county, played):
    cast = [house.li_mei, house.wang_qiang, house.zhao_min]
    cast.append(
        db.session.scalar(select(Member).where(Member.name == "周岚"))
        or make_member("周岚", "zhoulan", house.third)
    )
    for number, (what, *how) in enumerate(played):
        play(house, county, cast, what, how, f"{number}-{db.session.scalar(select(db.func.count(Entry.id)))}")
    assert found() == [], "what was counted before, whatever came since"
    count()

    assert found() == []
    for span in SPANS:
        everyone = naive(span)
        for kind in KINDS:
            of_kind = [one for one in everyone if kind in (EVERYONE, one[1])]
            agree_in_branches(house, span, kind, of_kind)
            agree_above(house, county, span, kind, of_kind)


def agree_in_branches(house, span, kind, of_kind) -> None:
    for branch in (house.third, house.office):
        rows = leaderboards.branch_gains(branch_id=branch.id, span=span, day=TODAY, kind=kind)
        wanted = sorted((gain for home, _, gain in of_kind if home == branch.id), reverse=True)
        assert [row.score for row in rows] == wanted
        assert [row.place for row in rows] == [wanted.index(gain) + 1 for gain in wanted]
    db.session.rollback()


def agree_above(house, county, span, kind, of_kind) -> None:
    paths = dict(db.session.execute(select(Organisation.id, Organisation.path)).all())
    for place in (house.works, county):
        all_gains = [gain for home, _, gain in of_kind if f"/{place.id}/" in f"/{paths[home]}"]
        for gain in sorted(set(all_gains)):
            mine, above = gained(place, gain, span, kind).mine, [one for one in all_gains if one > gain]
            assert (mine.heads, mine.place) == (len(all_gains), 1 + len(above))
        assert gained(place, 0, span, kind).mine.heads == len(all_gains)


def test_a_counting_is_proved_as_of_the_entry_and_the_tree_it_was_made_from(improved, county):
    pay(improved.li_mei, 70, what="since")
    moved = {"organisation_id": improved.third.id, "parent_id": county.id}
    people.move(**moved, effective_on=TODAY, by=None, at=NOON)
    worker.catch_up(at=NOON)

    assert found() == []
    assert gained(county, 0).mine.heads == 0
    count()
    assert found() == []
    assert gained(county, 75).mine.place == 1


@pytest.mark.parametrize(
    "fault",
    [
        update(GainHeads).where(GainHeads.kind == "floating", GainHeads.width == 100).values(heads=7),
        update(GainHeads).where(GainHeads.kind == "floating", GainHeads.width == 100).values(score=700),
        delete(GainHeads).where(GainHeads.kind == "floating"),
        update(GainRun).values(entries=GainRun.entries - 1),
        delete(GainRun),
    ],
)
def test_a_wrong_head_is_found_where_it_stands_and_drawn_again(app, improved, fault):
    pay(improved.wang_qiang, 3, what="since")  # what came after the counting is no difference
    assert found() == []
    with atomic():
        db.session.execute(fault)

    told = app.test_cli_runner().invoke(commands, ["verify"])

    where = f"I11: month from 2026-11-01, most improved of organisation {improved.works.id}"
    assert told.exit_code == 1 and where in told.output
    assert app.test_cli_runner().invoke(commands, ["rebuild"]).exit_code == 0
    assert app.test_cli_runner().invoke(commands, ["verify"]).exit_code == 0


def test_a_wrong_head_is_told_with_its_place_and_what_it_should_be(improved):
    wrong = update(GainHeads).where(
        GainHeads.kind == "floating", GainHeads.width == 1, GainHeads.period == "month"
    )
    with atomic():
        db.session.execute(wrong.values(heads=2))

    where = f"I11: month from 2026-11-01, most improved of organisation {improved.works.id}, floating"
    assert found() == [
        f"{where}: 2 heads from 20 on (1 wide); the entries say 1 as of 2026-11-21T04:00:00+00:00"
    ]


def test_a_counting_waits_for_who_posts(app, improved):
    """Or an entry that is committed late, with a lower id than the last one counted, would be missed."""
    posted, go_on = Event(), Event()
    first, second = payee(improved.li_mei), payee(improved.zhao_min)

    def post_slowly():
        with app.app_context(), atomic():
            earn(first, 100, "slow")
            posted.set()
            go_on.wait(10)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(post_slowly)
        posted.wait(10)
        Timer(0.3, go_on.set).start()
        earn(second, 100, "quick")  # on SQLite this waits, too
        worker.count_gains(at=NOON)
        slow.result()

    assert found() == []
    assert gained(improved.works, 105).mine.place == 2


def test_who_counted_from_less_does_not_undo_who_counted_since(improved):
    def read():
        db.session.rollback()
        with gains.cut() as opened:
            return gains.read(opened, Span.MONTH, TODAY)

    pay(improved.li_mei, 1, what="first")
    slow = read()
    pay(improved.li_mei, 1, what="second")
    for counted in (read(), slow):
        points.fold_gains(found=counted, at=NOON + DAY)

    assert found() == []
    assert [rung.score for rung in gained(improved.works, 1).around] == [20, 7]


def test_where_nothing_moved_no_head_is_written(improved):
    with statements() as sent:
        worker.count_gains(at=NOON + timedelta(hours=1))

    assert not [one for one in sent if one.startswith("INSERT INTO points_gained ")]
    assert gained(improved.works, 20).as_of == NOON + timedelta(hours=1)


def test_boards_of_gains_are_dropped_when_the_span_after_the_next_begins(improved):
    count(NOON + 62 * DAY)

    kept = db.session.execute(select(GainRun.period, GainRun.starts_on)).all()
    assert ("month", date(2026, 11, 1)) not in kept and ("year", date(2026, 1, 1)) in kept
    assert found() == []
