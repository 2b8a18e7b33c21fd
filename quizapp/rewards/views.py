"""The reward pages a member sees: the catalogue, one reward, and what they have redeemed."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.kernel import qr, tokens
from quizapp.kernel.clock import local_day
from quizapp.kernel.verdict import Refused
from quizapp.people import codes
from quizapp.people.queries import member_types
from quizapp.people.roles import Permission
from quizapp.rewards import kinds, operations, policy, queries, states, vouchers
from quizapp.rewards.forms import RedeemForm
from quizapp.rewards.states import State
from quizapp.rewards.terms import conditions
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, full_day_in_words, say, title_of

bp = Blueprint("rewards", __name__, url_prefix="/rewards")


@bp.get("")
@requires(Permission.STUDY)
def catalogue() -> ResponseReturnValue:
    return render_template("rewards/catalogue.html", shelf=queries.shelf(me(), arrived()), kinds=kinds.NAMES)


@bp.get("/<int:reward_id>")
@requires(Permission.STUDY)
def show(reward_id: int) -> ResponseReturnValue:
    shown, available = queries.shown_to(me(), reward_id, arrived())
    reward, places = shown.offered.reward, queries.places_for(me(), reward_id)
    first = places.first
    form = RedeemForm(ticket=tokens.fresh(), site=first.id if first else None, price=reward.price)
    return render_template(
        "rewards/show.html",
        shown=shown,
        reward=reward,
        available=available,
        places=places,
        form=form,
        kinds=kinds.NAMES,
        conditions=conditions(reward.terms, {one.key: title_of(one) for one in member_types()}),
        until=reward.terms.held_until(local_day(arrived(), me().zone), me().zone),
    )


@bp.post("/<int:reward_id>/redeem")
@requires(Permission.STUDY)
def redeem(reward_id: int) -> ResponseReturnValue:
    queries.reward_seen_by(me(), reward_id)
    form = RedeemForm.from_request()
    if not form.validate() or form.site.data is None:
        flash(_("Look at the price, choose where you fetch it, then press once more."), "error")
        return redirect(url_for(".show", reward_id=reward_id), code=303)
    chosen = {"site_id": form.site.data, "seen_price": form.price.data, "ticket": form.ticket.data}
    try:
        made = operations.redeem(me=me(), reward_id=reward_id, **chosen, at=arrived())
    except Refused as refusal:
        flash(say(refusal.reason), "error")
        return redirect(url_for(".show", reward_id=reward_id), code=303)
    return redirect(url_for(".redemption", redemption_id=made.id), code=303)


@bp.get("/mine")
@requires(Permission.STUDY)
def mine() -> ResponseReturnValue:
    said = request.args.get("before", "")
    before = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
    page = queries.mine(me().id, before=before)
    return render_template("rewards/mine.html", page=page, names=states.NAMES, State=State)


@bp.get("/mine/<int:redemption_id>")
@requires(Permission.STUDY)
def redemption(redemption_id: int) -> ResponseReturnValue:
    held = queries.held(redemption_id, member_id=me().id)
    address = url_for("reward_desk.counter", code=held.redemption.code, _external=True)
    return render_template(
        "rewards/redemption.html",
        held=held,
        one=held.redemption,
        names=states.NAMES,
        State=State,
        kinds=kinds.Kind,
        drawing=qr.drawn(address),
        code=codes.in_groups(held.redemption.code),
        may_cancel=policy.may_cancel(me(), held.redemption),
        given_back=states.GIVEN_BACK,
        over=held.redemption.expires_at <= arrived(),
    )


@bp.post("/mine/<int:redemption_id>/cancel")
@requires(Permission.STUDY)
def cancel(redemption_id: int) -> ResponseReturnValue:
    operations.cancel_own(me=me(), redemption_id=redemption_id, at=arrived())
    flash(_("Cancelled. Your points are back."), "success")
    return redirect(url_for(".redemption", redemption_id=redemption_id), code=303)


@bp.post("/mine/<int:redemption_id>/code")
@requires(Permission.STUDY)
def reveal(redemption_id: int) -> ResponseReturnValue:
    """Show a voucher's code in the answer itself, and nowhere else: it is kept by no address."""
    sealed = operations.reveal(me=me(), redemption_id=redemption_id, at=arrived())
    held = queries.held(redemption_id, member_id=me().id)
    code = vouchers.shown(sealed, config.current().secrets)
    return render_template("rewards/code.html", held=held, code=code)


@bp.app_template_filter()
def last_day(expires_at: datetime) -> str:
    """The last day on which something is kept, in words: it runs out at the midnight after."""
    return full_day_in_words(local_day(expires_at - timedelta(seconds=1), me().zone))
