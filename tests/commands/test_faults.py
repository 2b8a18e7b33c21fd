"""What goes wrong for reasons a person can mend: one clear sentence, no traceback, nothing lost."""

import json
import shutil
import socket

import pytest
from click.testing import CliRunner

from quizapp import config
from quizapp.cli import main


@pytest.fixture
def home(tmp_path, monkeypatch, database_url):
    """A working instance in an empty folder."""
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    config.write_secrets(folder / "secrets.toml")
    for name, value in {
        "QUIZAPP_HOME": str(folder),
        "QUIZAPP_MODE": "test",
        "DATABASE_URL": database_url,
    }.items():
        monkeypatch.setenv(name, value)
    return folder


def quizapp(*words):
    ran = CliRunner().invoke(main, list(words))
    assert "Traceback" not in ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


@pytest.fixture
def library(tmp_path):
    return shutil.copytree(config.CHECKOUT / "content", tmp_path / "library")


@pytest.fixture
def questions(tmp_path):
    return shutil.copytree(config.CHECKOUT / "question_bank", tmp_path / "questions")


def test_every_complaint_about_articles_is_told_with_its_file_and_line(home, library):
    (library / "first-aid" / "01-golden-minutes.zh-Hans.md").write_text("no front matter")
    (library / "grand-canal" / "module.toml").write_text("title = \n")

    ran = quizapp("study", "load", str(library))

    assert ran.exit_code == 1
    assert "01-golden-minutes.zh-Hans.md:1" in ran.output and "grand-canal/module.toml:1" in ran.output


def test_nothing_of_a_faulty_library_is_loaded(home, library):
    (library / "grand-canal" / "module.toml").write_text("title = \n")
    quizapp("study", "load", str(library))

    sound = quizapp("study", "load", "--json")

    assert sound.exit_code == 0 and json.loads(sound.output)["added"] > 0


def test_a_quote_that_is_not_in_its_article_is_a_complaint(home, questions):
    file = questions / "first-aid" / "01-golden-minutes.toml"
    file.write_text(file.read_text("utf8").replace('quote = "', 'quote = "并没有这样写：', 1), "utf8")

    ran = quizapp("bank", "check", str(questions))

    assert ran.exit_code == 1
    assert "01-golden-minutes.toml:" in ran.output and "quote" in ran.output


def test_a_folder_that_is_not_there_is_a_sentence(home):
    ran = quizapp("bank", "check", "/nowhere/at/all")

    assert ran.exit_code != 0 and "/nowhere/at/all" in ran.output


def test_a_busy_port_is_named_before_anything_starts(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ran = quizapp("serve", "--port", str(port))

    assert ran.exit_code == 1 and f"Port {port}" in ran.output


def test_a_database_of_another_version_is_not_served(home, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")

    ran = quizapp("points", "verify")

    assert ran.exit_code == 1 and "quizapp db upgrade" in ran.output


def test_a_database_that_does_not_answer_is_a_sentence(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")

    ran = quizapp("db", "status")

    assert ran.exit_code == 1 and "database" in ran.output.lower()


def test_a_database_file_that_is_none_is_a_sentence(home, monkeypatch, tmp_path):
    (tmp_path / "letter.db").write_text("Dear reader, this is a letter and no database." * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'letter.db'}")

    ran = quizapp("db", "upgrade")

    assert ran.exit_code == 1 and "not a database" in ran.output


def test_an_unreadable_setting_is_a_sentence(home):
    (home / ".env").write_bytes(b"QUIZAPP_WORKERS=\xff\xfe")

    ran = quizapp("db", "status")

    assert ran.exit_code == 1 and ".env" in ran.output


@pytest.mark.parametrize("group", ["bank", "db", "people", "points", "search", "study"])
def test_every_command_explains_itself(group):
    for name in main.commands[group].commands:
        assert "Usage" in quizapp(group, name, "--help").output


def test_the_first_administrator_can_be_made_once(home):
    words = (
        "people",
        "create-admin",
        "--sign-in-name",
        "fengjun",
        "--name",
        "冯军",
        "--organisation",
        "青港集团",
    )

    first, second = quizapp(*words), quizapp(*words)

    assert first.exit_code == 0 and "first password" in first.output
    assert second.exit_code == 1 and "taken" in second.output


def test_secrets_are_written_once(home):
    before = (home / "secrets.toml").read_text()

    ran = quizapp("secrets")

    assert ran.exit_code == 1 and "exists already" in ran.output
    assert (home / "secrets.toml").read_text() == before
