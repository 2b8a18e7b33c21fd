"""What one process does in a race, and the naive ways that must be seen to fail: read, look, write."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
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

MEMBER_TYPE, ZONE = "office", "Asia/Shanghai"
THINKING_S = 0.001  # between looking and writing: what a page takes to be made is many times that
Counts = dict[str, int]


def award(*, member: int, branch: int, code: str, key: str, times: int, at: datetime) -> int:
    """So many facts of one code; gives the points that were granted."""
    to = Payee(member, branch, MEMBER_TYPE, ZONE)
    return sum(
        _patiently(
            lambda n=n: points.earn(to=to, code=Code(code), object_key=f"{key}-{n}", wanted=1, at=at).granted
        )
        for n in range(times)
    )


def redeem(*, member: int, reward: int, site: int, ticket: str, at: datetime) -> int:
    """One exchange for a reward; gives 1 when it was made."""
    me = people.standing(member, at=at)

    def buy() -> int:
        try:
            rewards.redeem(me=me, reward_id=reward, site_id=site, ticket=ticket, at=at)
        except Refused:
            return 0
        return 1

    return _patiently(buy)


def give_back(*, member: int, redemption: int, at: datetime, over: datetime) -> int:
    """End one exchange by its member and by its time at once; gives how often it was ended."""
    me = people.standing(member, at=at)
    ended = _patiently(lambda: int(rewards.expire(redemption_id=redemption, at=over)))
    try:
        return ended + _patiently(lambda: int(rewards.cancel_own(me=me, redemption_id=redemption, at=at)))
    except Refused:
        return ended


def sell_naively(*, name: str, stock: int) -> int:
    """Count what was sold, look whether there is one left, sell."""
    return _look_and_write(name, stock)


def award_naively(*, name: str, cap: int, times: int) -> int:
    """Add up what was paid, look whether there is room, write: what everybody writes first."""
    return sum(_look_and_write(name, cap) for _ in range(times))


def _look_and_write(name: str, most: int) -> int:
    """Two transactions, as a page and the form it sends are two; gives 1 when there seemed to be room."""
    there = db.session.scalar(text("SELECT count(*) FROM naive WHERE name = :name"), {"name": name})
    db.session.rollback()
    if there >= most:
        return 0
    time.sleep(THINKING_S)
    db.session.execute(text("INSERT INTO naive (name) VALUES (:name)"), {"name": name})
    db.session.commit()
    return 1


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
    app = create_app(settings_for(home, url))
    with app.app_context():
        orders.send("ready")
        while order := orders.recv():
            act, told = order
            start.wait()
            try:
                orders.send(ACTS[act](**told))
            except Exception as error:  # noqa: BLE001  # told by the one who gave the order
                orders.send(error)
            db.session.rollback()
        db.session.remove()
        db.engine.dispose()
