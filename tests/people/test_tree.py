"""Growing, renaming, moving and closing parts of the organisation tree; old reports stay right."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.models import Organisation, OrganisationSpan
from quizapp.people.settings import DEFAULTS, effective
from tests.cast import SPRING
from tests.conftest import NOON

TODAY = date(2026, 11, 21)
SPRING_DAY = date(2026, 3, 2)


def grow(code, parent=None, **more):
    return people.create_organisation(
        code=code, name=f"名 {code}", parent_id=parent and parent.id, is_branch=True, at=SPRING, **more
    )


def move(node, parent, on=TODAY, at=NOON):
    return people.move(organisation_id=node.id, parent_id=parent.id, effective_on=on, by=None, at=at)


def stood_below(organisation, branch, day) -> bool:
    """Whether history has the branch below an organisation on a day."""
    span = db.session.scalars(
        select(OrganisationSpan).where(
            OrganisationSpan.organisation_id == branch.id,
            OrganisationSpan.from_on <= day,
            OrganisationSpan.until_on.is_(None) | (OrganisationSpan.until_on > day),
        )
    ).one()
    return f"/{organisation.id}/" in f"/{span.path}"


@pytest.fixture
def counties(app):
    """A city with two counties, a town in the first, and a branch in the town."""
    city = grow("city")
    east, west = grow("east", city), grow("west", city)
    town = grow("town", east)
    return city, east, west, town, grow("branch", town)


def test_a_part_moves_with_everything_below_it(counties):
    city, _, west, town, branch = counties

    assert move(town, west) is True
    assert branch.path == f"{city.id}/{west.id}/{town.id}/{branch.id}/"


def test_a_report_of_an_earlier_day_still_counts_the_branch_where_it_stood(counties):
    _, east, west, town, branch = counties
    move(town, west)

    yesterday = TODAY - timedelta(days=1)
    assert stood_below(east, branch, yesterday)
    assert not stood_below(east, branch, TODAY)
    assert stood_below(west, branch, TODAY)


def test_a_move_can_be_planned_and_is_carried_out_on_its_day(counties):
    city, _, west, town, _ = counties

    assert move(town, west, on=TODAY + timedelta(days=3)) is False
    assert people.carry_out_moves(at=NOON + timedelta(days=2)) == 0
    assert people.carry_out_moves(at=NOON + timedelta(days=3)) == 1
    assert town.path == f"{city.id}/{west.id}/{town.id}/"
    assert people.carry_out_moves(at=NOON + timedelta(days=4)) == 0


def test_nothing_hangs_below_itself(counties):
    _, east, _, _, branch = counties

    with pytest.raises(Refused, match="below itself"):
        move(east, branch)


def test_a_move_does_not_rewrite_days_that_are_over(counties):
    _, east, west, town, _ = counties

    with pytest.raises(Refused, match="today or a later day"):
        move(town, west, on=TODAY - timedelta(days=1))
    assert town.parent_id == east.id


def test_a_new_name_holds_from_today_and_the_old_one_before(counties):
    _, east, *_ = counties
    people.rename(organisation_id=east.id, name="东区", by=None, at=NOON)

    spans = (
        db.session.query(OrganisationSpan)
        .filter_by(organisation_id=east.id)
        .order_by(OrganisationSpan.from_on)
    )
    assert [(span.name, span.from_on, span.until_on) for span in spans] == [
        ("名 east", SPRING_DAY, TODAY),
        ("东区", TODAY, None),
    ]


def test_places_of_one_organisation_never_overlap_when_its_day_is_ahead_of_the_one_above(counties):
    _, _, west, town, _ = counties
    evening, one = NOON + timedelta(hours=9), {"organisation_id": town.id, "by": None, "at": NOON}
    people.set_settings(own={"zone": "Pacific/Kiritimati"}, **one)
    people.rename(organisation_id=town.id, name="早镇", by=None, at=evening)  # the 22nd has begun there
    people.set_settings(own={}, **one)

    move(town, west, at=evening)

    rows = db.session.query(OrganisationSpan).filter_by(organisation_id=town.id)
    spans = rows.order_by(OrganisationSpan.from_on).all()
    assert [(span.from_on, span.until_on) for span in spans] == [(SPRING_DAY, TODAY), (TODAY, None)]
    assert [(span.name, span.parent_id) for span in spans][1] == ("早镇", west.id)


def test_what_is_not_empty_cannot_be_closed(counties):
    _, east, _, town, branch = counties

    with pytest.raises(Refused, match="2 open parts"):
        people.close(organisation_id=east.id, by=None, at=NOON)
    for node in (branch, town, east):
        people.close(organisation_id=node.id, by=None, at=NOON)
    db.session.refresh(east)
    assert east.closed_on == TODAY


def test_nothing_grows_or_moves_into_what_is_closed(counties):
    _, _, west, town, _ = counties
    people.close(organisation_id=west.id, by=None, at=NOON)

    with pytest.raises(Refused, match="closed"):
        grow("late", west)
    with pytest.raises(Refused, match="closed"):
        move(town, west)


def test_a_branch_with_members_is_not_closed(house):
    with pytest.raises(Refused, match="2 members"):
        people.close(organisation_id=house.third.id, by=None, at=NOON)


def test_a_setting_reaches_everything_below_that_does_not_set_its_own(counties):
    city, east, _, town, branch = counties
    people.set_settings(organisation_id=town.id, own={"zone": "Europe/Berlin"}, by=None, at=NOON)
    people.set_settings(
        organisation_id=city.id, own={"zone": "Asia/Urumqi", "content_language": "en"}, by=None, at=NOON
    )

    assert [node.zone for node in (east, town, branch)] == ["Asia/Urumqi", "Europe/Berlin", "Europe/Berlin"]
    assert branch.content_language == "en"


def test_a_part_that_moves_takes_on_what_holds_in_its_new_place(counties):
    _, _, west, town, branch = counties
    people.set_settings(organisation_id=west.id, own={"rank_visibility": "all"}, by=None, at=NOON)

    move(town, west)

    assert branch.rank_visibility == "all"


@pytest.mark.parametrize(
    "own",
    [
        {"zone": "Mars/Olympus"},
        {"colour": "red"},
        {"content_language": "fr"},
        {"columns": []},
        {"rank_visibility": "x"},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(counties, own):
    with pytest.raises(Refused):
        people.set_settings(organisation_id=counties[0].id, own=own, by=None, at=NOON)


steps = st.lists(
    st.tuples(st.sampled_from(["grow", "move", "set"]), st.integers(0, 30), st.integers(0, 30)), max_size=25
)


@given(steps)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_paths_and_settings_are_what_walking_up_says_after_any_steps(app, wanted):
    root = f"r{db.session.query(Organisation).count()}"
    db.session.rollback()
    nodes, parent, own = [grow(root)], {}, {}
    for number, (step, one, other) in enumerate(wanted):
        node, onto = nodes[one % len(nodes)], nodes[other % len(nodes)]
        if step == "grow":
            nodes.append(grow(f"{root}-{number}", onto))
            parent[nodes[-1].id] = onto.id
        elif step == "set":
            own[node.id] = {"zone": ["Asia/Urumqi", "Europe/Berlin"][other % 2]}
            people.set_settings(organisation_id=node.id, own=own[node.id], by=None, at=NOON)
        elif onto.path.startswith(node.path):
            with pytest.raises(Refused):
                move(node, onto)
        else:
            move(node, onto)
            parent[node.id] = onto.id
    for node in nodes:
        chain = up(node.id, parent)
        assert node.path == "".join(f"{one}/" for one in chain)
        assert node.zone == effective(own.get(one, {}) for one in chain)["zone"]
        assert node.rank_visibility == DEFAULTS["rank_visibility"]


def up(node, parent):
    return [*(up(parent[node], parent) if node in parent else []), node]
