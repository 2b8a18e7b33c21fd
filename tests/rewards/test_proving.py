"""`quizapp points verify` finds what does not add up about rewards, and nothing where all does."""

import pytest
from sqlalchemy import text

from quizapp.db import atomic, db
from quizapp.points.cli import verify
from quizapp.points.queries.verifying import snapshot
from quizapp.rewards import operations as rewards
from quizapp.rewards.kinds import Kind
from quizapp.rewards.queries import proving
from tests.conftest import NOON
from tests.rewards.conftest import add_codes, me, offer, redeem

# What someone might do to the tables behind our back, and what is said of it.
FAULTS = {
    "UPDATE reward_stock SET amount_left = amount_left - 1 WHERE reward_id = 1": ["I7: reward 1 at site 2"],
    "UPDATE redemptions SET state = 'cancelled' WHERE id = 1": [
        "I7: reward 1",
        "I8: redemption 1 is cancelled",
    ],
    "UPDATE redemptions SET state = 'reserved' WHERE id = 2": [
        "I7: reward 1",
        "I8: redemption 2 is reserved",
    ],
    "UPDATE redemptions SET price = 9 WHERE id = 1": ["I8: redemption 1 cost 9; the ledger says 10"],
    "UPDATE voucher_codes SET redemption_id = NULL": ["I7: voucher 2", "I7: redemption 3 has 0 codes"],
    "UPDATE voucher_codes SET redemption_id = 1 WHERE redemption_id IS NULL": [
        "I7: voucher 2",
        "I7: redemption 1 has 1 codes",
    ],
    "UPDATE redemptions SET member_id = 2 WHERE id = 1": ["I8: redemption 1 cost 10", "I8: entry"],
}


def findings() -> list[str]:
    with snapshot() as opened:
        return [f"{one.check}: {one.text}" for one in proving.differences(opened)]


@pytest.fixture
def books(house, rich):
    """A cup held, a cup given back, a voucher held."""
    cup, voucher = offer(house), offer(house, kind=Kind.VOUCHER)
    add_codes(voucher, house.third, ["A", "B"])
    redeem(rich, cup, house.third)
    rewards.cancel_own(me=me(rich), redemption_id=redeem(rich, cup, house.third), at=NOON)
    redeem(rich, voucher, house.third)


def test_what_adds_up_is_not_complained_about(books):
    assert findings() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_and_named(books, fault):
    with atomic():
        db.session.execute(text(fault))

    found = findings()

    assert len(found) == len(FAULTS[fault])
    assert all(line.startswith(begins) for line, begins in zip(found, FAULTS[fault], strict=True)), found


def test_the_command_tells_of_it(books, app):
    with atomic():
        db.session.execute(text("UPDATE reward_stock SET amount_left = amount_left - 1 WHERE reward_id = 1"))

    told = app.test_cli_runner().invoke(verify)

    assert told.exit_code == 1
    assert "I7: reward 1 at site 2" in told.output
