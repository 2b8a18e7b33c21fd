"""The tariff loaded, two ways of being paid, and two administrators of the works."""

import pytest
from sqlalchemy import select

from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.models import Member
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from tests.cast import SPRING, make_member
from tests.conftest import NOON


def payee(member: Member) -> Payee:
    return Payee(member.id, member.branch_id, member.member_type, "Asia/Shanghai")


def finish_daily(member: Member, right: int = 5, at=NOON):
    return points.earn(to=payee(member), code=Code.DAILY_QUIZ, object_key="daily", wanted=right, at=at)


def read_article(member: Member, key: str = "oracle-bones/1", at=NOON):
    return points.earn(to=payee(member), code=Code.ARTICLE_READ, object_key=key, wanted=1, at=at)


def another_than(member: Member) -> int:
    """The id of someone who may answer for what is changed by hand: never the member."""
    found = db.session.scalar(select(Member.id).where(Member.id != member.id).order_by(Member.id).limit(1))
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def tariff(app):
    points.load_tariff(at=NOON)


def an_administrator(name, sign_in_name, branch, place):
    member = make_member(name, sign_in_name, branch)
    people.grant(member_id=member.id, role=Role.ADMINISTRATOR, organisation_id=place.id, by=None, at=SPRING)
    return member


@pytest.fixture
def zheng(house):
    return an_administrator("郑工", "zheng", house.third, house.works)


@pytest.fixture
def qian(house):
    return an_administrator("钱工", "qian", house.office, house.works)
