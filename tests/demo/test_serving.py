"""The demo as a running server."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.demo.test_starting import home, start

__all__ = ["home"]
PATIENCE_S = 60


@pytest.fixture
def served(home):
    """The demo serving at a free port, in a process group of its own, as a terminal would start it."""
    start(days=1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "quizapp", "demo", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    ) as server:
        yield server, f"http://127.0.0.1:{port}"
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def opened(address):
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            return urlopen(f"{address}/sign-in").read().decode()
        except URLError:
            time.sleep(0.2)
    raise AssertionError("nobody answers")


def test_it_answers_and_ctrl_c_ends_it_with_everything_it_began(served):
    server, address = served
    assert "<form" in opened(address)

    os.killpg(server.pid, signal.SIGINT)

    told = server.communicate(timeout=PATIENCE_S)[0].decode()
    assert server.returncode == 0
    assert address in told and "limei" in told
    assert "Traceback" not in told and "WARNING" not in told
