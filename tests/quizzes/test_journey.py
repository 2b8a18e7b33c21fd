import re
from random import Random

import pytest

from quizapp.quizzes import operations
from tests.conftest import NOON
from tests.quizzes.playing import answer, form_of, play, run_of, start


@pytest.fixture
def mei_at(reading_english, five, house):
    return reading_english(house.li_mei)


def begin(client):
    client.get("/challenge")
    return client.post("/quiz/daily").location


def send(client, to, address, place, right=True, **more):
    data = form_of(to, handle_in(address), place, right) | {"n": [str(place + 1)]} | more
    return client.post(f"{address}/answer", data=data)


def handle_in(address):
    return address.removeprefix("/quiz/")


def test_a_whole_quiz(mei_at, mei):
    address = begin(mei_at)

    for place in range(5):
        assert f"Question {place + 1} of 5" in mei_at.get(address).text
        assert "KEY-CANARY" in mei_at.get(send(mei_at, mei, address, place, right=place != 2).location).text

    result = mei_at.get(f"{address}/result").text
    assert re.search(r"4 <span class=\"result-of\">/ 5", result)
    assert "+4" in result and "Daily five" in result


def test_the_challenge_tab_leads_on_from_where_one_is(mei_at, mei):
    assert "Start today" in mei_at.get("/challenge").text
    address = begin(mei_at)
    send(mei_at, mei, address, 0)

    assert "Go on with question 2" in mei_at.get("/challenge").text
    play(mei, handle_in(address), [True] * 4, first=1)

    assert "Practise again" in mei_at.get("/challenge").text


def test_a_reload_comes_back_to_the_same_question_with_the_same_options(mei_at):
    address = begin(mei_at)

    first, second = mei_at.get(address).text, mei_at.get(address).text

    assert re.findall(r"[0-9a-f]{12}", first) == re.findall(r"[0-9a-f]{12}", second)


def test_starting_in_a_second_tab_opens_the_same_attempt(mei_at):
    assert begin(mei_at) == begin(mei_at)


def test_after_the_answer_the_same_address_shows_why(mei_at, mei):
    address = begin(mei_at)

    after = send(mei_at, mei, address, 0, right=False)

    page = mei_at.get(after.location).text
    assert after.status_code == 303 and after.location.split("?")[0] == address
    assert "Why" in page and "Next question" in page and "✗" in page


def test_an_incomplete_answer_keeps_what_was_filled_in(mei_at, mei):
    address = begin(mei_at)
    place = [one.kind for one in run_of(mei, handle_in(address)).paper].index("ordering")
    play(mei, handle_in(address), [True] * place)
    names = list(form_of(mei, handle_in(address), place))

    page = mei_at.post(f"{address}/answer", data={"n": place + 1, names[0]: "3"})

    assert page.status_code == 422
    assert "not complete" in page.text and page.text.count("selected") == 1


def test_an_answer_out_of_order_leads_to_the_question_asked(mei_at, mei):
    address = begin(mei_at)

    page = mei_at.post(
        f"{address}/answer", data=form_of(mei, handle_in(address), 3) | {"n": "4"}, follow_redirects=True
    )

    assert "Question 1 of 5" in page.text and "One question after the other" in page.text


def test_another_answer_is_told_that_the_first_stands(mei_at, mei):
    address = begin(mei_at)
    send(mei_at, mei, address, 0, right=True)

    page = mei_at.get(send(mei_at, mei, address, 0, right=False).location).text

    assert "The first answer stands" in page
    assert run_of(mei, handle_in(address)).answered == 1


def test_nothing_the_browser_says_of_its_score_counts(mei_at, mei):
    address = begin(mei_at)
    claims = {
        "score": "500",
        "right_count": "5",
        "answered": "5",
        "state": "graded",
        "share": "1",
        "elapsed": "1",
    }

    send(mei_at, mei, address, 0, right=False, **claims)

    run = run_of(mei, handle_in(address))
    assert (run.answered, run.score, run.right_count, run.state) == (1, 0, 0, "in_progress")


@pytest.mark.parametrize("page", ["", "?n=1", "/result"])
def test_anothers_attempt_is_not_there(mei_at, qiang, page):
    assert mei_at.get(f"/quiz/{start(qiang)}{page}").status_code == 404


@pytest.mark.parametrize("step", ["answer", "finish", "again"])
def test_anothers_attempt_cannot_be_touched(mei_at, qiang, step):
    handle = start(qiang)
    mei_at.get("/challenge")
    before = run_of(qiang, handle)

    assert mei_at.post(f"/quiz/{handle}/{step}", data={"n": "1"}).status_code == 404
    assert run_of(qiang, handle) == before


def test_an_attempt_of_yesterday_is_shown_as_closed_and_looking_changes_nothing(mei_at, mei, wall):
    handle = start(mei)
    play(mei, handle, [True, True])
    before = run_of(mei, handle)
    wall.forward(days=1)

    page = mei_at.get(f"/quiz/{handle}", follow_redirects=True).text

    assert "It was not finished before the study day ended" in page
    assert run_of(mei, handle) == before


def test_the_result_says_what_every_answer_paid(mei_at, mei):
    handle = start(mei)
    play(mei, handle, [True, False, True, True, True])

    page = mei_at.get(f"/quiz/{handle}/result").text

    assert "+4" in page and "The answer was not right" in page
    assert 'href="#answer-2"' in page and 'id="answer-2"' in page


def test_finishing_early_by_the_button_shows_the_rest_as_not_answered(mei_at, mei):
    address = begin(mei_at)
    send(mei_at, mei, address, 0)
    assert "Finish with 1 of 5 answered" in mei_at.get(address).text

    page = mei_at.post(f"{address}/finish", follow_redirects=True).text

    assert page.count("Not answered") == 4


def test_practice_is_called_practice_and_pays_nothing(mei_at, mei):
    handle = start(mei)
    play(mei, handle, [True] * 5)
    mei_at.get("/challenge")

    address = mei_at.post(f"/quiz/{handle}/again").location
    assert "Practice" in mei_at.get(address).text
    play(mei, handle_in(address), [True] * 5)

    assert "Practice pays nothing" in mei_at.get(f"{address}/result").text


def test_past_attempts_are_paged_by_the_last_one_seen(mei_at, mei):
    handle = start(mei)
    for seed in range(32):
        answer(mei, handle, 0)
        operations.finish(to=mei, handle=handle, at=NOON)
        handle = operations.practise_again(to=mei, handle=handle, rng=Random(seed), at=NOON)

    first = mei_at.get("/quiz/past").text
    rest = mei_at.get(re.search(r"/quiz/past\?before=[^\"]+", first)[0]).text

    assert (first.count('class="row-link"'), rest.count('class="row-link"')) == (30, 3)
    assert "Show earlier ones" in first and "Show earlier ones" not in rest
