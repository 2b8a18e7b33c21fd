"""Grants: nobody gives more than they hold, for longer than they hold it, or elsewhere; and what is taken is gone."""

from datetime import date, timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people import policy, queries
from quizapp.people.models import GrantRow, Member, MemberState
from quizapp.people.reach import Grant, Me, covers, path_of
from quizapp.people.roles import MAY, Permission, Role
from tests.conftest import NOON

TODAY = date(2026, 11, 21)
NEVER = 99
WEEKS = [None, *(TODAY + timedelta(weeks=n) for n in range(4))]
ADMINISTRATOR, EDITOR, AUDITOR = Role.ADMINISTRATOR, Role.EDITOR, Role.AUDITOR


def someone(id, *grants, suspended=False, branch="1/"):
    rest = {"interface_language": None, "content_language": "zh-Hans", "chosen_content_language": None}
    flags = {"must_change_password": False, "large_type": False, "theme": "auto", "suspended": suspended}
    place = {"branch_id": 1, "branch_name": "", "branch_path": branch, "zone": "Asia/Shanghai"}
    names = {"name": f"n{id}", "sign_in_name": f"n{id}", "member_type": "office"}
    return Me(id=id, sign_in_id=id, grants=tuple(grants), **names, **place, **rest, **flags)


def test_an_administrator_stands_for_every_permission():
    assert MAY[ADMINISTRATOR] == set(Permission)
    assert policy.STANDS_FOR[ADMINISTRATOR] == set(Role)


@pytest.mark.parametrize("role", [role for role in Role if role is not ADMINISTRATOR])
def test_no_other_role_gives_anything(role):
    me = someone(1, Grant(role, "1/"))

    assert not any(policy.may_grant(me, given_role, "1/2/") for given_role in Role)


def test_a_suspended_administrator_gives_and_manages_nothing():
    me = someone(1, Grant(ADMINISTRATOR, "1/"), suspended=True)

    assert not policy.may_grant(me, EDITOR, "1/")
    assert not policy.may_manage(me, "1/")


@pytest.mark.parametrize(
    ("ends_on", "allowed"), [(None, False), (date(2026, 12, 2), False), (date(2026, 12, 1), True)]
)
def test_what_ends_is_not_given_for_longer(ends_on, allowed):
    me = someone(1, Grant(ADMINISTRATOR, "1/", ends_on=date(2026, 12, 1)))

    assert bool(policy.may_grant(me, EDITOR, "1/", ends_on)) is allowed


def test_a_view_shows_only_those_roles_that_the_viewer_holds_too():
    viewer = someone(1, Grant(ADMINISTRATOR, "1/2/"))
    viewed = someone(2, Grant(ADMINISTRATOR, "1/"), Grant(EDITOR, "1/2/3/"))

    assert policy.seen_by(viewer, viewed).grants == (Grant(EDITOR, "1/2/3/"),)


trees = st.lists(st.integers(0, 100), max_size=12)
some_grants = st.tuples(st.integers(0, 3), st.sampled_from(Role), st.integers(0, 12), st.sampled_from(WEEKS))
tries = st.tuples(st.integers(0, 3), some_grants)


def paths_of(parents):
    paths = ["1/"]
    for place, parent in enumerate(parents):
        paths.append(path_of(paths[parent % len(paths)], 10 ** (place % 3) * 10 + place))
    return paths


