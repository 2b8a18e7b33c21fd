"""Thirteen planted faults, each the slip of a tired programmer: the program's own parts, swapped while it runs.

They show that the model bites. A fault is planted for the length of a block and taken out again.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, select, update

from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.kernel import tokens
from quizapp.points import operations, posted, queries
from quizapp.points.earning import Code, award_key
from quizapp.points.models import Balance, CapCounter, Entry
from quizapp.points.operations import by_hand, paying, spending
from quizapp.points.projections import applying, caps, posting
from quizapp.prepared import PreparedChange
from quizapp.rewards import operations as rewards
from quizapp.rewards import queries as queries_of_rewards
from quizapp.rewards.models import VoucherCode
from quizapp.rewards.operations import redeeming
from quizapp.rewards.states import State
from quizapp.rewards.store import steps


@dataclass(frozen=True)
class Fault:
    """One planted fault: its name, what is wrong in a sentence, and how it is planted."""

    name: str
    what: str
    plant: "Plant"


FAULTS: list[Fault] = []
Plant = Callable[[], AbstractContextManager[None]]


def fault(what: str) -> Callable[[Plant], Plant]:
    """Enter what plants a fault in the list, under the name of the function."""

    def enter(plant: Plant) -> Plant:
        FAULTS.append(Fault(plant.__name__.replace("_", "-"), what, plant))
        return plant

    return enter


@contextmanager
def swapped(owner: Any, name: str, other: Any) -> Iterator[None]:
    """Another thing under the name until the block ends."""
    kept = getattr(owner, name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@fault("The cap is looked at, and then all that is wanted is paid.")
def cap_looked_at_not_counted() -> AbstractContextManager[None]:
    def take(rule, *, member_id, day, wanted, used):
        starts_on = rule.cap_start(day)
        if starts_on is None:
            return wanted
        if used >= rule.cap:
            return 0
        counter = upsert(table_of(CapCounter)).values(
            member_id=member_id, code=rule.code, starts_on=starts_on, used=wanted
        )
        key = ["member_id", "code", "starts_on"]
        changed(counter.on_conflict_do_update(index_elements=key, set_={"used": CapCounter.used + wanted}))
        return wanted

    return swapped(caps, "take", take)


@fault("Taking an entry back frees its cap for the day.")
def cap_freed_by_reversal() -> AbstractContextManager[None]:
    reverse = operations.reverse

    @operation
    def and_free(*, entry_id, actor_id, reason, at):
        reverse(entry_id=entry_id, actor_id=actor_id, reason=reason, at=at)
        taken = queries.entry(entry_id)
        mine = CapCounter.member_id == taken.member_id, CapCounter.code == taken.code
        freed = case((CapCounter.used > taken.amount, CapCounter.used - taken.amount), else_=0)
        changed(update(CapCounter).where(*mine).values(used=freed))

    return swapped(operations, "reverse", and_free)


@fault("The award key has a random part, so that the same fact told twice is paid twice.")
def key_with_a_random_part() -> AbstractContextManager[None]:
    def key(rule, **fact):
        return f"{award_key(rule, **fact)}:{tokens.fresh()}"

    return swapped(paying, "award_key", key)


@fault("Whether the key was there already is not looked at, so that the sums move again.")
def sums_moved_twice() -> AbstractContextManager[None]:
    written = posting._written
    return swapped(posting, "_written", lambda **values: written(**values) or 1)


@fault("An adjustment moves the boards of the UTC day, which in the small hours is another one.")
def adjustment_dated_by_utc() -> AbstractContextManager[None]:
    return swapped(by_hand, "local_day", lambda at, zone: at.date())


@fault("A refund has a key of its own moment and does not name the entry it mirrors.")
def refund_twice() -> AbstractContextManager[None]:
    def post(entry, *, key, at, reverses_id=None, **rest):
        fresh = f"{key}{at.timestamp()}" if reverses_id else key
        return posting.post(entry, key=fresh, at=at, reverses_id=None, **rest)

    return swapped(spending, "post", post)


@fault("A refund gives back the price of the newest exchange.")
def refund_of_another_price() -> AbstractContextManager[None]:
    entry_of = queries.entry_of

    def newest(key):
        spent = entry_of(key)
        mine = Entry.member_id == spent.member_id, Entry.code == Code.REDEMPTION
        price = db.session.scalar(select(Entry.amount).where(*mine).order_by(Entry.id.desc()).limit(1))
        return replace(spent, amount=price)

    return swapped(queries, "entry_of", newest)


@fault("Who spends more than there is owes the rest.")
def spending_on_credit() -> AbstractContextManager[None]:
    def spend(entry):
        available, owed = posted.balance_of(entry.amount)
        applying._balance.touched(
            member_id=entry.member_id,
            available=available,
            owed=owed,
            amount=entry.amount,
        )

    return swapped(applying, "_spend", spend)


@fault("Spending lowers the points earned, and with them the places on the boards.")
def spending_costs_a_place() -> AbstractContextManager[None]:
    return swapped(posted, "earned", lambda code, amount: max(0, amount) if code is Code.ADJUST else amount)


@fault("The first points after a reversal wipe out what is owed, whatever it is.")
def debt_forgotten() -> AbstractContextManager[None]:
    @PreparedChange
    def balance():
        more = bindparam("amount", type_=Integer)
        total = Balance.available - Balance.owed + more
        moved = {
            "available": case((more > 0, Balance.available + more), (total > 0, total), else_=0),
            "owed": case((more > 0, 0), (total < 0, -total), else_=0),
        }
        return (
            upsert(table_of(Balance)).inline().on_conflict_do_update(index_elements=["member_id"], set_=moved)
        )

    return swapped(applying, "_balance", balance)


@fault("A reservation that runs out gives its points back, and its piece stays off the shelf.")
def piece_kept_when_it_runs_out() -> AbstractContextManager[None]:
    put_back = steps.put_back

    def unless_expired(redemption):
        if queries_of_rewards.redemption(redemption.id).state is not State.EXPIRED:
            put_back(redemption)

    return swapped(steps, "put_back", unless_expired)


@fault("A piece is taken off the shelf before it is asked whether the member can pay.")
def piece_taken_before_the_check() -> AbstractContextManager[None]:
    redeem = rewards.redeem

    @operation
    def take(reward_id, site_id):
        return steps.take_one(reward_id, site_id)

    def eager(*, me, reward_id, site_id, ticket, at, **_seen):
        if queries_of_rewards.redemption_of(me.id, ticket) or not take(reward_id, site_id):
            return redeem(me=me, reward_id=reward_id, site_id=site_id, ticket=ticket, at=at)
        with (
            swapped(steps, "take_one", lambda *here: True),
            swapped(redeeming.queries, "left_at", lambda *here: 1),
        ):
            return redeem(me=me, reward_id=reward_id, site_id=site_id, ticket=ticket, at=at)

    return swapped(rewards, "redeem", eager)


@fault("The first code of a voucher is given, whether or not someone has it.")
def code_given_twice() -> AbstractContextManager[None]:
    def take_code(redemption):
        first = select(func.min(VoucherCode.id)).where(VoucherCode.reward_id == redemption.reward_id)
        mine = update(VoucherCode).where(VoucherCode.id == first.scalar_subquery())
        return changed(mine.values(redemption_id=redemption.id)) == 1

    return swapped(steps, "take_code", take_code)
