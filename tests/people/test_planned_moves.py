"""Moves for a later day: one at a time, judged once more on their day, and dropped for a reason that is noted."""

from datetime import date, timedelta

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people import queries
from quizapp.people.models import GrantRow, OrganisationSpan, PlannedMove
from quizapp.people.moving import WORDS, Misfit
from quizapp.people.reach import MOST_DEPTH
from quizapp.people.roles import Role
from tests.cast import SPRING
from tests.conftest import NOON

TODAY, DAY = date(2026, 11, 21), timedelta(days=1)
LATER = TODAY + 3 * DAY


def grow(code, parent=None):
    return people.create_organisation(
        code=code, name=f"名{code}", parent_id=parent and parent.id, is_branch=True, at=SPRING
    )


def deep(parent, levels):
    """A line of organisations, one below the other; the last of them."""
    for number in range(levels):
        parent = grow(f"{parent.code}-{number}", parent)
    return parent


def give(member, node):
    people.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=node.id, by=None, at=NOON)


def plan(node, parent, *, by=None, on=LATER):
    return people.move(
        organisation_id=node.id, parent_id=parent.id, effective_on=on, by=by and by.id, at=NOON
    )


def on_its_day(days=3):
    return people.carry_out_moves(at=NOON + days * DAY)


def outcome():
    """Why the only planned move was dropped; "done" when it was carried out, "waits" before."""
    db.session.rollback()
    planned = db.session.query(PlannedMove).one()
    return planned.dropped_for or ("done" if planned.done_at else "waits")


def last_act():
    return db.session.query(AuditRow).order_by(AuditRow.id.desc()).first()


@pytest.fixture
def ruled(house):
    """李梅 administers the works and plans to hang the third branch under the office."""
    give(house.li_mei, house.works)
    plan(house.third, house.office, by=house.li_mei)
    return house


def test_it_works(ruled):
    assert on_its_day(2) == 0 and outcome() == "waits"
    assert on_its_day() == 1 and outcome() == "done"
    assert ruled.third.parent_id == ruled.office.id
    assert (last_act().verb, last_act().actor_id) == ("move_organisation", ruled.li_mei.id)


@pytest.mark.parametrize("left_with", [None, "third", "office"])
def test_who_may_no_longer_move_it_has_their_plan_dropped(ruled, left_with):
    held = db.session.query(GrantRow).filter_by(member_id=ruled.li_mei.id).one()
    people.revoke(grant_id=held.id, by=None, at=NOON)
    if left_with:
        give(ruled.li_mei, getattr(ruled, left_with))

    assert on_its_day() == 0 and outcome() is Misfit.NOT_ALLOWED
    assert queries.organisation(ruled.third.id).parent_id == ruled.works.id
    act = last_act()
    assert (act.verb, act.actor_id, act.organisation_id) == ("drop_move", None, ruled.third.id)
    assert act.changes["because"] == [None, "not_allowed"]
    assert on_its_day() == 0


def test_who_still_may_by_another_role_has_it_carried_out(ruled):
    first = db.session.query(GrantRow).filter_by(member_id=ruled.li_mei.id).one()
    people.revoke(grant_id=first.id, by=None, at=NOON)
    give(ruled.li_mei, ruled.works)

    assert on_its_day() == 1


def test_nobody_plans_what_is_not_theirs(house):
    give(house.wang_qiang, house.third)

    with pytest.raises(Refused, match="organisation above"):
        plan(house.third, house.third, by=house.wang_qiang)
    with pytest.raises(Refused, match="Only an administrator"):
        plan(house.office, house.third, by=house.wang_qiang)
    assert db.session.query(PlannedMove).count() == 0


def test_a_second_plan_is_refused_and_says_which_one_waits(ruled):
    for parent in (ruled.office, ruled.works):
        with pytest.raises(
            Refused, match=rf"{ruled.third.name} has a move planned for {LATER}.*Drop that one"
        ):
            plan(ruled.third, parent, on=LATER + DAY)

    assert outcome() == "waits"


def test_after_the_first_was_dropped_another_is_planned(ruled):
    (first,) = db.session.query(PlannedMove)
    people.cancel_move(move_id=first.id, by=None, at=NOON)

    assert plan(ruled.third, ruled.office, on=LATER + DAY) is False


def test_a_plan_that_would_be_too_deep_by_its_day_is_dropped(app):
    city = grow("city")
    part, other = grow("part", city), deep(city, MOST_DEPTH - 2)
    plan(part, other)
    grow("late", part)

    assert on_its_day() == 0 and outcome() is Misfit.DEEP
    assert queries.organisation(part.id).parent_id == city.id


def test_a_plan_whose_place_stands_below_it_by_its_day_is_dropped(app):
    city = grow("city")
    part, other = grow("part", city), grow("other", city)
    plan(part, other)
    people.move(organisation_id=other.id, parent_id=part.id, effective_on=TODAY, by=None, at=NOON)

    assert on_its_day() == 0 and outcome() is Misfit.INSIDE


def test_a_plan_into_what_was_closed_is_dropped_and_others_are_carried_out(app):
    city = grow("city")
    part, shut, other = (grow(code, city) for code in ("part", "shut", "other"))
    plan(part, shut)
    people.close(organisation_id=shut.id, by=None, at=NOON)
    plan(other, part)

    assert on_its_day() == 1
    assert queries.organisation(other.id).parent_id == part.id
    assert db.session.query(PlannedMove).filter_by(dropped_for=Misfit.CLOSED).count() == 1


def test_a_plan_carried_out_late_holds_from_the_day_it_was_carried_out(ruled):
    assert on_its_day(5) == 1

    spans = db.session.query(OrganisationSpan).filter_by(organisation_id=ruled.third.id)
    latest = spans.order_by(OrganisationSpan.from_on.desc()).first()
    assert (latest.from_on, latest.parent_id) == (TODAY + 5 * DAY, ruled.office.id)


def test_every_reason_has_its_words():
    assert set(WORDS) == set(Misfit)
