"""What is kept between requests shows nothing of who asked before, and reading holds nothing back."""

import re

import pytest
from sqlalchemy import event, literal_column, select, text

from quizapp.db import db, source, stop_reading
from quizapp.people import operations as people
from quizapp.people.models import Member
from quizapp.prepared import Prepared
from tests.cast import make_member

NAME_OF = Prepared(select(Member.name).where(Member.sign_in_name == "limei"))
UNKNOWN = Prepared(select(literal_column("nowhere")).select_from(Member))


def prefer(member, **likes):
    usual = {"interface_language": None, "content_language": "zh-Hans", "large_type": False, "theme": "auto"}
    people.set_preferences(member_id=member.id, **(usual | likes))


def token_on(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def test_two_members_in_turn_each_see_their_own_name_branch_and_token(client_of, house):
    mei, min_ = client_of(house.li_mei), client_of(house.zhao_min)
    for address in ("/", "/boards", "/me"):
        mine, hers, again = mei.get(address).text, min_.get(address).text, mei.get(address).text

        assert "第三支部" in mine and "机关支部" not in mine
        assert "机关支部" in hers and "第三支部" not in hers and "李梅" not in hers
        assert token_on(mine) == token_on(again) != token_on(hers)


def test_a_page_follows_its_reader_into_another_language_and_back(client_of, li_mei):
    browser = client_of(li_mei)
    chinese = browser.get("/").text
    prefer(li_mei, interface_language="en", theme="dark")
    english = browser.get("/").text
    prefer(li_mei)

    assert "今日任务" in chinese and "Today's tasks" not in chinese
    assert "今日任务" not in english and "Today's tasks" in english and 'data-theme="dark"' in english
    assert "今日任务" in browser.get("/").text


def test_what_is_told_in_a_sentence_is_never_markup(client_of, house):
    sly = make_member("<b>%(name)s</b>", "sly", house.third)

    page = client_of(sly).get("/").text

    assert "&lt;b&gt;%(name)s&lt;/b&gt;" in page and "<b>" not in page


def test_a_page_that_only_reads_has_no_session_and_gives_its_connection_back(client_of, li_mei):
    browser = client_of(li_mei)
    browser.get("/")
    stop_reading()
    db.session.remove()
    begun = []
    event.listen(db.session, "after_transaction_create", lambda *_: begun.append("a transaction"))

    assert browser.get("/boards").status_code == 200
    assert begun == []
    assert db.engine.pool.checkedout() == 0


def test_what_was_written_meanwhile_is_seen_by_the_next_question(app, li_mei):
    assert NAME_OF.one().name == "李梅"

    prefer(li_mei, theme="dark")  # a write of one's own ends what was read before it
    with app.app_context():
        db.session.execute(text("UPDATE members SET name = '李小梅' WHERE sign_in_name = 'limei'"))
        db.session.commit()

    assert NAME_OF.one().name == "李小梅"


def test_inside_a_transaction_a_question_sees_what_it_wrote(li_mei):
    NAME_OF.one()
    db.session.get_one(Member, li_mei.id).name = "李小梅"

    assert NAME_OF.one().name == "李小梅"
    db.session.rollback()
    assert NAME_OF.one().name == "李梅"


def test_a_question_that_failed_spoils_none_after_it(li_mei):
    with pytest.raises(Exception, match="nowhere"):
        UNKNOWN.all()

    assert NAME_OF.one().name == "李梅"
    assert source().driver.is_valid
