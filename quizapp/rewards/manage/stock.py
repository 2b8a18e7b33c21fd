"""How much of a reward lies where, and the codes of vouchers."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.people import sealing
from quizapp.people.roles import Permission
from quizapp.rewards import operations
from quizapp.rewards.drafts import codes_in
from quizapp.rewards.forms import MOST_LETTERS, CodesForm, StockForm
from quizapp.rewards.manage.desk import bp, by_code, in_hand, telling
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, ngettext

MOST_CODES = 5000  # in one file: what one statement takes


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


@bp.post("/<int:reward_id>/codes")
@requires(Permission.MANAGE_REWARDS)
def add_codes(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    form = CodesForm.from_request()
    site = by_code(form.site.data)
    codes, wrong = codes_in(_sent(form))
    if site is None or not codes or wrong or len(codes) > MOST_CODES:
        flash(_complaint(wrong, len(codes)), "error")
        return _back(reward_id)
    sealed = [_sealed(reward_id, code) for code in codes]
    added = operations.add_codes(
        reward_id=reward_id, site_id=site.id, sealed=sealed, by=me().id, at=arrived()
    )
    flash(_added(added), "success")
    return _back(reward_id)


def _added(count: int) -> str:
    told = ngettext("%(num)s new code.", "%(num)s new codes.", count)
    return f"{told} {_('Codes that were here already stay as they are.')}"


def _sent(form: CodesForm) -> str:
    file = request.files.get("file")
    content = file.read(MOST_LETTERS * 4) if file else b""
    return f"{form.codes.data or ''}\n{content.decode('utf8', 'replace')}"


def _complaint(wrong: list[str], count: int) -> str:
    if wrong:
        return str(_("This can be no code: %(line)s. Nothing was added.", line=wrong[0]))
    if count > MOST_CODES:
        return str(_("At most %(most)s codes at once. Nothing was added.", most=MOST_CODES))
    return str(_("Name a place in your reach, and send at least one code."))


def _sealed(reward_id: int, code: str) -> tuple[bytes, str]:
    keys = config.current().secrets
    return sealing.seal(code, keys.phone), sealing.blind_index(f"voucher:{reward_id}:{code}", keys.index)


def _back(reward_id: int) -> ResponseReturnValue:
    return redirect(url_for(".reward", reward_id=reward_id), code=303)
