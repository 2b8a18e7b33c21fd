"""The compare-and-set by which a redemption goes on, and moving its piece of stock; called by operations, inside their transaction."""

from typing import Any

from sqlalchemy import Select, select, update

from quizapp.db import changed
from quizapp.rewards.models import Redemption, Stock, VoucherCode
from quizapp.rewards.states import Step, ends_in, states_before


def take_step(redemption_id: int, step: Step, *conditions: Any, **values: Any) -> bool:
    """Of any number who try to take a redemption on from one state, one does: True for that one."""
    mine = Redemption.id == redemption_id, Redemption.state.in_(states_before(step)), *conditions
    return changed(update(Redemption).where(*mine).values(state=ends_in(step), **values)) == 1


def take_one(reward_id: int, site_id: int) -> bool:
    """Take one piece from a site's stock; False when there is none."""
    here = Stock.reward_id == reward_id, Stock.site_id == site_id, Stock.amount_left > 0
    return changed(update(Stock).where(*here).values(amount_left=Stock.amount_left - 1)) == 1


def put_back(redemption: Redemption) -> None:
    """The piece goes back to its site, and a code that was never shown to those nobody has."""
    here = Stock.reward_id == redemption.reward_id, Stock.site_id == redemption.site_id
    back = changed(update(Stock).where(*here).values(amount_left=Stock.amount_left + 1))
    assert back == 1, f"redemption {redemption.id} came from no stock"
    changed(update(VoucherCode).where(VoucherCode.redemption_id == redemption.id).values(redemption_id=None))


def take_code(redemption: Redemption) -> bool:
    """Give a redemption a code that nobody has; False when there is none.

    Codes that others are just taking are stepped over. One of those may yet be given up, so that nobody is told there
    is none before all of them have been waited for.
    """
    for skip in (True, False):
        free = _free_code(redemption).with_for_update(skip_locked=skip).scalar_subquery()
        mine = update(VoucherCode).where(VoucherCode.id == free, VoucherCode.redemption_id.is_(None))
        if changed(mine.values(redemption_id=redemption.id)):
            return True
    return False


def _free_code(redemption: Redemption) -> Select[int]:
    free = (
        VoucherCode.reward_id == redemption.reward_id,
        VoucherCode.site_id == redemption.site_id,
        VoucherCode.redemption_id.is_(None),
    )
    return select(VoucherCode.id).where(*free).order_by(VoucherCode.id).limit(1)
