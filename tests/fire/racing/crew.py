"""A crew of real processes that wait for each other and then act at once."""

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from tests.fire.racing.hands import work

Order = tuple[str, Mapping[str, object]]
PATIENCE_S = 300


class Crew:
    """So many processes, each with its own application and its own connections to the one database."""

    def __init__(self, ends: Sequence[Connection]) -> None:
        self.ends = ends

    def act(self, orders: Sequence[Order]) -> list[int]:
        """What came of each order, all of them carried out at the same moment."""
        assert len(orders) == len(self.ends), "an order for everyone: they wait for each other"
        for end, order in zip(self.ends, orders, strict=True):
            end.send(order)
        came = [self._told(end) for end in self.ends]
        for one in came:
            if isinstance(one, Exception):
                raise one
        return came

    @staticmethod
    def _told(end: Connection):
        if not end.poll(PATIENCE_S):
            raise TimeoutError("a process does not answer")
        return end.recv()


@contextmanager
def crew_of(size: int, home: Path, url: str) -> Iterator[Crew]:
    """Processes begun together and ended together. Forked from a clean one that has everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fire.racing.hands"])
    start, pairs = context.Barrier(size), [context.Pipe() for _ in range(size)]
    crew = [context.Process(target=work, args=(home, url, theirs, start), daemon=True) for _, theirs in pairs]
    for one in crew:
        one.start()
    ends = [ours for ours, _ in pairs]
    try:
        for end in ends:
            Crew._told(end)
        yield Crew(ends)
    finally:
        start.abort()  # who still waits for somebody need not
        for end, theirs in pairs:
            end.send(None)
            theirs.close()
        for one in crew:
            one.join(timeout=10)
            if one.is_alive():
                one.kill()
                one.join()
            one.close()
        for end in ends:
            end.close()
