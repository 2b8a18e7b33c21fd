"""Reminding those who have not studied: once in a period, noted, and with what came of it."""

import re

import pytest

from quizapp.audit.models import AuditRow
from quizapp.db import db
from quizapp.inbox import queries as inbox
from quizapp.inbox.models import Notice
from quizapp.inbox.operations import Sent
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.supervision.manage.lists import HAD, _in_words
from tests.conftest import NOON
from tests.points.conftest import payee
from tests.supervision.conftest import give


def remind(desk, place, **more):
    desk.get("/me")
    answer = desk.post(f"/figures/{place.id}/remind", data={"who": "studied", "span": "week", **more})
    told = re.findall(r'class="flash[^>]*>(.*?)</p>', desk.get("/me").text)
    db.session.rollback()
    return " ".join(told), answer


def test_it_works(desk, works):
    told, _ = remind(desk, works.works)

    assert "已提醒 1 人。" in told
    assert inbox.waiting(works.wang_qiang.id).latest == "study_this_week"
    assert inbox.waiting(works.li_mei.id).count == 0


def test_who_had_one_this_week_gets_no_other(desk, works):
    remind(desk, works.works)

    told, _ = remind(desk, works.works)

    assert "没有提醒任何人。1 人本周已收到过提醒。" in told
    assert db.session.query(Notice).count() == 1


@pytest.mark.parametrize("span", list(HAD))
@pytest.mark.parametrize("came", [Sent(0, 18, 0), Sent(3, 0, 2), Sent(1, 1, 1), Sent()])
def test_what_came_of_it_is_told_in_sentences_of_ones_language(app, came, span):
    with app.test_request_context("/"):
        told = _in_words(came, span)

    assert told.endswith("。") and not re.search(r"[A-Za-z,.]", told)
    assert told.count("。") == 1 + bool(came.had) + bool(came.enough)


def test_a_reminder_stands_in_the_audit_trail(desk, works):
    remind(desk, works.works)

    db.session.rollback()
    row = db.session.query(AuditRow).filter_by(verb="remind").one()
    assert (row.actor_id, row.changes["reminded"]) == (works.zhao_min.id, [None, 1])


def test_only_those_in_ones_own_part_are_reminded(works, client_of):
    give(works.zhao_min, works.office)
    visitor = client_of(works.zhao_min)

    remind(visitor, works.office)
    _, foreign = remind(visitor, works.third)

    assert foreign.status_code == 404
    assert db.session.query(Notice).count() == 0


@pytest.mark.parametrize(
    ("more", "why"), [({"who": "activated"}, "请当面联系"), ({"day": "2026-11-02"}, "已经结束")]
)
def test_what_cannot_be_reminded_says_why(desk, works, more, why):
    _, answer = remind(desk, works.works, **more)
    page = desk.get(f"/figures/{works.works.id}/not-yet", query_string={"who": "studied"} | more).text

    assert answer.status_code == 409 and why in answer.text
    assert "disabled" in page or "没有人" in page
    assert db.session.query(Notice).count() == 0


def test_who_studies_after_the_reminder_is_off_the_list(desk, works):
    remind(desk, works.works)
    points.earn(to=payee(works.wang_qiang), code=Code.COMMENT, object_key="x", wanted=1, at=NOON)

    assert "王强" not in desk.get(f"/figures/{works.works.id}/not-yet").text
