"""Counts of people follow every change of a roster, look only where something changed, and lose no mark."""

import itertools
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people.models import Headcount, Member, MemberState, MemberType, Organisation, ToCount
from quizapp.points import operations as points
from quizapp.points import worker
from quizapp.points.counts import BESIDE_ROSTER, EVERYONE
from quizapp.points.models import Heads
from quizapp.points.queries import counted
from tests.cast import make_member
from tests.conftest import BACKEND, NOON
from tests.counting import statements

DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
SUMS = ("headcount", "members", "registered", "activated", "activated_members")


def set_state(member_id: int, state: MemberState) -> None:
    """As an operation would: who activates has registered before."""
    came = {"registered_at": NOON} if state is not MemberState.INVITED else {}
    if state is MemberState.ACTIVATED:
        came["activated_at"] = NOON
    db.session.execute(update(Member).where(Member.id == member_id).values(state=state, **came))


def hand_in(branch_id: int, from_on: date, heads: int) -> None:
    db.session.execute(
        delete(Headcount).where(Headcount.branch_id == branch_id, Headcount.from_on == from_on)
    )
    db.session.execute(insert(Headcount).values(branch_id=branch_id, from_on=from_on, heads=heads))


def naive(today: date) -> Counter:
    """What each organisation comes to, by asking every member and every headcount."""
    is_member = dict(db.session.execute(select(MemberType.key, MemberType.is_member)).all())
    paths = dict(db.session.execute(select(Organisation.id, Organisation.path)).all())
    sums: Counter = Counter()

    def add(branch_id, kind, name, count):
        for row_kind in (kind, EVERYONE):
            sums[branch_id, False, row_kind, name] += count
            for place in paths[branch_id].strip("/").split("/"):
                sums[int(place), True, row_kind, name] += count

    roster: Counter = Counter()
    for one in db.session.scalars(select(Member).where(Member.state != MemberState.LEFT)):
        kept_out = one.state is MemberState.SUSPENDED
        activated = one.state is MemberState.ACTIVATED or (kept_out and one.activated_at is not None)
        registered = one.state in (MemberState.REGISTERED, MemberState.ACTIVATED)
        registered = registered or (kept_out and one.registered_at is not None)
        told = (is_member[one.member_type],) * 2 + (registered, activated)
        told += (activated and is_member[one.member_type],)
        roster[one.branch_id] += is_member[one.member_type]
        for name, count in zip(SUMS, told, strict=True):
            add(one.branch_id, one.member_type, name, int(count))
    handed_in = select(Headcount).where(Headcount.from_on <= today).order_by(Headcount.from_on)
    for branch_id, heads in {row.branch_id: row.heads for row in db.session.scalars(handed_in)}.items():
        add(branch_id, BESIDE_ROSTER, "headcount", heads - roster[branch_id])
    return Counter({key: count for key, count in sums.items() if count})


def stored() -> Counter:
    db.session.rollback()
    rows = db.session.scalars(select(Heads).where(Heads.until_on.is_(None)))
    sums = {
        (row.organisation_id, row.whole, row.member_type, name): getattr(row, name)
        for row in rows
        for name in SUMS
    }
    return Counter({key: count for key, count in sums.items() if count})


class Office:
    """Someone at a desk who does anything that a roster can undergo; each step is one or a few numbers."""

    def __init__(self, house) -> None:
        self.branches = [house.third.id, house.office.id]
        self.works, self.at = house.works, NOON

    def someone(self, number: int) -> int:
        ids = db.session.scalars(select(Member.id).order_by(Member.id)).all()
        return ids[number % len(ids)]

    def do(self, what: str, who: int, how: int) -> None:
        branch, kind = self.branches[who % 2], ("office", "public", "floating")[how % 3]
        if what == "come":
            make_member("新人", f"new-{next(NUMBERS)}", db.session.get_one(Organisation, branch))
        elif what == "tree":
            name = f"county-{next(NUMBERS)}"
            above = people.create_organisation(
                code=name, name="县", parent_id=self.works.id, is_branch=False, at=self.at
            )
            people.move(
                organisation_id=branch,
                parent_id=above.id,
                effective_on=TODAY + (self.at - NOON),
                by=None,
                at=self.at,
            )
        elif what == "day":
            self.at += DAY
        else:
            with atomic():
                self.write(what, who, how, branch, kind)

    def write(self, what: str, who: int, how: int, branch: int, kind: str) -> None:
        member = Member.id == self.someone(who)
        if what == "state":
            set_state(self.someone(who), list(MemberState)[how % len(MemberState)])
        elif what == "branch":
            db.session.execute(update(Member).where(member).values(branch_id=self.branches[how % 2]))
        elif what == "type":
            db.session.execute(update(Member).where(member).values(member_type=kind))
        elif what == "roster":  # many at once, by one statement
            db.session.execute(update(Member).where(Member.branch_id == branch).values(member_type=kind))
        elif what == "kind":
            db.session.execute(
                update(MemberType).where(MemberType.key == kind).values(is_member=how % 2 == 0)
            )
        elif what == "headcount":
            hand_in(branch, TODAY + DAY * (how - 4), who * 10)
        elif what == "no headcount":
            db.session.execute(delete(Headcount).where(Headcount.branch_id == branch))


