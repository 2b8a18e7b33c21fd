"""Closing an organisation and opening it again: what stays, what is refused meanwhile, and who comes back."""

from datetime import date, timedelta

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import operations as people
from quizapp.people.membership import Step
from quizapp.people.models import Headcount, MemberState, OrganisationSpan
from quizapp.people.operations import Dated
from quizapp.people.roles import Role
from tests.cast import SPRING
from tests.conftest import NOON

TODAY, DAY = date(2026, 11, 21), timedelta(days=1)


def give(member, node, by=None):
    people.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=node.id, by=by, at=NOON)


def close(node, by=None, at=NOON):
    people.close(organisation_id=node.id, by=by, at=at)


def reopen(node, by=None, at=NOON + 10 * DAY):
    people.reopen(organisation_id=node.id, by=by, at=at)


def step(member, what, by):
    people.take_step(member_id=member.id, step=what, reason="撤并", by=by.id, at=NOON)


def acts(verb):
    db.session.rollback()
    return db.session.query(AuditRow).filter_by(verb=verb).all()


@pytest.fixture
def shut(house):
    """李梅 administers the works; the office, which 赵敏 has left, is closed."""
    give(house.li_mei, house.works)
    step(house.zhao_min, Step.LEAVE, house.li_mei)
    close(house.office)
    return house


def test_it_works(shut):
    reopen(shut.office, by=shut.li_mei.id)

    (act,) = acts("reopen_organisation")
    assert shut.office.closed_on is None
    assert (act.actor_id, act.organisation_id) == (shut.li_mei.id, shut.office.id)
    assert act.changes == {"closed_on": ["2026-11-21", None]}


def test_who_left_there_returns(shut):
    with pytest.raises(Refused, match="closed"):
        step(shut.zhao_min, Step.RETURN, shut.li_mei)
    reopen(shut.office)

    step(shut.zhao_min, Step.RETURN, shut.li_mei)

    db.session.refresh(shut.zhao_min)
    assert shut.zhao_min.state is MemberState.INVITED


def test_the_days_between_stay_closed(shut):
    reopen(shut.office)

    spans = db.session.query(OrganisationSpan).filter_by(organisation_id=shut.office.id)
    found = spans.order_by(OrganisationSpan.from_on).all()
    assert [(span.from_on, span.until_on, span.closed_on) for span in found] == [
        (date(2026, 3, 2), TODAY + 10 * DAY, TODAY),
        (TODAY + 10 * DAY, None, None),
    ]


def heads_said(node):
    db.session.rollback()
    rows = db.session.query(Headcount).filter_by(branch_id=node.id).order_by(Headcount.from_on)
    return [(row.from_on, row.heads) for row in rows]


@pytest.fixture
def counted(house):
    """The empty branch of a works whose headcount was said: 40 from spring on, 50 from next week on."""
    branch = people.create_organisation(
        code="b", name="空", parent_id=house.works.id, is_branch=True, at=SPRING
    )
    said = [Dated(branch.id, SPRING.date(), 40), Dated(branch.id, TODAY + 7 * DAY, 50)]
    people.set_headcounts(organisation_id=branch.id, counts=said, by=None, at=SPRING)
    return branch


def test_what_is_closed_has_no_headcount_until_it_opens_again(counted):
    close(counted)
    assert heads_said(counted) == [(SPRING.date(), 40), (TODAY, 0)]

    reopen(counted)

    assert heads_said(counted) == [(SPRING.date(), 40)]
    assert len(acts("set_headcount")) == 5


def test_a_roster_of_nobody_needs_no_number_when_it_closes(shut):
    assert heads_said(shut.office) == []


def test_closing_twice_is_refused_and_noted_once(shut):
    with pytest.raises(Refused, match="closed already"):
        close(shut.office, at=NOON + DAY)

    assert len(acts("close_organisation")) == 1
    assert shut.office.closed_on == TODAY


def test_opening_what_is_open_is_refused_and_not_noted(shut):
    reopen(shut.office)

    with pytest.raises(Refused, match="open already"):
        reopen(shut.office)
    assert len(acts("reopen_organisation")) == 1


def test_nothing_opens_below_what_is_closed(app):
    upper = people.create_organisation(code="u", name="上级", parent_id=None, is_branch=False, at=SPRING)
    lower = people.create_organisation(code="l", name="下级", parent_id=upper.id, is_branch=True, at=SPRING)
    close(lower)
    close(upper)

    with pytest.raises(Refused, match="上级 above it is closed"):
        reopen(lower)
    reopen(upper)
    reopen(lower)
    assert lower.closed_on is None


def test_only_its_administrators_open_it(shut):
    give(shut.wang_qiang, shut.third)

    with pytest.raises(Refused, match="Only an administrator"):
        reopen(shut.office, by=shut.wang_qiang.id)


def test_the_code_of_what_is_closed_leads_to_opening_it(shut):
    with pytest.raises(Refused, match=r"office is closed\. Open that one again"):
        people.create_organisation(
            code="office", name="新机关", parent_id=shut.works.id, is_branch=True, at=NOON
        )


def test_what_is_closed_takes_no_role_no_setting_and_no_headcount(shut):
    one = {"organisation_id": shut.office.id, "by": None, "at": NOON}

    with pytest.raises(Refused, match="closed"):
        give(shut.wang_qiang, shut.office)
    with pytest.raises(Refused, match="closed"):
        people.set_settings(own={"content_language": "en"}, **one)
    with pytest.raises(Refused, match="closed"):
        people.set_headcounts(counts=[Dated(shut.office.id, TODAY, 5)], **one)
