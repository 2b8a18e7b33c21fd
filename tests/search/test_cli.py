"""quizapp search ..."""

import json

import pytest
from click.testing import CliRunner

from quizapp import config
from quizapp.search import cli, operations, store
from tests.conftest import NOON
from tests.search.shelf import document

DOCUMENTS = [document("a", "认真学习", title="学习之星")]


@pytest.fixture
def run(app):
    group = cli.commands(lambda: DOCUMENTS)
    return lambda *words: CliRunner().invoke(group, words)


def test_rebuilding_says_how_many_documents_there_are(run):
    assert run("rebuild").output == "Documents in the new index: 1\n"


def test_rebuilding_many_tells_its_progress(run, monkeypatch):
    monkeypatch.setattr(cli, "STEP", 1)

    assert run("rebuild").stderr == "1 …\n"


def test_catching_up_begins_with_all_documents_and_follows_the_outbox(run):
    operations.put(document("b", "学习"), at=NOON)

    assert run("catch-up").output == "Changes indexed: 1\n"
    assert json.loads(run("query", "学习", "--json").output)["total"] == 2


def test_a_query_shows_what_was_found(run):
    run("rebuild")

    assert run("query", "學習").output == "a  学习之星\n    认真学习\nFound: 1\n"


def test_a_query_answers_as_json(run):
    run("rebuild")

    answer = json.loads(run("query", "学习", "--limit", "1", "--json").stdout)
    assert answer["hits"][0]["key"] == "a" and answer["degraded"] is False


def test_a_query_without_an_index_fails_and_says_what_to_do(run):
    answered = run("query", "学习")

    assert answered.exit_code == 1 and "quizapp search rebuild" in answered.output
    assert store.signature(config.current().index_folder) is None
