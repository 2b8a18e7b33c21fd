"""The speed budgets, counted with the guard's own statement; see DESIGN's table in the README."""

import pytest

from quizapp.quizzes import queries
from tests.counting import statements
from tests.quizzes.playing import form_of, play, run_of, start


@pytest.fixture
def visitor(client_of, five, house, mei):
    client = client_of(house.li_mei)
    client.get("/challenge")
    play(mei, start(mei), [True] * 5)  # the tariff is read once a process
    return client


@pytest.fixture
def quiz(visitor, wall, mei):
    wall.forward(days=1)
    return visitor.post("/quiz/daily").location


def post_answer(visitor, quiz, mei, place):
    data = form_of(mei, quiz[6:], place) | {"n": str(place + 1)}
    with statements() as sent:
        assert visitor.post(f"{quiz}/answer", data=data).status_code == 303
    return sent


def test_starting_an_attempt_takes_at_most_eleven(visitor, wall):
    wall.forward(days=1)

    with statements() as sent:
        visitor.post("/quiz/daily")

    assert 0 < len(sent) <= 11


def test_an_answer_takes_at_most_three(visitor, quiz, mei):
    counts = [len(post_answer(visitor, quiz, mei, place)) for place in range(4)]

    assert counts == [3] * 4


def test_the_last_answer_marks_pays_and_projects_in_at_most_fourteen(visitor, quiz, mei, wall):
    play(mei, quiz[6:], [True] * 3 + [False], at=wall.at)

    sent = post_answer(visitor, quiz, mei, 4)

    assert run_of(mei, quiz[6:]).right_count == 4
    assert 3 < len(sent) <= 14, "\n".join(sent)


@pytest.mark.parametrize(("page", "most"), [("", 3), ("?n=1", 4), ("/result", 6)])
def test_the_pages_take_a_handful(visitor, quiz, mei, wall, page, most):
    play(mei, quiz[6:], [True] * (5 if page == "/result" else 1), at=wall.at)

    with statements() as sent:
        assert visitor.get(quiz + page).status_code == 200

    assert 0 < len(sent) <= most, "\n".join(sent)


def test_where_todays_five_stand_is_one_statement(visitor, quiz, mei):
    with statements() as sent:
        queries.today(mei.member_id, run_of(mei, quiz[6:]).day)

    assert len([one for one in sent if "right_count" in one and "paper" not in one]) == 1
