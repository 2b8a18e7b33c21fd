"""The scene: an instance with the shipped library and bank, members with a password, and the server that is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from urllib.request import urlopen

from sqlalchemy import insert

from quizapp import config
from quizapp.app import instance
from quizapp.db import atomic, db
from quizapp.people import operations as people
from quizapp.people import passwords
from quizapp.people.models import Member, MemberState
from quizapp.rewards import operations as rewards
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import Kind
from quizapp.study import opened
from tests.bench import servers, stage
from tests.cast import PASSWORD
from tests.fire.killing.clients import Person

BRANCH_SIZE = 50
AGO = timedelta(minutes=4)  # when the page of the article was opened


class Scene:
    """An instance in a folder, over a database of its own, served on one port of the loopback address."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.environ = servers.environ_of(home) | {"DATABASE_URL": url}
        self.settings = config.load(self.environ, make_secrets=True)
        self.port = free_port()
        self.server: subprocess.Popen[bytes] | None = None

    def furnish(self, count: int) -> list[Person]:
        """Everything that ships, and so many members who may sign in."""
        at = datetime.now(UTC)  # the server's own, whatever clock the suite runs on
        with instance(self.settings):
            stage.furnish(self.settings, at)
            house = people.create_organisation(
                code="fire", name="青港集团", parent_id=None, is_branch=False, at=at
            )
            branches = [
                people.create_organisation(
                    code=f"fire-{n}", name=f"第{n}支部", parent_id=house.id, is_branch=True, at=at
                ).id
                for n in range(1, count // BRANCH_SIZE + 2)
            ]
            hashed = passwords.hashed(PASSWORD)
            rows = [_member(n, branches[n % len(branches)], hashed, at) for n in range(1, count + 1)]
            with atomic():
                db.session.execute(insert(Member), rows)
            articles, reward = stage.article_keys(), _put_up(house.id, branches[0], count // 2, at)
        return [
            self._person(row, articles[row["id"] % len(articles)], reward, branches[0], at) for row in rows
        ]

    def _person(self, row: dict, article: str, reward: int, site: int, at) -> Person:
        note = opened.mint(
            self.settings.secrets.cookie, member_id=row["id"], article_key=article, at=at - AGO
        )
        return Person(row["id"], row["sign_in_name"], article, note, reward, site)

    def start(self) -> float:
        """Serve as anybody would; gives the seconds until it answers."""
        began = time.monotonic()
        command = [sys.executable, "-m", "quizapp", "serve", "--port", str(self.port)]
        out = (self.home / "server.log").open("ab")
        self.server = subprocess.Popen(
            command, env=self.environ, stdout=out, stderr=out, start_new_session=True
        )
        out.close()
        self._wait_for_a_page()
        return time.monotonic() - began

    def _wait_for_a_page(self) -> None:
        """The port is open before the application is there to answer."""
        until = time.monotonic() + 2 * servers.PATIENCE_S
        while time.monotonic() < until and self.server.poll() is None:
            try:
                urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=servers.PATIENCE_S).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        said = (self.home / "server.log").read_text("utf8", "replace")[-2000:]
        raise RuntimeError(f"the server does not come up. It said:\n{said}")

    def kill(self) -> None:
        """SIGKILL for the server, its processes and its worker, all at once: the group that `start` began, and no other."""
        assert self.server is not None
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.server = None

    def stop(self) -> None:
        """Ask it to end, as Ctrl-C does; a group that does not is killed."""
        if self.server is None:
            return
        self.server.terminate()
        try:
            self.server.wait(timeout=servers.PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self.server = None

    def verify(self) -> str:
        """What `quizapp points verify` says when the books do not agree; nothing when they do."""
        told = subprocess.run(
            [sys.executable, "-m", "quizapp", "points", "verify"],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=300,
        )
        return "" if told.returncode == 0 else told.stdout + told.stderr


def free_port() -> int:
    """A port below those that outgoing connections are given: while the server is down nobody else may take it."""
    for port in Random().sample(range(20_000, 30_000), 50):
        with socket.socket() as probe:
            if probe.connect_ex((servers.LOOPBACK, port)) != 0:
                return port
    raise RuntimeError("no port is free")


def _put_up(house: int, site: int, pieces: int, at) -> int:
    """A reward of one point at one site, with fewer pieces than there are people."""
    draft = Draft(kind=Kind.GOODS, title_zh="搪瓷杯", title_en="Enamel cup", price=1)
    reward = rewards.offer(organisation_id=house, draft=draft, ticket="of-the-scene", by=None, at=at)
    rewards.change_stock(
        reward_id=reward, site_id=site, by_pieces=max(1, pieces), seen_total=0, by=None, at=at
    )
    return reward


def _member(number: int, branch_id: int, hashed: str, at) -> dict:
    return {
        "id": number,
        "sign_in_name": f"fire-{number}",
        "name": f"成员{number}",
        "member_type": stage.MEMBER_TYPE,
        "branch_id": branch_id,
        "password_hash": hashed,
        "state": MemberState.ACTIVATED,
        "created_at": at,
        "registered_at": at,
        "activated_at": at,
    }


@contextmanager
def served(scene: Scene) -> Iterator[Scene]:
    """Whatever happens inside, the server that was begun there is gone at the end."""
    try:
        yield scene
    finally:
        if scene.server is not None:
            scene.kill()
