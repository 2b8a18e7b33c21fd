"""Clients that do not give up: each does what members do, one thing after the other, and sends it again until it is told."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from random import Random
from threading import Event, Lock, Thread
from urllib.parse import urlencode

from tests.cast import PASSWORD
from tests.fire.killing import pages
from tests.fire.killing.recorder import Recorder

PATIENCE_S, PAUSE_S = 15, 0.1
OVERLOADED = (500, 502, 503, 504)


@dataclass(frozen=True)
class Person:
    """A member of the stage: who they are, an article, and the note of a page of it that was opened a while ago."""

    member_id: int
    name: str
    article: str
    opened: str
    reward: int
    site: int


class GaveUp(Exception):
    """The end came before an answer did."""


class Unexpected(Exception):
    """An answer that no member should get."""


class Client(Thread):
    """One browser after another, each of another member of the queue."""

    def __init__(
        self, number: int, port: int, people: Iterator[Person], lock: Lock, folder: Path, over: Event
    ):
        super().__init__(daemon=True)
        self.port, self.people, self.lock, self.over = port, people, lock, over
        self.log, self.rng = Recorder(folder / f"client-{number}.jsonl"), Random(number)
        self.cookies: dict[str, str] = {}
        self.connection: HTTPConnection | None = None
        self.last = Event()  # set: the day it is in is the last
        self.done, self.acked, self.resent, self.trouble = 0, 0, 0, ""

    def run(self) -> None:
        try:
            while not self.last.is_set() and (person := self._next()):
                self._a_day_of(person)
                self.done += 1
        except GaveUp:
            pass
        except Exception as error:  # noqa: BLE001  # told at the end, by name
            self.trouble = f"{type(error).__name__}: {error}"
        finally:
            self._hang_up()
            self.log.close()

    def _next(self) -> Person | None:
        with self.lock:
            return next(self.people, None)

    def _a_day_of(self, person: Person) -> None:
        self.cookies = {}
        token = self._sign_in(person)
        who = {"member": person.member_id}
        self._tell(
            f"start:{person.member_id}", "POST", "/quiz/daily", [("csrf_token", token)], kind="start", **who
        )
        handle = self.location.split("?")[0].split("/")[2]
        while form := self._question(handle):
            self._tell(
                f"answer:{handle}:{form[0][1]}",
                "POST",
                f"/quiz/{handle}/answer",
                [*form, ("csrf_token", token)],
                kind="answer",
                handle=handle,
                sent=form,
                **who,
            )
        self._tell(
            f"read:{person.member_id}",
            "POST",
            f"/read/{person.article}/finished",
            [("opened", person.opened), ("csrf_token", token)],
            kind="read",
            article=person.article,
            **who,
        )
        self._exchange(person, token)

    def _exchange(self, person: Person, token: str) -> None:
        """A piece of the reward, if there is one left; every third who gets one gives it back."""
        page = self._ask("GET", f"/rewards/{person.reward}")
        ticket, who = pages.ticket(page), {"member": person.member_id}
        form = [("ticket", ticket), ("site", str(person.site)), ("price", "1"), ("csrf_token", token)]
        self._tell(
            f"redeem:{ticket}",
            "POST",
            f"/rewards/{person.reward}/redeem",
            form,
            kind="redeem",
            ticket=ticket,
            **who,
        )
        if "/mine/" in self.location and person.member_id % 3 == 0:
            path = f"{self.location}/cancel"
            self._tell(
                f"cancel:{ticket}", "POST", path, [("csrf_token", token)], kind="cancel", ticket=ticket, **who
            )

    def _sign_in(self, person: Person) -> str:
        """Through the door, once; opening Today is the first thing that is recorded."""
        token = pages.token(self._ask("GET", "/sign-in"))
        self._ask(
            "POST", "/sign-in", [("identifier", person.name), ("password", PASSWORD), ("csrf_token", token)]
        )
        return pages.token(
            self._tell(f"today:{person.member_id}", "GET", "/", kind="today", member=person.member_id)
        )

    def _question(self, handle: str) -> list[tuple[str, str]] | None:
        return pages.filled_in(self._ask("GET", f"/quiz/{handle}"), self.rng)

    def _tell(
        self, op: str, method: str, path: str, form: Sequence[tuple[str, str]] = (), **told: object
    ) -> str:
        """Do one thing that must last: write it down, send it until there is an answer, write that down."""
        self.log.intent(op, **told)
        page = self._ask(method, path, form)
        self.log.ack(op, self.status, self.location)
        self.acked += 1
        return page

    def _ask(self, method: str, path: str, form: Sequence[tuple[str, str]] = ()) -> str:
        """The page that came in the end; the same is sent again after every silence."""
        while not self.over.is_set():
            try:
                return self._once(method, path, form)
            except ConnectionRefusedError:
                self._hang_up()
                time.sleep(PAUSE_S)
            except (OSError, HTTPException):
                self._hang_up()
                self.resent += 1
        raise GaveUp

    def _once(self, method: str, path: str, form: Sequence[tuple[str, str]]) -> str:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self._keep_cookies(answer)
        self.status, self.location = answer.status, answer.headers.get("Location", "")
        if answer.status in OVERLOADED:
            raise HTTPException(f"{answer.status}")
        if answer.status not in (200, 303) or "/sign-in" in self.location:
            raise Unexpected(f"{method} {path}: {answer.status} {self.location} {pages.heading(page)}")
        return page

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value

    def _hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None
