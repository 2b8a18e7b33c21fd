"""Sending requests, and reading what they cost the server in processor time."""

import http.client
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 6


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready to be sent."""

    method: str
    path: str
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """What a number of requests took: seconds by the wall, and processor seconds of all server processes."""

    requests: int
    wall_s: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        return self.requests / self.wall_s

    @property
    def cpu_ms(self) -> float:
        return self.cpu_s / self.requests * 1000


def family(pid: int) -> list[int]:
    """A process and everything it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in family(int(child)))]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and everything it started."""
    total = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _send_all(port: int, calls: list[Call]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for call in calls:
        connection.request(call.method, call.path, call.body, call.headers)
        answer = connection.getresponse()
        page = answer.read()
        if answer.status != call.expect:
            raise AssertionError(
                f"{call.method} {call.path}: {answer.status}, not {call.expect}: {page[:300]!r}"
            )
    connection.close()


def measure(port: int, pid: int, calls: list[Call]) -> Cost:
    """Send the calls over a few connections at once, and say what they cost the server."""
    shares = [calls[start::CLIENTS] for start in range(CLIENTS)]
    before, began = cpu_seconds(pid), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda share: _send_all(port, share), shares))
    return Cost(len(calls), time.perf_counter() - began, cpu_seconds(pid) - before)
