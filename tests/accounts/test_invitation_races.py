"""One code in many hands at once, by threads and by processes: exactly one comes in."""

import multiprocessing
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from quizapp.app import create_app
from quizapp.config import current
from quizapp.db import db
from quizapp.kernel.verdict import Refused
from quizapp.people import codes, sealing
from quizapp.people import operations as people
from quizapp.people.models import Invitation, Member, MemberState
from quizapp.people.operations.invitations import Order
from tests.conftest import NOON, settings_for

HANDS, ROUNDS = 8, 5
PROCESSES = 4  # each begins with the whole program


def a_code(house, number=0):
    """A valid code of 李梅's, as it is kept."""
    order = Order(
        house.third.id, f"ticket-{number:020}", timedelta(days=30), every=True, member_id=house.li_mei.id
    )
    key = current().secrets.index
    (slip,) = people.invite(order=order, draw=codes.invitation, index_key=key, by=None, at=NOON)
    return sealing.invitation_index(slip.code, key)


def hand_in(index, hand):
    """What became of one try: the name that was registered, or None."""
    try:
        people.register(code_index=index, sign_in_name=f"hand{hand}", password_hash=f"of {hand}", at=NOON)
    except Refused:
        return None
    return f"hand{hand}"


def in_a_process(home, url, index, hand, start, told):
    app = create_app(settings_for(Path(home), url))
    with app.app_context():
        start.wait()
        told.put(hand_in(index, hand))
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_code_works_once_in_many_threads(app, house, number):
    index, together = a_code(house, number), Barrier(HANDS)
    member_id = house.li_mei.id
    db.session.rollback()

    def run(hand):
        with app.app_context():
            together.wait()
            try:
                return hand_in(index, hand)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(HANDS) as pool:
        came_in = [name for name in pool.map(run, range(HANDS)) if name]

    only_one_came_in(came_in, member_id)


def test_a_code_works_once_in_many_processes(app, house, database_url, tmp_path):
    index, member_id = a_code(house), house.li_mei.id
    db.session.rollback()
    spawn = multiprocessing.get_context("spawn")
    start, told = spawn.Barrier(PROCESSES), spawn.Queue()
    home = str(tmp_path / "home")
    tries = [
        spawn.Process(target=in_a_process, args=(home, database_url, index, hand, start, told))
        for hand in range(PROCESSES)
    ]
    for one in tries:
        one.start()
    names = [told.get(timeout=120) for _ in tries]
    for one in tries:
        one.join()

    only_one_came_in([name for name in names if name], member_id)


def only_one_came_in(came_in, member_id):
    db.session.rollback()
    member = db.session.get_one(Member, member_id)
    assert len(came_in) == 1, came_in
    assert member.sign_in_name == came_in[0]
    assert member.password_hash == f"of {came_in[0].removeprefix('hand')}"
    assert member.state is MemberState.REGISTERED
    assert [row.used_at for row in db.session.query(Invitation)] == [NOON]


def test_codes_made_at_once_leave_each_member_with_one_that_holds(app, house):
    member_ids = [house.li_mei.id, house.wang_qiang.id]
    branch, together = house.third.id, Barrier(HANDS)
    db.session.rollback()

    def run(hand):
        with app.app_context():
            together.wait()
            order = Order(branch, f"ticket-{hand:020}", timedelta(days=30), every=True)
            try:
                return people.invite(
                    order=order, draw=codes.invitation, index_key=b"k" * 32, by=None, at=NOON
                )
            finally:
                db.session.remove()

    with ThreadPoolExecutor(HANDS) as pool:
        made = list(pool.map(run, range(HANDS)))

    db.session.rollback()
    open_now = [row.member_id for row in db.session.query(Invitation) if row.voided_at is None]
    assert [len(slips) for slips in made] == [2] * HANDS
    assert Counter(open_now) == dict.fromkeys(member_ids, 1)


def test_two_members_cannot_take_one_name_at_once(app, house):
    key, together = current().secrets.index, Barrier(2)
    order = Order(house.third.id, "ticket-of-both-people", timedelta(days=30))
    slips = people.invite(order=order, draw=codes.invitation, index_key=key, by=None, at=NOON)
    db.session.rollback()

    def run(slip):
        with app.app_context():
            together.wait()
            index = sealing.invitation_index(slip.code, key)
            try:
                people.register(code_index=index, sign_in_name="one-name", password_hash="x", at=NOON)
            except Refused as refusal:
                return str(refusal)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(run, slips))

    assert sorted(told, key=bool)[0] is None and "Choose another" in sorted(told, key=bool)[1]
    db.session.rollback()
    assert sorted(row.used_at is None for row in db.session.query(Invitation)) == [False, True]
