"""What a long form leaves in its report when it is ended early."""

import json
import time

import pytest

from tests.conftest import BACKEND
from tests.fire.killing import __main__ as killing
from tests.fire.racing import __main__ as racing
from tests.fire.racing.races import Count
from tests.fire.reported import keep

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}[BACKEND]


def the(report) -> dict:
    return json.loads(report.read_text("utf8"))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Reports are kept where the command was called."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ended_early():
    yield Count("cap of a day", 16, 60, rounds=2, wanted=640, given=120)
    yield Count("naive cap", 16, 60, rounds=2, wanted=640, given=150, over=30, must_fail=True)
    raise KeyboardInterrupt


def test_races_that_were_run_are_kept_and_said_to_be_not_all():
    keep(racing.REPORT, {"races": ["before"]}, finished=True)
    keep(racing.REPORT, {"races": ["of the other"]}, finished=True, backend=OTHER)

    with pytest.raises(KeyboardInterrupt):
        racing.told(ended_early(), rounds=2, began=time.monotonic())

    mine, other = the(racing.REPORT)[BACKEND], the(racing.REPORT)[OTHER]
    assert [race["race"] for race in mine["races"]] == ["cap of a day", "naive cap"]
    assert (mine["finished"], mine["rounds"], mine["differences"]) == (False, 2, None)
    assert (other["finished"], other["races"]) == (True, ["of the other"])


def test_races_are_finished_when_the_books_were_looked_at():
    racing.write([], [], rounds=2, took_s=1)

    assert the(racing.REPORT)[BACKEND]["finished"]


def test_kills_so_far_claim_nothing_that_only_the_end_can_tell():
    some = killing.Run(kills=3, clients=12, acks_under_fire=70)

    killing.write(some, finished=False)
    half = the(killing.REPORT)[BACKEND]
    killing.write(some, finished=True)

    assert (half["finished"], half["kills"], half["acks_under_fire"]) == (False, 3, 70)
    assert not {"lost", "doubled", "invented"} & set(half)
    assert the(killing.REPORT)[BACKEND]["lost"] == []
