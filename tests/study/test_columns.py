"""Columns: an organisation shows its members those it chose, and the articles of the others are not there for them."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import NoResultFound

from quizapp import config
from quizapp.db import db
from quizapp.people import operations as people
from quizapp.people.roles import Role
from quizapp.points.payee import Payee
from quizapp.search.worker import rebuild
from quizapp.study import operations as study
from quizapp.study.queries import documents
from tests.conftest import NOON
from tests.study.library import stock

LAW, HEALTH = "/read/everyday-law-", "/read/first-aid-"


@pytest.fixture
def shelves(app):
    stock()
    rebuild(config.current().index_folder, documents())


@pytest.fixture
def head(house, client_of, shelves):
    """李梅 administers the whole works."""
    people.grant(
        member_id=house.li_mei.id,
        role=Role.ADMINISTRATOR,
        organisation_id=house.works.id,
        by=None,
        at=NOON,
    )
    people.set_interface_language(member_id=house.li_mei.id, language="en")
    return client_of(house.li_mei)


@pytest.fixture
def choose(head, house):
    """Tick columns for an organisation on its page."""

    def ticked(node, **form):
        head.get(f"/desk/organisations/{node.id}/columns")
        return head.post(f"/desk/organisations/{node.id}/columns", data=form, follow_redirects=True)

    return ticked


def credit(member, columns):
    """Say that a member has had an article of the law column open for ten minutes."""
    return study.finish(
        to=Payee(member.id, member.branch_id, member.member_type, "Asia/Shanghai"),
        article_key="everyday-law-iou",
        lang="zh-Hans",
        opened_at=NOON - timedelta(minutes=10),
        at=NOON,
        columns=columns,
    )


def test_a_member_finds_only_the_columns_that_were_chosen(head, choose, house):
    choose(house.works, column=["health"])

    learn = head.get("/learn").text

    assert "/learn/first-aid" in learn and "/learn/everyday-law" not in learn


def test_what_is_not_shown_can_be_neither_opened_nor_credited(head, choose, house):
    choose(house.works, column=["health"])

    assert head.get("/read/first-aid-choking").status_code == 200
    assert head.get("/read/everyday-law-iou").status_code == 404
    assert head.get("/learn/everyday-law").status_code == 404
    with pytest.raises(NoResultFound):
        credit(house.li_mei, columns=("health",))
    assert credit(house.li_mei, columns=("health", "law")).read


def test_search_finds_nothing_of_what_is_not_shown(head, choose, house):
    assert LAW in head.get("/search?q=的&module=everyday-law").text
    choose(house.works, column=["health"])

    assert LAW not in head.get("/search?q=的").text
    assert LAW not in head.get("/search?q=的&module=everyday-law").text
    assert HEALTH in head.get("/search?q=的").text


def test_today_leads_to_nothing_that_is_not_shown(head, choose, house):
    choose(house.works, column=["health"])

    assert HEALTH in head.get("/").text


def test_a_branch_below_follows_until_it_chooses_its_own(head, choose, client_of, house):
    member = client_of(house.wang_qiang)
    choose(house.works, column=["health"])
    assert member.get("/read/everyday-law-iou").status_code == 404

    choose(house.third, column=["law"])

    assert member.get("/read/everyday-law-iou").status_code == 200
    assert member.get("/read/first-aid-choking").status_code == 404


def test_what_comes_from_above_can_be_taken_again(head, choose, house):
    choose(house.works, column=["health"])
    page = choose(house.works, inherit="1").text

    assert "nothing is chosen here" in page
    assert head.get("/read/everyday-law-iou").status_code == 200


def test_no_column_at_all_is_refused_and_nothing_changes(head, choose, house):
    choose(house.works, column=["health"])
    refused = choose(house.works, column=["no-such-column"])

    assert refused.status_code == 422 and "Choose at least one column" in refused.text
    assert head.get("/read/first-aid-choking").status_code == 200


def test_other_settings_stay_as_they_are(choose, house):
    people.set_settings(organisation_id=house.works.id, own={"zone": "Asia/Urumqi"}, by=None, at=NOON)

    choose(house.works, column=["health"])

    db.session.rollback()
    assert house.works.own_settings == {"zone": "Asia/Urumqi", "columns": ["health"]}
