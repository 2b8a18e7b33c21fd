"""What one process does in a race, and the naive ways that must be seen to fail: read, look, write."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from quizapp.app import create_app
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import queries as people
from quizapp.points import operations as points
from quizapp.points.earning import Code
from quizapp.points.payee import Payee
from quizapp.rewards import operations as rewards
from tests.conftest import settings_for
from tests.fire.raw import Raw

MEMBER_TYPE, ZONE = "office", "Asia/Shanghai"
THINKING_S = 0.001  # between looking and writing: what a page takes to be made is many times that
Counts = dict[str, int]


def award(raw: Raw, *, member: int, branch: int, code: str, key: str, times: int, at: datetime) -> int:
    """So many facts of one code; gives the points that were granted."""
    to = Payee(member, branch, MEMBER_TYPE, ZONE)
    return sum(
        _patiently(
            lambda n=n: points.earn(to=to, code=Code(code), object_key=f"{key}-{n}", wanted=1, at=at).granted
        )
        for n in range(times)
    )


def redeem(raw: Raw, *, member: int, reward: int, site: int, ticket: str, at: datetime) -> int:
    """One exchange for a reward; gives 1 when it was made."""
    me = people.standing(member, at=at)

    def buy() -> int:
        try:
            rewards.redeem(me=me, reward_id=reward, site_id=site, ticket=ticket, at=at)
        except Refused:
            return 0
        return 1

    return _patiently(buy)


def give_back(raw: Raw, *, member: int, redemption: int, at: datetime, over: datetime) -> int:
    """End one exchange by its member and by its time at once; gives how often it was ended."""
    me = people.standing(member, at=at)
    ended = _patiently(lambda: int(rewards.expire(redemption_id=redemption, at=over)))
    try:
        return ended + _patiently(lambda: int(rewards.cancel_own(me=me, redemption_id=redemption, at=at)))
    except Refused:
        return ended


def sell_naively(raw: Raw, *, name: str, stock: int) -> int:
    """Count what was sold, look whether there is one left, sell."""
    if raw.one("SELECT count(*) FROM naive WHERE name = ?", name) >= stock:
        return 0
    time.sleep(THINKING_S)
    raw.write("INSERT INTO naive (name) VALUES (?)", name)
    return 1


def award_naively(raw: Raw, *, name: str, cap: int, times: int) -> int:
    """Add up what was paid, look whether there is room, write: what everybody writes first."""
    granted = 0
    for _ in range(times):
        if raw.one("SELECT count(*) FROM naive WHERE name = ?", name) < cap:
            time.sleep(THINKING_S)
            raw.write("INSERT INTO naive (name) VALUES (?)", name)
            granted += 1
    return granted


def _patiently(act: Callable[[], int]) -> int:
    """A database that was too busy is asked again, as a browser would."""
    while True:
        try:
            return act()
        except OperationalError:
            db.session.rollback()


ACTS: Mapping[str, Callable[..., int]] = {
    act.__name__: act for act in (award, redeem, give_back, sell_naively, award_naively)
}


def work(home: Path, url: str, orders: Any, start: Any) -> None:
    """The life of one process: take an order, wait for everybody, carry it out, tell what came of it."""
    app, raw = create_app(settings_for(home, url)), Raw(url)
    with app.app_context():
        orders.send("ready")
        while order := orders.recv():
            act, told = order
            start.wait()
            try:
                orders.send(ACTS[act](raw, **told))
            except Exception as error:  # noqa: BLE001  # told by the one who gave the order
                orders.send(error)
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()
    raw.close()
