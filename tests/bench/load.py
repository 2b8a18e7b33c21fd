"""Sending requests, and reading what they cost the server in processor time."""

import os
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 8  # connections at once, kept open
PATIENCE_S = 60
END_OF_HEAD = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, ready to be sent."""

    method: str
    path: str
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    expect: int = 200

    def wire(self) -> bytes:
        """The request as it is sent."""
        content = self.body.encode()
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(content)}"]
        return "\r\n".join(lines).encode() + END_OF_HEAD + content


@dataclass(frozen=True, slots=True)
class Cost:
    """What a number of requests took: seconds by the wall, and processor seconds of all server processes."""

    requests: int
    wall_s: float
    cpu_s: float
    body_bytes: int

    @property
    def per_s(self) -> float:
        return self.requests / self.wall_s

    @property
    def cpu_ms(self) -> float:
        return self.cpu_s / self.requests * 1000

    @property
    def bytes_each(self) -> int:
        return round(self.body_bytes / self.requests)


class Connection:
    """One connection kept open; a plain socket, so that little of the machine's time goes to asking."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, call: Call, wire: bytes) -> int:
        """The size of the answer's body; AssertionError for a status other than the one expected."""
        self.socket.sendall(wire)
        head = self._read_to_end_of_head()
        status, length = int(head[9:12]), _length(head)
        while len(self.rest) < length:
            self.rest += self._some()
        body, self.rest = self.rest[:length], self.rest[length:]
        if status != call.expect:
            raise AssertionError(f"{call.method} {call.path}: {status}, not {call.expect}: {body[:300]!r}")
        return length

    def _read_to_end_of_head(self) -> bytes:
        while END_OF_HEAD not in self.rest:
            self.rest += self._some()
        head, self.rest = self.rest.split(END_OF_HEAD, 1)
        return head

    def _some(self) -> bytes:
        came = self.socket.recv(65536)
        if not came:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        return came


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _family(pid: int) -> list[int]:
    """A process and everything it started, however deep."""
    children = [
        child
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return [pid, *(member for child in children for member in _family(int(child)))]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and everything it started (proc(5): fields 14 and 15 of stat)."""
    total = 0
    for member in _family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _ask_all(port: int, calls: Sequence[tuple[Call, bytes]]) -> int:
    connection = Connection(port)
    size = sum(connection.ask(call, wire) for call, wire in calls)
    connection.socket.close()
    return size


def measure(port: int, pid: int, calls: Sequence[Call]) -> Cost:
    """Send the calls over a few connections at once, and say what they cost the server."""
    ready = [(call, call.wire()) for call in calls]
    shares = [ready[start::CLIENTS] for start in range(CLIENTS)]
    before, began = cpu_seconds(pid), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        size = sum(pool.map(lambda share: _ask_all(port, share), shares))
    return Cost(len(calls), time.perf_counter() - began, cpu_seconds(pid) - before, size)
