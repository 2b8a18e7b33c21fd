"""Threads that make pages take turns, and nobody waits long for a slow one."""

import time
from contextlib import suppress
from threading import Barrier, Event, Thread

from quizapp.web.turns import Turns


class Pages:
    """Answers as slowly as it is told, and knows how many were being made at once."""

    def __init__(self, takes_s: float) -> None:
        self.takes_s, self.now, self.most = takes_s, 0, 0

    def __call__(self, environ, start_response):
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(self.takes_s)
        self.now -= 1
        return [b""]


def ask_at_once(turns: Turns, methods: list[str]) -> None:
    ready = Barrier(len(methods))

    def ask(method: str) -> None:
        ready.wait()
        turns({"REQUEST_METHOD": method}, lambda *_: None)

    threads = [Thread(target=ask, args=[method]) for method in methods]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_pages_are_made_one_after_the_other():
    pages = Pages(takes_s=0.01)
    ask_at_once(Turns(pages, most_wait_s=5), ["GET", "GET", "HEAD", "GET"])
    assert pages.most == 1


def test_who_has_waited_long_enough_goes_ahead():
    pages = Pages(takes_s=0.3)
    ask_at_once(Turns(pages, most_wait_s=0.01), ["GET", "GET"])
    assert pages.most == 2


def test_what_changes_something_neither_waits_nor_is_waited_for():
    pages = Pages(takes_s=0.3)
    ask_at_once(Turns(pages, most_wait_s=5), ["POST", "GET", "POST"])
    assert pages.most == 3


def test_a_page_that_fails_gives_its_turn_back():
    def fail(environ, start_response):
        raise ValueError

    turns, done = Turns(fail, most_wait_s=60), Event()

    def ask_twice():
        for _ in range(2):
            with suppress(ValueError):
                turns({"REQUEST_METHOD": "GET"}, lambda *_: None)
        done.set()

    Thread(target=ask_twice, daemon=True).start()
    assert done.wait(timeout=5)
