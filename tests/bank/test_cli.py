import json

import pytest

from quizapp.bank.cli import commands
from quizapp.bank.files import folder, quotes
from quizapp.config import CHECKOUT
from quizapp.study.files import plain_texts
from tests.bank.shelf import question, shelve

ARTICLE = {
    ("tea-leaves", "zh-Hans"): "茶分六类。\n龙井是绿茶。",
    ("tea-leaves", "en"): "Green tea\nis not fermented.",
}
QUOTED = 'article = "tea-leaves"\nquote = "{}"\n'


@pytest.fixture
def bank(app):
    def run(*args: object):
        return app.test_cli_runner().invoke(commands(lambda: ARTICLE), [str(arg) for arg in args])

    return run


def test_the_shipped_bank_has_no_complaint_and_every_quote_is_in_its_article():
    found = folder.read(CHECKOUT / "question_bank")

    assert found.complaints == ()
    assert list(quotes.complaints(found.questions, plain_texts(CHECKOUT / "content"))) == []
    assert len(found.questions) >= 330 and all(one.quote for one in found.questions)


def test_loading_says_what_was_done(bank, shelves):
    done = bank("load", shelve(shelves))

    assert done.exit_code == 0
    assert done.stdout == "Topics 1, added 5, changed 0, restored 0, unchanged 0, withdrawn 0.\n"


def test_the_instances_own_bank_is_the_default(app):
    group = commands(lambda: plain_texts(CHECKOUT / "content"))

    done = app.test_cli_runner().invoke(group, ["load", "--json"])

    assert json.loads(done.stdout)["added"] >= 330


def test_checking_loads_nothing(bank, shelves):
    assert bank("check", shelve(shelves)).stdout == "Topics 1, questions 5.\n"
    assert json.loads(bank("load", shelves, "--json").stdout)["added"] == 5


@pytest.mark.parametrize("command", ["check", "load"])
def test_complaints_are_all_told_by_file_and_line(bank, shelves, command):
    shelve(shelves, question(more="a = 1\n") + question("tea-002", more="b = 1\n"))

    done = bank(command, shelves)

    assert done.exit_code == 1
    assert done.stdout == (
        f"{shelves}/tea/01-leaves.toml:11: tea-001: unknown field 'a' for a question of type single\n"
        f"{shelves}/tea/01-leaves.toml:20: tea-002: unknown field 'b' for a question of type single\n"
    )


def test_complaints_can_be_had_as_json(bank, shelves):
    done = bank("check", shelves / "nowhere", "--json")

    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "ok": False,
        "complaints": [
            {"file": f"{shelves}/nowhere", "line": 1, "text": "cannot be opened (No such file or directory)"}
        ],
    }


def test_a_key_used_again_is_a_complaint_by_file_and_line(bank, shelves):
    for key in ("tea-001", "tea-002"):
        assert bank("load", shelve(shelves, question(key))).exit_code == 0

    done = bank(
        "load", shelve(shelves, question("tea-001", more="difficulty = 3\n").replace("difficulty = 2\n", ""))
    )

    assert done.exit_code == 1
    assert "01-leaves.toml:4: key 'tea-001' belonged to a question that was withdrawn" in done.stdout


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (QUOTED.format("龙井是绿茶。"), None),
        (QUOTED.format("Green tea is not fermented.") + 'lang = "en"\n', None),
        (
            QUOTED.format("龙井是绿茶！"),
            "12: tea-001: the quote does not stand word for word in 'tea-leaves'",
        ),
        (
            QUOTED.format("龙井是绿茶。") + 'lang = "en"\n',
            "12: tea-001: the quote does not stand word for word in 'tea-leaves'",
        ),
        ('article = "coffee"\n', "4: tea-001: article 'coffee' does not exist in zh-Hans"),
    ],
)
def test_a_quote_must_stand_in_its_article(bank, shelves, more, told):
    done = bank("check", shelve(shelves, question(more=more)))

    assert done.exit_code == (1 if told else 0)
    assert not told or told in done.stdout
