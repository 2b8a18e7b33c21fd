"""A study administrator of the whole works, members who came some way, and counts that are up to date."""

import pytest

from quizapp.people import operations as people
from quizapp.people.roles import Role
from quizapp.points import operations as points
from quizapp.points import worker
from quizapp.points.earning import Code
from tests.conftest import NOON
from tests.points.conftest import payee, read_article


def come(member, at=NOON):
    """Register, open Today."""
    people.change_password(member_id=member.id, password_hash="x", sign_in_id=0, at=at)
    people.activate(member_id=member.id, at=at)
    points.earn(to=payee(member), code=Code.LOGIN, object_key="today", wanted=1, at=at)


@pytest.fixture
def works(house):
    """李梅 has studied, 王强 has only opened Today, 赵敏 is invited."""
    points.load_tariff(at=NOON)
    come(house.li_mei)
    come(house.wang_qiang)
    read_article(house.li_mei)
    worker.catch_up(at=NOON)
    return house


@pytest.fixture
def desk(works, client_of):
    """赵敏 as study administrator of everything."""
    give(works.zhao_min, works.works)
    return client_of(works.zhao_min)


def give(member, place, role=Role.STUDY_ADMINISTRATOR):
    people.grant(member_id=member.id, role=role, organisation_id=place.id, by=None, at=NOON)