def worth(grants, paths):
    """Every role, place and week that grants come to."""
    return {
        (role, path, week)
        for grant in grants
        for role in policy.STANDS_FOR[grant.role]
        for path in paths
        if covers(grant.path, path)
        for week in range(NEVER if grant.ends_on is None else (grant.ends_on - TODAY).days // 7 + 1)
        if week < 6
    }


@given(trees, st.lists(some_grants, max_size=4), st.lists(tries, max_size=30))
def test_no_sequence_of_grants_yields_more_than_the_granter_holds(parents, first, attempts):
    paths, held = paths_of(parents), {number: [] for number in range(4)}
    for who, role, place, ends_on in first:
        held[who].append(Grant(role, paths[place % len(paths)], ends_on=ends_on))
    everything = worth(chain(*held.values()), paths)

    for giver, (taker, role, place, ends_on) in attempts:
        path = paths[place % len(paths)]
        if policy.may_grant(someone(giver, *held[giver]), role, path, ends_on):
            fresh = Grant(role, path, ends_on=ends_on)
            assert worth([fresh], paths) <= worth(held[giver], paths)
            held[taker].append(fresh)

    assert worth(chain(*held.values()), paths) <= everything


@given(trees, st.sampled_from(list(set(Role) - {Role.MEMBER})), st.integers(0, 12), st.integers(0, 12))
def test_an_administrator_gives_every_role_exactly_below(parents, role, seat, place):
    paths = paths_of(parents)
    seat, place = paths[seat % len(paths)], paths[place % len(paths)]

    assert bool(policy.may_grant(someone(1, Grant(ADMINISTRATOR, seat)), role, place)) == covers(seat, place)


def give(by, to, role, node, ends_on=None):
    people.grant(
        member_id=to.id, role=role, organisation_id=node.id, by=by and by.id, at=NOON, ends_on=ends_on
    )


def grants_of(member):
    db.session.expire_all()
    return {(row.role, row.organisation_id, row.ends_on) for row in _rows(member)}


def _rows(member):
    return db.session.query(GrantRow).filter_by(member_id=member.id).all()


def audited():
    rows = db.session.query(AuditRow).filter(AuditRow.verb.in_(["grant", "revoke"])).order_by(AuditRow.id)
    return [(row.verb, row.actor_id, row.subject, row.changes) for row in rows]


@pytest.fixture
def head(house):
    """李梅 administers the third branch, where 王强 is a member."""
    give(None, house.li_mei, ADMINISTRATOR, house.third)
    return house.li_mei


def test_a_grant_and_its_new_end_are_audited_with_old_and_new(house, head):
    give(head, house.wang_qiang, EDITOR, house.third)
    give(head, house.wang_qiang, EDITOR, house.third, date(2026, 12, 31))

    assert grants_of(house.wang_qiang) == {(EDITOR, house.third.id, date(2026, 12, 31))}
    subject = f"member:{house.wang_qiang.id}"
    assert audited()[1:] == [
        ("grant", head.id, subject, {"role": [None, "editor"]}),
        ("grant", head.id, subject, {"role": ["editor", "editor"], "ends_on": [None, "2026-12-31"]}),
    ]


def test_what_is_given_twice_is_given_and_audited_once(house, head):
    give(head, house.wang_qiang, EDITOR, house.third)
    give(head, house.wang_qiang, EDITOR, house.third)

    assert len(audited()) == 2


@pytest.mark.parametrize("place", ["works", "office"])
def test_nothing_is_given_outside_the_own_reach(house, head, place):
    with pytest.raises(Refused, match="Only an administrator"):
        give(head, house.wang_qiang, EDITOR, getattr(house, place))

    assert grants_of(house.wang_qiang) == set()


def test_nothing_is_given_to_someone_elses_people(house, head):
    with pytest.raises(Refused):
        give(head, house.zhao_min, EDITOR, house.third)


def test_nothing_is_given_for_days_that_are_over_or_to_those_who_left(house, head):
    with pytest.raises(Refused, match="today or a later"):
        give(head, house.wang_qiang, EDITOR, house.third, TODAY - timedelta(days=1))
    house.wang_qiang.state = MemberState.LEFT
    db.session.commit()
    with pytest.raises(Refused, match="has left"):
        give(head, house.wang_qiang, EDITOR, house.third)


def test_who_was_demoted_gives_nothing_from_that_instant(house, head):
    people.revoke(grant_id=_rows(head)[0].id, by=None, at=NOON)

    with pytest.raises(Refused):
        give(head, house.wang_qiang, EDITOR, house.third)
    assert audited()[-1][3] == {"role": ["administrator", None]}


def test_an_end_that_has_passed_ends_the_reach(house, head):
    give(None, head, ADMINISTRATOR, house.third, TODAY)

    assert queries.standing(head.id, at=NOON).may(Permission.MANAGE_PEOPLE, house.third.path)
    tomorrow = queries.standing(head.id, at=NOON + timedelta(days=1))
    assert not tomorrow.may(Permission.MANAGE_PEOPLE, house.third.path)


def test_nobody_takes_the_own_seat_or_one_above(house, head):
    give(None, house.wang_qiang, ADMINISTRATOR, house.works)

    for holder in (head, house.wang_qiang):
        with pytest.raises(Refused):
            people.revoke(grant_id=_rows(holder)[0].id, by=head.id, at=NOON)


def test_who_moves_to_another_branch_leaves_the_old_branchs_roles_behind(house, head):
    give(None, head, AUDITOR, house.works)

    dropped = people.drop_grants_left_behind(
        member_id=head.id, old_path=house.third.path, new_path=house.office.path, by=None, at=NOON
    )

    assert dropped == 1
    assert grants_of(head) == {(AUDITOR, house.works.id, None)}


@given(
    st.lists(
        st.tuples(*[st.integers(0, 2)] * 3, st.sampled_from([ADMINISTRATOR, EDITOR]), st.booleans()),
        max_size=12,
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_operations_never_let_power_out_of_the_branch_it_was_given_for(house, head, steps):
    cast, nodes = [head, house.wang_qiang, house.zhao_min], [house.works, house.third, house.office]
    for giver, taker, place, role, taking in steps:
        try:
            if taking and _rows(cast[taker]):
                people.revoke(grant_id=_rows(cast[taker])[0].id, by=cast[giver].id, at=NOON)
            else:
                give(cast[giver], cast[taker], role, nodes[place])
        except Refused:
            continue

    assert {row.organisation_id for row in db.session.query(GrantRow)} == {house.third.id}
    assert db.session.query(Member).count() == 3
