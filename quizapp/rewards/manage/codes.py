"""The codes of a voucher: pasted or sent as a file, and wrong ones taken out again; what is refused is told by its row."""

from collections.abc import Collection, Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
from quizapp.people.roles import Permission
from quizapp.rewards import operations, vouchers
from quizapp.rewards.drafts import codes_in
from quizapp.rewards.forms import MOST_LETTERS, CodesForm, TakeOutForm
from quizapp.rewards.manage.desk import bp, by_code, in_hand
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, _l, ngettext

MOST_CODES = 5000  # in one file
NAMED = 20  # rows that are told by their numbers
TWICE = _l("Refused, for they are loaded already, here or for another reward: %(rows)s.")
NOT_FREE = _l("Not taken out, for a member has them or they are not here: %(rows)s.")


@bp.post("/<int:reward_id>/codes")
@requires(Permission.MANAGE_REWARDS)
def add_codes(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    form = CodesForm.from_request()
    site = by_code(form.site.data)
    codes, wrong = codes_in(_sent(form))
    if site is None or not codes or wrong or len(codes) > MOST_CODES:
        return _back(reward_id, _complaint(wrong, len(codes)))
    sealed = [vouchers.sealed(code, config.current().secrets) for code in codes]
    done = operations.add_codes(reward_id=reward_id, site_id=site.id, sealed=sealed, by=me().id, at=arrived())
    flash(ngettext("%(num)s new code.", "%(num)s new codes.", done.count), "success")
    return _back(reward_id, _refused(TWICE, _indexed(codes), done.refused))


@bp.post("/<int:reward_id>/codes/take-out")
@requires(Permission.MANAGE_REWARDS)
def take_out_codes(reward_id: int) -> ResponseReturnValue:
    in_hand(reward_id)
    codes, wrong = codes_in(TakeOutForm.from_request().codes.data or "")
    if not codes or wrong or len(codes) > MOST_CODES:
        return _back(reward_id, _complaint(wrong, len(codes)))
    indexed = _indexed(codes)
    done = operations.take_out_codes(reward_id=reward_id, indexes=[*indexed], by=me().id, at=arrived())
    flash(ngettext("%(num)s code is taken out.", "%(num)s codes are taken out.", done.count), "success")
    return _back(reward_id, _refused(NOT_FREE, indexed, done.refused))


def _indexed(codes: Mapping[str, int]) -> Mapping[str, int]:
    """The rows of codes, by their blind indexes."""
    return {vouchers.index(code, config.current().secrets): row for code, row in codes.items()}


def _refused(sentence: str, indexed: Mapping[str, int], refused: Collection[str]) -> str | None:
    """Which rows were refused, the first where there are many; None for none."""
    numbers = [row for index, row in indexed.items() if index in refused]
    if not numbers:
        return None
    first, more = ", ".join(map(str, numbers[:NAMED])), max(0, len(numbers) - NAMED)
    named = ngettext("row %(first)s", "rows %(first)s", len(numbers), first=first)
    others = ngettext("and %(num)s more", "and %(num)s more", more)
    return sentence % {"rows": f"{named} {others}" if more else named}


def _sent(form: CodesForm) -> str:
    """What was pasted, and below it what a file holds: alone, a file's rows keep their numbers."""
    file = request.files.get("file")
    content = file.read(MOST_LETTERS * 4) if file else b""
    pasted, filed = form.codes.data or "", content.decode("utf8", "replace")
    return f"{pasted}\n{filed}" if pasted.strip() else filed


def _complaint(wrong: list[str], count: int) -> str:
    if wrong:
        return str(_("This can be no code: %(line)s. Nothing was changed.", line=wrong[0]))
    if count > MOST_CODES:
        return str(_("At most %(most)s codes at once. Nothing was changed.", most=MOST_CODES))
    return str(_("Name a place in your reach, and send at least one code."))


def _back(reward_id: int, wrong: str | None) -> ResponseReturnValue:
    if wrong:
        flash(wrong, "error")
    return redirect(url_for(".reward", reward_id=reward_id), code=303)