NUMBERS = itertools.count()
STEPS = (
    "come",
    "state",
    "branch",
    "type",
    "roster",
    "kind",
    "headcount",
    "no headcount",
    "tree",
    "day",
    "fold",
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7), st.integers(0, 9)), min_size=1, max_size=10)
)
def test_after_any_changes_the_counts_are_what_counting_everyone_would_give(house, steps):
    office = Office(house)
    if (latest := db.session.scalar(select(db.func.max(Heads.from_on)))) and latest > TODAY:
        office.at += latest - TODAY  # days do not go back between one list of steps and the next
    for what, who, how in steps:
        if what == "fold":
            worker.catch_up(at=office.at)
        else:
            office.do(what, who, how)
    worker.catch_up(at=office.at)

    today = TODAY + (office.at - NOON)
    assert stored() == naive(today)
    assert list(counted.differences(today)) == []
    assert worker.compare(at=office.at) == 0


def test_a_fold_with_nothing_to_do_costs_the_same_few_statements_and_reads_no_member(house):
    def idle() -> list[str]:
        worker.catch_up(at=NOON)
        with statements() as sent:
            worker.catch_up(at=NOON)
        return sent

    few = idle()
    for number in range(20):
        make_member(f"某{number}", f"m{number}", house.third)

    assert len(idle()) == len(few) <= 9
    assert not [one for one in few if "members" in one or "headcounts" in one]


def test_only_the_branch_where_something_changed_is_looked_at(house):
    worker.catch_up(at=NOON)
    people.change_password(member_id=house.li_mei.id, password_hash="x", sign_in_id=0, at=NOON)
    people.set_interface_language(member_id=house.zhao_min.id, language="en")
    db.session.rollback()

    assert db.session.scalars(select(ToCount.organisation_id)).all() == [house.third.id]


def test_a_headcount_for_a_later_day_waits_for_it(house):
    worker.catch_up(at=NOON)
    with atomic():
        hand_in(house.third.id, TODAY + 2 * DAY, 40)

    for days, expected in ((0, 3), (1, 3), (2, 41)):
        worker.catch_up(at=NOON + days * DAY)
        assert stored()[house.works.id, True, EVERYONE, "headcount"] == expected


@pytest.mark.skipif(BACKEND == "sqlite", reason="one writer at a time: a fold cannot come in between")
def test_a_change_that_is_not_committed_yet_is_counted_after_it_is(house):
    worker.catch_up(at=NOON)
    with db.engine.connect() as slow:
        slow.execute(update(Member).where(Member.id == house.li_mei.id).values(state="registered"))
        with atomic():
            set_state(house.wang_qiang.id, MemberState.REGISTERED)
        worker.catch_up(at=NOON)
        assert stored()[house.third.id, False, EVERYONE, "registered"] == 1
        slow.commit()
    worker.catch_up(at=NOON)

    assert stored()[house.third.id, False, EVERYONE, "registered"] == 2


def test_what_no_mark_told_of_is_told_by_the_books_and_mended_by_the_hourly_comparison(house):
    worker.catch_up(at=NOON)
    with atomic():
        set_state(house.li_mei.id, MemberState.REGISTERED)
        db.session.execute(delete(ToCount))
    points.fold(at=NOON)
    assert {one.check for one in counted.differences(TODAY)} == {"I14"}

    assert worker.compare(at=NOON) == 1
    assert list(counted.differences(TODAY)) == []
