"""Sign in → read → quiz → points → board, as forms and pages."""

import re

import pytest

from quizapp.points.queries import balance
from tests.cast import PASSWORD
from tests.journeys.answers import answer_to_next

ARTICLE = "/read/oracle-bones-weather"


@pytest.fixture
def phone(client, sun_wei):
    client.get("/sign-in")
    client.post("/sign-in", data={"identifier": "sunwei", "password": PASSWORD})
    client.get("/me")
    return client


def read_to_the_end(phone, wall, address=ARTICLE):
    page = phone.get(address).text
    form = dict(
        re.findall(
            r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page.split("/finished")[1].split("</form>")[0]
        )
    )
    wall.forward(minutes=4)
    return phone.post(f"{address}/finished", data=form, follow_redirects=True)


def five_rightly(phone):
    handle = phone.post("/quiz/daily").location.split("/")[2]
    for _ in range(5):
        phone.get(f"/quiz/{handle}")
        phone.post(f"/quiz/{handle}/answer", data=answer_to_next(handle))
    return phone.get(f"/quiz/{handle}/result").text


def test_today_greets_by_name_and_pays_the_visit(phone, sun_wei):
    page = phone.get("/").text

    assert "孙伟" in page
    assert balance(sun_wei.id).available == 1


def test_opening_today_again_pays_nothing_more(phone, sun_wei):
    for _ in range(3):
        phone.get("/")

    assert balance(sun_wei.id).available == 1


def test_reading_an_article_to_its_end_pays_a_point(phone, sun_wei, wall):
    page = read_to_the_end(phone, wall)

    assert page.status_code == 200
    assert balance(sun_wei.id).available == 1


def test_five_right_answers_pay_five_points(phone, sun_wei):
    page = five_rightly(phone)

    assert re.search(r"5\s*(<[^>]+>\s*)*/\s*5", page)
    assert balance(sun_wei.id).available == 5


def test_the_whole_day_is_on_the_statement_and_on_the_board(phone, sun_wei, wall):
    phone.get("/")
    read_to_the_end(phone, wall)
    five_rightly(phone)

    assert balance(sun_wei.id).available == 7
    statement, board = phone.get("/points").text, phone.get("/boards?span=day").text
    assert statement.count("+5") >= 1 and statement.count("+1") >= 2
    assert re.search(r"孙伟.*?\b7\b", board, re.DOTALL)


def test_what_was_read_is_found_again_by_searching(phone):
    page = phone.get("/search?q=下雨").text

    assert ARTICLE in page and "<mark" in page
