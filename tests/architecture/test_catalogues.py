"""Both languages are complete: every sentence in the source has a Chinese translation that is neither empty nor fuzzy."""

import subprocess
import sys

import pytest
from babel.messages.pofile import read_po

from tests.architecture.reading import ROOT

CATALOGUE = ROOT / "quizapp" / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"


def messages_of(file, locale=None):
    with file.open("rb") as opened:
        return {message.id: message for message in read_po(opened, locale=locale) if message.id}


@pytest.fixture(scope="module")
def in_the_source(tmp_path_factory):
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    words = ["-k", "_l", "-k", "Message", "-k", "_", "--no-location"]
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "-q",
        "extract",
        "-F",
        "babel.cfg",
        *words,
        "-o",
        str(template),
        "quizapp",
        "templates",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return messages_of(template)


@pytest.fixture(scope="module")
def translated():
    return messages_of(CATALOGUE, locale="zh_Hans")


def test_every_sentence_is_translated(in_the_source, translated):
    def done(message):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        return all(texts) and not message.fuzzy

    missing = sorted(str(key) for key in in_the_source if key not in translated or not done(translated[key]))

    assert missing == []


def test_no_translation_is_left_over(in_the_source, translated):
    assert sorted(str(key) for key in translated if key not in in_the_source) == []


def test_every_place_in_a_sentence_is_in_its_translation(in_the_source, translated):
    wrong = [str(key) for key, message in translated.items() if message.check()]

    assert wrong == []
