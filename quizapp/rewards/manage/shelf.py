"""What is offered: the list, a new reward, its terms, its picture, and taking it down."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.kernel import tokens
from quizapp.kernel.clock import local_day
from quizapp.kernel.verdict import Refused
from quizapp.people.models import Organisation
from quizapp.people.queries import member_types
from quizapp.people.roles import Permission
from quizapp.rewards import kinds, operations
from quizapp.rewards.forms import CodesForm, PictureForm, RewardForm, StockForm, TakeOutForm
from quizapp.rewards.manage.desk import asked_number, bp, by_code, in_hand, in_hand_at, telling, tops
from quizapp.rewards.queries import Offered, managed, sites
from quizapp.rewards.terms import conditions
from quizapp.uploads import gateways, limits
from quizapp.web.form import Form
from quizapp.web.guards import arrived, me, requires
from quizapp.web.headers import takes
from quizapp.web.i18n import _, say, title_of

PLACES = 100  # suggested where stock may be put


@bp.get("")
@requires(Permission.MANAGE_REWARDS)
def shelf() -> ResponseReturnValue:
    page = managed.offered_within(tops(), before=asked_number("before"))
    queue = managed.waiting(tops(), limit=1)
    return render_template("rewards/manage/shelf.html", page=page, kinds=kinds.NAMES, waits=bool(queue.rows))


@bp.get("/new")
@requires(Permission.MANAGE_REWARDS)
def new() -> ResponseReturnValue:
    return _form_page(RewardForm(ticket=tokens.fresh(), organisation=_usual_code()))


@bp.post("/new")
@requires(Permission.MANAGE_REWARDS)
def create() -> ResponseReturnValue:
    form = RewardForm.from_request().offer(_types())
    node = by_code(form.organisation.data)
    if node is None:
        form.organisation.errors = [_("There is no organisation with this code in your reach.")]
    if not form.validate() or node is None:
        return _form_page(form), 422
    try:
        reward_id = operations.offer(
            organisation_id=node.id, draft=form.draft(), ticket=form.ticket.data, by=me().id, at=arrived()
        )
    except Refused as refusal:
        return _form_page(form, say(refusal.reason)), 422
    flash(_("It is offered. Now say how many there are, and where."), "success")
    return redirect(url_for(".reward", reward_id=reward_id), code=303)


@bp.get("/<int:reward_id>")
@requires(Permission.MANAGE_REWARDS)
def reward(reward_id: int) -> ResponseReturnValue:
    offered, path = in_hand_at(reward_id)
    free = managed.places_without_stock(reward_id, path, tops(), limit=PLACES)
    return render_template(
        "rewards/manage/reward.html",
        offered=offered,
        reward=offered.reward,
        sites=sites(reward_id),
        free=free,
        kinds=kinds.NAMES,
        conditions=conditions(offered.reward.terms, dict(_types())),
        dated=offered.reward.kind in kinds.DATED,
        **_forms(path, free),
    )


def _forms(path: str, free: Sequence[Organisation]) -> dict[str, Form]:
    """The forms of a reward's page. Stock is put where the reward is offered, unless there is some already."""
    usual = managed.code_at(path)
    return {
        "picture_form": PictureForm(),
        "stock_form": StockForm(site=usual if any(place.code == usual for place in free) else ""),
        "codes_form": CodesForm(site=usual),
        "take_out_form": TakeOutForm(),
    }


@bp.get("/<int:reward_id>/terms")
@requires(Permission.MANAGE_REWARDS)
def terms(reward_id: int) -> ResponseReturnValue:
    offered = in_hand(reward_id)
    form = RewardForm(obj=offered.reward)
    form.ticket.data, form.organisation.data = tokens.fresh(), "-"
    return _form_page(form, offered=offered)


@bp.post("/<int:reward_id>/terms")
@requires(Permission.MANAGE_REWARDS)
def change(reward_id: int) -> ResponseReturnValue:
    offered = in_hand(reward_id)
    form = RewardForm.from_request().offer(_types())
    if not form.validate():
        return _form_page(form, offered=offered), 422
    try:
        operations.change(reward_id=reward_id, draft=form.draft(), by=me().id, at=arrived())
    except Refused as refusal:
        return _form_page(form, say(refusal.reason), offered), 422
    flash(_("Changed. What is redeemed already keeps the price it was paid for."), "success")
    return redirect(url_for(".reward", reward_id=reward_id), code=303)


@bp.post("/<int:reward_id>/picture")
@requires(Permission.MANAGE_REWARDS)
@takes(limits.REQUEST)
def picture(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    sent = request.files.get("picture")
    with telling(_("The picture is shown.")):
        upload = gateways.take_in(
            sent.read() if sent else b"",
            folder=config.current().media_folder,
            by=me().id,
            day=local_day(arrived(), me().zone),
            at=arrived(),
        )
        operations.show_picture(reward_id=reward_id, upload_id=upload.id, by=me().id, at=arrived())
    return redirect(url_for(".reward", reward_id=reward_id), code=303)


@bp.post("/<int:reward_id>/withdraw")
@requires(Permission.MANAGE_REWARDS)
def withdraw(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    with telling(_("It is no longer offered. What is reserved is still handed over.")):
        operations.withdraw(reward_id=reward_id, by=me().id, at=arrived())
    return redirect(url_for(".reward", reward_id=reward_id), code=303)


@bp.post("/<int:reward_id>/offer-again")
@requires(Permission.MANAGE_REWARDS)
def offer_again(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    with telling(_("It is offered again.")):
        operations.offer_again(reward_id=reward_id, by=me().id, at=arrived())
    return redirect(url_for(".reward", reward_id=reward_id), code=303)


def _form_page(form: RewardForm, refusal: str | None = None, offered: Offered | None = None) -> str:
    return render_template(
        "rewards/manage/form.html",
        form=form.offer(_types()),
        refusal=refusal,
        offered=offered,
        kind_stays=bool(offered and sites(offered.reward.id)),
        kinds=kinds.NAMES,
    )


def _types() -> list[tuple[str, str]]:
    return [(kind.key, title_of(kind)) for kind in member_types()]


def _usual_code() -> str:
    """The code of the first organisation in one's hands: what is meant most often."""
    return managed.code_at(tops()[0])
