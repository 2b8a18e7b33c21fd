"""The codes of vouchers: added, each under one reward only, and taken out again while nobody has them. Audited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, update

from quizapp.db import changed, db, operation, table_of, upsert
from quizapp.kernel.message import Message
from quizapp.kernel.verdict import unless
from quizapp.rewards.kinds import Kind
from quizapp.rewards.models import Reward, Stock, VoucherCode
from quizapp.rewards.operations.keeping import locked, note, site_of

AT_ONCE = 500  # codes in one statement
Row = TypeVar("Row")
VOUCHERS_ONLY = Message("Only a voucher has codes.")


@dataclass(frozen=True, slots=True)
class Codes:
    """How many codes were added or taken out, and the indexes of those that were refused."""

    count: int
    refused: frozenset[str]


@operation
def add_codes(
    *, reward_id: int, site_id: int, sealed: Sequence[tuple[bytes, str]], by: int | None, at: datetime
) -> Codes:
    """Add voucher codes, each sealed and with its blind index. One that is here already, under whatever reward, is refused."""
    reward = _locked_voucher(reward_id, by, at)
    site = site_of(reward=reward, site_id=site_id)
    added: set[str] = set()
    here = {"reward_id": reward_id, "site_id": site_id, "added_at": at}
    for some in _some(sealed):
        rows = [{**here, "code_sealed": code, "code_index": index} for code, index in some]
        first = upsert(table_of(VoucherCode)).values(rows).on_conflict_do_nothing()
        added |= set(db.session.scalars(first.returning(table_of(VoucherCode).c.code_index)))
    if added:
        stock = upsert(table_of(Stock)).values(
            reward_id=reward_id, site_id=site_id, amount_left=len(added), amount_total=len(added)
        )
        changed(stock.on_conflict_do_update(index_elements=["reward_id", "site_id"], set_=_more(len(added))))
        note(
            verb="add_codes",
            reward=reward,
            changes={"site": [None, site.name], "codes": [None, len(added)]},
            by=by,
            at=at,
        )
    return Codes(len(added), frozenset(index for _, index in sealed) - added)


@operation
def take_out_codes(*, reward_id: int, indexes: Sequence[str], by: int | None, at: datetime) -> Codes:
    """Take codes out that nobody has, found by their blind indexes. One that a member has, or that is not here, is refused.

    Locks the stock before the codes, as redeeming does.
    """
    reward = _locked_voucher(reward_id, by, at)
    of_reward = Stock.reward_id == reward_id
    db.session.execute(db.select(Stock.site_id).where(of_reward).order_by(Stock.site_id).with_for_update())
    taken: list[tuple[str, int]] = []
    for some in _some(indexes):
        free = VoucherCode.reward_id == reward_id, VoucherCode.redemption_id.is_(None)
        gone = delete(VoucherCode).where(*free, VoucherCode.code_index.in_(some))
        rows = db.session.execute(gone.returning(VoucherCode.code_index, VoucherCode.site_id))
        taken += [(row.code_index, row.site_id) for row in rows]
    for site_id in sorted({site_id for _, site_id in taken}):
        count = sum(there == site_id for _, there in taken)
        changed(update(Stock).where(of_reward, Stock.site_id == site_id).values(_more(-count)))
    if taken:
        note(verb="take_out_codes", reward=reward, changes={"codes": [len(taken), 0]}, by=by, at=at)
    return Codes(len(taken), frozenset(indexes) - {index for index, _ in taken})


def _locked_voucher(reward_id: int, by: int | None, at: datetime) -> Reward:
    reward = locked(reward_id=reward_id, by=by, at=at)
    unless(reward.kind is Kind.VOUCHER, VOUCHERS_ONLY).enforce()
    return reward


def _more(count: int) -> dict[str, object]:
    return {"amount_left": Stock.amount_left + count, "amount_total": Stock.amount_total + count}


def _some(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[first : first + AT_ONCE] for first in range(0, len(rows), AT_ONCE))
