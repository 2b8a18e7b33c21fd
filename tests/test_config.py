"""Settings: nonsense is refused at start, in one sentence that names it."""

import os
import stat

import pytest

from quizapp import config


@pytest.fixture
def home(tmp_path):
    config.write_secrets(tmp_path / "secrets.toml")
    return tmp_path


def load(home, **more):
    return config.load({"QUIZAPP_HOME": str(home), **more})


def test_the_database_is_a_file_in_the_home_folder(home):
    assert load(home).database_url == f"sqlite:///{home}/quizapp.db"


def test_settings_can_stand_in_a_dotenv_file(home):
    (home / ".env").write_text("# ours\nQUIZAPP_WORKERS=5\n")

    assert load(home).workers == 5
    assert load(home, QUIZAPP_WORKERS="3").workers == 3


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("QUIZAPP_WORKERS", "many"),
        ("QUIZAPP_WORKERS", "0"),
        ("QUIZAPP_MODE", "debug"),
        ("QUIZAPP_PLAIN_HTTP", "yes"),
        ("QUIZAPP_TRUSTED_HOSTS", "http://x"),
        ("QUIZAPP_WROKERS", "2"),
        ("DATABASE_URL", "mysql://x"),
    ],
)
def test_nonsense_is_refused_by_name(home, setting, value):
    with pytest.raises(config.BadSettings, match=setting):
        load(home, **{setting: value})


def test_a_broken_dotenv_line_is_named(home):
    (home / ".env").write_text("QUIZAPP_WORKERS=2\nthis is no setting\n")

    with pytest.raises(config.BadSettings, match=r"\.env: line 2"):
        load(home)


def test_production_does_not_start_without_secrets(tmp_path):
    with pytest.raises(config.BadSettings, match="quizapp secrets"):
        load(tmp_path)


def test_secrets_that_others_can_read_are_refused(home):
    (home / "secrets.toml").chmod(0o644)

    with pytest.raises(config.BadSettings, match="chmod 600"):
        load(home)


@pytest.mark.parametrize(
    "text", ["", "cookie = 1", "not toml", 'cookie = "c2hvcnQ="\nphone = "c2hvcnQ="\nindex = "c2hvcnQ="']
)
def test_damaged_secrets_are_refused_and_left_alone(home, text):
    (home / "secrets.toml").write_text(text)

    with pytest.raises(config.BadSettings, match=r"secrets\.toml"):
        load(home)
    assert (home / "secrets.toml").read_text() == text


def test_fresh_secrets_are_for_the_owner_alone(home):
    assert stat.S_IMODE((home / "secrets.toml").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_home_is_named(home):
    home.chmod(0o500)

    with pytest.raises(config.BadSettings, match="read-only"):
        load(home)


def test_a_home_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(config.BadSettings, match="cannot be made"):
        load(tmp_path / "file")
