"""A short run of what `make chaos-kill` does at length, and a log that the reckoning must not let pass."""

import socket
from contextlib import closing

import pytest

from tests.fire.killing.__main__ import run
from tests.fire.killing.reckoning import reckon
from tests.fire.killing.recorder import Recorder, read
from tests.fire.raw import Raw

KILLS, CLIENTS = 1, 6


def has_ports() -> bool:
    try:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ports(), reason="no port can be had on the loopback address")
def test_what_was_acknowledged_outlives_a_killed_server(tmp_path, database_url):
    told = run(tmp_path, database_url, kills=KILLS, clients=CLIENTS, seed=1)

    assert told.kills == KILLS and told.acks > KILLS * CLIENTS
    assert not told.failed, told
    assert_a_false_log_is_seen_through(tmp_path, database_url)


def assert_a_false_log_is_seen_through(home, url):
    """The same books, and a client that says it was told more than it was."""
    liar = Recorder(home / "clients" / "liar.jsonl")
    liar.intent("today:999", kind="today", member=999)
    liar.ack("today:999", 200)
    liar.close()
    with closing(Raw(url)) as raw:
        assert reckon(read(home / "clients"), raw).lost == ["the visit of member 999"]
        (home / "clients" / "client-0.jsonl").unlink()
        assert reckon(read(home / "clients"), raw).invented
