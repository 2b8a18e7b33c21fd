"""The page an article is read on, with script and without."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from quizapp.db import db
from quizapp.people.operations import set_preferences
from quizapp.people.reach import Audience
from quizapp.points.queries import balance
from quizapp.study import operations
from quizapp.study.models import Reading
from quizapp.study.queries import continue_reading
from tests.conftest import NOON
from tests.counting import statements
from tests.study.conftest import EASY, payee
from tests.study.library import stock, write_article, write_library

PAGE = "/read/oracle-bones-discovery"


@pytest.fixture
def shelf(app):
    stock()


@pytest.fixture
def browser(shelf, client_of, li_mei):
    return client_of(li_mei)


def note_on(page) -> str:
    return re.search(r'name="opened" value="([^"]+)"', page.text)[1]


def beat(browser, end=True, where=PAGE, body=None):
    headers = {"X-CSRFToken": browser.csrf_token, "Accept": "application/json"}
    return browser.post(f"{where}/beat", json={"end": end} if body is None else body, headers=headers)


def finish(browser, note, where=PAGE):
    return browser.post(f"{where}/finished", data={"opened": note}, follow_redirects=True)


def prefer(member, content_language):
    set_preferences(
        member_id=member.id,
        interface_language="en",
        content_language=content_language,
        large_type=False,
        theme="auto",
    )


def test_it_shows_the_article_in_its_place(browser, li_mei):
    prefer(li_mei, "zh-Hans")

    page = browser.get(PAGE).text

    for wanted in (
        "文字从哪里来",
        "2 of 5",
        "829 characters",
        "about 4 min",
        "+1 for reading to the end",
        "In this article",
    ):
        assert wanted in page, wanted
    assert 'rel="prev" href="/read/oracle-bones-weather"' in page
    assert 'rel="next" href="/read/oracle-bones-calendar"' in page


def test_the_contents_lead_to_the_headings(browser):
    page = browser.get(PAGE).text

    targets = re.findall(r'href="#(text-part-\d+)"', page)
    assert targets and all(page.count(f'id="{target}"') == 1 for target in targets)


def test_opening_it_writes_nothing(browser):
    with statements() as sent:
        browser.get(PAGE)
        browser.head(PAGE)

    assert not [text for text in sent if not text.startswith("SELECT")]
    assert db.session.scalar(select(func.count()).select_from(Reading)) == 0


def test_it_costs_at_most_six_statements(browser):
    browser.get(PAGE)

    with statements() as sent:
        browser.get(PAGE)

    assert len(sent) <= 6


def test_an_article_that_is_not_there_is_not_found(browser):
    browser.get(PAGE)

    assert browser.get("/read/no-such-article").status_code == 404
    assert beat(browser, where="/read/no-such-article").status_code == 404


def test_finishing_without_script_pays(browser, wall, li_mei):
    note = note_on(browser.get(PAGE))
    wall.forward(seconds=83)

    page = finish(browser, note)

    db.session.rollback()
    assert balance(li_mei.id).available == 1
    assert "Read to the end" in page.text or "读完" in page.text


def test_finishing_too_soon_pays_nothing(browser, wall, li_mei):
    note = note_on(browser.get(PAGE))
    wall.forward(seconds=50)

    finish(browser, note)

    db.session.rollback()
    assert balance(li_mei.id).available == 0


def test_sending_the_form_twice_pays_once(browser, wall, li_mei):
    note = note_on(browser.get(PAGE))
    wall.forward(seconds=83)

    finish(browser, note)
    finish(browser, note)

    db.session.rollback()
    assert balance(li_mei.id).available == 1


@pytest.mark.parametrize("note", ["", "forged", None])
def test_a_note_of_ones_own_making_pays_nothing(browser, wall, li_mei, note):
    sent = note if note is not None else note_on(browser.get("/read/oracle-bones-weather"))
    browser.get(PAGE)
    wall.forward(seconds=500)

    assert finish(browser, sent).status_code == 200

    db.session.rollback()
    assert balance(li_mei.id).available == 0


def test_beats_pay_and_say_so(browser, wall):
    browser.get(PAGE)
    answers = []
    for _ in range(9):
        answers.append(beat(browser))
        wall.forward(seconds=15)

    assert [answer.status_code for answer in answers] == [204] * 6 + [200] + [204] + [200]
    assert answers[6].json["points"] == 1 and answers[6].json["read"] is True
    assert "+1" in answers[8].json["said"] and answers[8].json["read"] is False


def test_a_beat_costs_three_statements_with_the_guard(browser, wall):
    browser.get(PAGE)
    beat(browser)
    wall.forward(seconds=15)

    with statements() as sent:
        beat(browser)

    assert len(sent) == 3


@pytest.mark.parametrize("body", [[], {}, {"end": "yes"}, {"end": 1}, "x"])
def test_a_beat_that_says_nothing_sensible_is_refused(browser, body):
    browser.get(PAGE)

    assert beat(browser, body=body).status_code == 400


def test_a_beat_without_the_token_is_refused(browser):
    browser.get(PAGE)

    assert browser.post(f"{PAGE}/beat", json={"end": True}, headers={}).status_code == 400


def test_someone_signed_out_is_not_credited(shelf, client):
    assert client.post(f"{PAGE}/beat", json={"end": True}).status_code in (303, 400, 401)


def test_a_member_reads_the_language_they_chose(browser, li_mei):
    prefer(li_mei, "en")

    assert "The four golden minutes" in browser.get("/read/first-aid-golden-minutes").text


def test_an_article_in_one_language_only_is_shown_in_that(browser, li_mei):
    prefer(li_mei, "en")

    assert "文字从哪里来" in browser.get(PAGE).text


def test_the_other_language_is_one_tap_away(browser):
    page = browser.get("/read/first-aid-choking").text
    assert "/read/first-aid-choking?lang=en" in page

    assert (
        'data-beat="/read/first-aid-choking/beat?lang=en"'
        in browser.get("/read/first-aid-choking?lang=en").text
    )


def test_an_article_read_before_says_so(browser, wall, li_mei):
    at = NOON - timedelta(days=2)
    operations.finish(
        to=payee(li_mei),
        article_key="oracle-bones-discovery",
        lang="zh-Hans",
        opened_at=at,
        at=at + timedelta(minutes=3),
    )
    prefer(li_mei, "zh-Hans")

    page = browser.get(PAGE).text

    assert "Read to the end" in page and "+1 for reading" not in page


def test_an_article_meant_for_others_is_not_found(app, client_of, li_mei, tmp_path):
    folder = write_library(tmp_path / "content", {"river": EASY})
    write_article(folder, "river", EASY, more='member_types = ["floating"]\n')
    stock(folder)

    assert client_of(li_mei).get("/read/river").status_code == 404


def test_reading_goes_on_in_the_module_read_last(shelf, li_mei):
    at = NOON - timedelta(days=2)
    operations.finish(
        to=payee(li_mei),
        article_key="first-aid-choking",
        lang="zh-Hans",
        opened_at=at,
        at=at + timedelta(minutes=3),
    )

    following = continue_reading(li_mei.id, "zh-Hans", Audience("office"))

    assert (following.article_key, following.place, following.count) == ("first-aid-golden-minutes", 1, 5)


def test_someone_new_begins_at_the_beginning(shelf, li_mei):
    assert continue_reading(li_mei.id, "zh-Hans", Audience("office")).article_key == "oracle-bones-weather"


def test_whoever_has_read_everything_has_nothing_to_continue(rivers, li_mei):
    for number, key in enumerate(("river", "canal", "lake")):
        at = NOON + timedelta(hours=number)
        operations.finish(
            to=payee(li_mei), article_key=key, lang="zh-Hans", opened_at=at, at=at + timedelta(minutes=11)
        )

    assert continue_reading(li_mei.id, "zh-Hans", Audience("office")) is None
