"""Starting the two servers, ours and the bare one, each on a free port of the loopback address; ending both."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quizapp import config, serving

LOOPBACK = "127.0.0.1"
PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, and its first process."""

    port: int
    pid: int


def environ_of(home: Path) -> dict[str, str]:
    """The environment of an instance in `home`, with everything else at its default; SQLite."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QUIZAPP_") and name != "DATABASE_URL"
    }
    return kept | {
        "QUIZAPP_HOME": str(home),
        "QUIZAPP_PLAIN_HTTP": "1",
        "BARE_DATABASE": f"sqlite:///{home / 'bare.db'}",
    }


@contextmanager
def ours(home: Path) -> Iterator[Server]:
    port = free_port()
    with _running(["quizapp", "serve", "--no-work", "--port", str(port)], home, port) as server:
        yield server


@contextmanager
def bare(home: Path) -> Iterator[Server]:
    port, how = free_port(), json.dumps(serving.how(config.load(environ_of(home))))
    with _running(["tests.bench.bare", str(port), how], home, port) as server:
        yield server


@contextmanager
def _running(module: list[str], home: Path, port: int) -> Iterator[Server]:
    command = [sys.executable, "-m", *module]
    with subprocess.Popen(
        command, env=environ_of(home), stdout=subprocess.DEVNULL, start_new_session=True
    ) as child:
        try:
            wait_for(port, child)
            yield Server(port, child.pid)
        finally:
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{child.args} does not answer on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
