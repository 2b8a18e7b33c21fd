"""Proof of the stock and of what was paid for it, for `quizapp points verify`.

The letters are those of the ledger's invariants: I7 what there was is left, held or handed over, and each voucher code
is given once; I8 every redemption was paid for once, and exactly those that ended without being handed over were given
back, once and in full.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, String, case, cast, func, literal, select
from sqlalchemy.orm import aliased

from quizapp.points.earning import Code
from quizapp.points.models import Entry
from quizapp.points.queries.verifying import Difference
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import LEDGER, Redemption, Reward, Stock, VoucherCode
from quizapp.rewards.states import GIVEN_BACK

GONE = Redemption.state.not_in(GIVEN_BACK)  # held or handed over: not in the stock that is left
_back = aliased(Entry, name="given_back")


def differences(opened: Connection) -> Iterator[Difference]:
    """Everything that does not hold in what a connection sees."""
    for check in (_stock, _codes, _codes_held, _paid, _given_back, _strays):
        yield from check(opened)


def _gone() -> Any:
    here = Redemption.reward_id == Stock.reward_id, Redemption.site_id == Stock.site_id
    return select(func.count()).select_from(Redemption).where(*here, GONE).scalar_subquery()


def _stock(opened: Connection) -> Iterator[Difference]:
    gone = _gone()
    wrong = select(Stock.reward_id, Stock.site_id, Stock.amount_total, Stock.amount_left, gone).where(
        Stock.amount_total != Stock.amount_left + gone
    )
    for reward_id, site_id, total, left, taken in opened.execute(wrong):
        where = f"reward {reward_id} at site {site_id}"
        yield Difference("I7", f"{where}: {total} in all, but {left} left and {taken} held or handed over")


def _codes(opened: Connection) -> Iterator[Difference]:
    """As many codes are free as the stock says are left."""
    here = VoucherCode.reward_id == Stock.reward_id, VoucherCode.site_id == Stock.site_id
    free = select(func.count()).select_from(VoucherCode).where(*here, VoucherCode.redemption_id.is_(None))
    count = free.scalar_subquery()
    vouchers = Stock.reward_id.in_(select(Reward.id).where(Reward.kind == Kind.VOUCHER))
    wrong = select(Stock.reward_id, Stock.site_id, Stock.amount_left, count).where(
        vouchers, Stock.amount_left != count
    )
    for reward_id, site_id, left, codes in opened.execute(wrong):
        yield Difference(
            "I7", f"voucher {reward_id} at site {site_id}: {left} left, but {codes} codes are free"
        )


def _codes_held(opened: Connection) -> Iterator[Difference]:
    """Each voucher that is held or handed over has one code, of its own reward and site; nothing else has any."""
    its_own = (VoucherCode.reward_id == Redemption.reward_id) & (VoucherCode.site_id == Redemption.site_id)
    has, own = func.count(VoucherCode.id), func.coalesce(func.sum(case((its_own, 1), else_=0)), 0)
    wanted = func.max(case((GONE & (Reward.kind == Kind.VOUCHER), 1), else_=0))
    counted = (
        select(Redemption.id, has, wanted)
        .join(Reward, Reward.id == Redemption.reward_id)
        .outerjoin(VoucherCode, VoucherCode.redemption_id == Redemption.id)
        .group_by(Redemption.id)
        .having((has != wanted) | (own != wanted))
    )
    for redemption_id, codes, should in opened.execute(counted):
        yield Difference(
            "I7", f"redemption {redemption_id} has {codes} codes of its own; it should have {should}"
        )


def _spent() -> Select[Any]:
    """Each redemption with its entry, and the entry that takes that one back; NULL where there is none."""
    key = literal(LEDGER) + cast(Redemption.id, String)
    its = (
        (Entry.object_key == key)
        & (Entry.member_id == Redemption.member_id)
        & (Entry.code == Code.REDEMPTION)
    )
    return select(Redemption).outerjoin(Entry, its).outerjoin(_back, _back.reverses_id == Entry.id)


def _paid(opened: Connection) -> Iterator[Difference]:
    unpaid = func.count(Entry.id) != 1
    price = func.coalesce(func.sum(Entry.amount), 0)
    wrong = (
        _spent()
        .with_only_columns(Redemption.id, Redemption.price, price)
        .group_by(Redemption.id)
        .having(unpaid | (price != -Redemption.price))
    )
    for redemption_id, should, found in opened.execute(wrong):
        yield Difference("I8", f"redemption {redemption_id} cost {should}; the ledger says {-found}")


def _given_back(opened: Connection) -> Iterator[Difference]:
    wanted = case((GONE, 0), else_=Redemption.price)
    found = func.coalesce(_back.amount, 0)
    wrong = _spent().with_only_columns(Redemption.id, Redemption.state, wanted, found)
    for redemption_id, state, should, gave in opened.execute(wrong.where(found != wanted)):
        yield Difference(
            "I8", f"redemption {redemption_id} is {state}: {should} to be given back, but {gave} was"
        )


def _strays(opened: Connection) -> Iterator[Difference]:
    """What the ledger says was spent on a redemption that is not there."""
    key = literal(LEDGER) + cast(Redemption.id, String)
    known = select(Redemption.id).where(key == Entry.object_key, Redemption.member_id == Entry.member_id)
    wrong = select(Entry.id, Entry.object_key).where(Entry.code == Code.REDEMPTION, ~known.exists())
    for entry_id, object_key in opened.execute(wrong.order_by(Entry.id)):
        yield Difference("I8", f"entry {entry_id} pays for {object_key}, which is no redemption")
