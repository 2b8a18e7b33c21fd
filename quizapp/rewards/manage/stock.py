"""How much of a reward lies where."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.people.roles import Permission
from quizapp.rewards import operations
from quizapp.rewards.forms import StockForm
from quizapp.rewards.manage.desk import bp, by_code, in_hand, telling
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _

MOST_CODES = 5000  # in one file
NAMED = 20  # rows that are told by their numbers


@bp.post("/<int:reward_id>/stock")
@requires(Permission.MANAGE_REWARDS)
def change_stock(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    form = StockForm.from_request()
    site = by_code(form.site.data)
    if not form.validate() or site is None:
        flash(_("Name a place in your reach, and a whole number of pieces."), "error")
        return _back(reward_id)
    pieces, seen = form.pieces.data, form.seen_total.data or 0
    moved = {"reward_id": reward_id, "site_id": site.id, "by_pieces": pieces, "seen_total": seen}
    with telling(_("The stock is changed.")):
        operations.change_stock(**moved, by=me().id, at=arrived())
    return _back(reward_id)


def _back(reward_id: int) -> ResponseReturnValue:
    return redirect(url_for(".reward", reward_id=reward_id), code=303)
