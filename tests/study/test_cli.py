"""quizapp study check and study load."""

import json

import pytest
from click.testing import CliRunner

from quizapp.study.cli import study
from quizapp.study.queries import editions_plain
from tests.study.library import SHIPPED, put, write_library

pytestmark = pytest.mark.usefixtures("app")


def run(*args):
    return CliRunner().invoke(study, [str(arg) for arg in args])


def test_a_sound_library_checks_and_loads(tmp_path):
    folder = write_library(tmp_path / "content")

    assert run("check", folder).output == "modules 1, articles 1, packages 0, editions 1\n"
    assert "added 1" in run("load", folder).output
    assert "unchanged 1" in run("load", folder).output


def test_the_shipped_library_is_the_default():
    assert json.loads(run("load", "--json").output)["added"] == len(list(SHIPPED.glob("*/*.md")))


def test_checking_loads_nothing(tmp_path):
    run("check", write_library(tmp_path / "content"))

    assert editions_plain() == {}


@pytest.mark.parametrize("command", ["check", "load"])
def test_every_complaint_is_told_and_nothing_is_loaded(tmp_path, command):
    folder = write_library(tmp_path / "content")
    put(folder / "rivers" / "notes.md", "x")
    put(folder / "packages" / "soon.toml", "key =")

    ran = run(command, folder)

    assert ran.exit_code == 1 and editions_plain() == {}
    assert (
        "packages/soon.toml:1: is not TOML" in ran.stderr and "rivers/notes.md:1: is not named" in ran.stderr
    )


def test_complaints_are_told_as_json_too(tmp_path):
    folder = write_library(tmp_path / "content")
    put(folder / "rivers" / "notes.md", "x")

    told = json.loads(run("check", folder, "--json").stdout)

    assert told["complaints"][0]["file"] == "rivers/notes.md" and told["complaints"][0]["line"] == 1


def test_a_folder_that_is_not_there_is_complained_about(tmp_path):
    assert run("check", tmp_path / "nowhere").exit_code == 1
