"""How much of a reward lies where, and the codes of vouchers."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.people.roles import Permission
from quizapp.rewards import operations, vouchers
from quizapp.rewards.drafts import codes_in
from quizapp.rewards.forms import MOST_LETTERS, CodesForm, StockForm, TakeOutForm
from quizapp.rewards.manage.desk import bp, by_code, in_hand, telling
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, ngettext

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
    sealed = {code: vouchers.sealed(code, config.current().secrets) for code in codes}
    done = operations.add_codes(
        reward_id=reward_id, site_id=site.id, sealed=[*sealed.values()], by=me().id, at=arrived()
    )
    flash(ngettext("%(num)s new code.", "%(num)s new codes.", done.count), "success")
    if rows := [codes[code] for code, (_kept, index) in sealed.items() if index in done.refused]:
        flash(
            _(
                "Refused, for they are loaded already, here or for another reward: %(rows)s.",
                rows=_rows(rows),
            ),
            "error",
        )
    return _back(reward_id)


@bp.post("/<int:reward_id>/codes/take-out")
@requires(Permission.MANAGE_REWARDS)
def take_out_codes(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    codes, wrong = codes_in(TakeOutForm.from_request().codes.data or "")
    if not codes or wrong or len(codes) > MOST_CODES:
        flash(_complaint(wrong, len(codes)), "error")
        return _back(reward_id)
    found = {code: vouchers.index(code, config.current().secrets) for code in codes}
    done = operations.take_out_codes(reward_id=reward_id, indexes=[*found.values()], by=me().id, at=arrived())
    flash(ngettext("%(num)s code is taken out.", "%(num)s codes are taken out.", done.count), "success")
    if rows := [codes[code] for code, index in found.items() if index in done.refused]:
        flash(
            _("Not taken out, for a member has them or they are not here: %(rows)s.", rows=_rows(rows)),
            "error",
        )
    return _back(reward_id)


def _rows(numbers: list[int]) -> str:
    """Some rows by their numbers, the first where there are many."""
    first, more = ", ".join(map(str, numbers[:NAMED])), max(0, len(numbers) - NAMED)
    named = ngettext("row %(first)s", "rows %(first)s", len(numbers), first=first)
    others = ngettext("and %(num)s more", "and %(num)s more", more)
    return f"{named} {others}" if more else str(named)


def _sent(form: CodesForm) -> str:
    """What was pasted, and below it what a file holds: alone, a file's rows keep their numbers."""
    file = request.files.get("file")
    content = file.read(MOST_LETTERS * 4) if file else b""
    pasted, filed = form.codes.data or "", content.decode("utf8", "replace")
    return f"{pasted}\n{filed}" if pasted.strip() else filed


def _complaint(wrong: list[str], count: int) -> str:
    if wrong:
        return str(_("This can be no code: %(line)s. Nothing was added.", line=wrong[0]))
    if count > MOST_CODES:
        return str(_("At most %(most)s codes at once. Nothing was added.", most=MOST_CODES))
    return str(_("Name a place in your reach, and send at least one code."))


def _back(reward_id: int) -> ResponseReturnValue:
    return redirect(url_for(".reward", reward_id=reward_id), code=303)
