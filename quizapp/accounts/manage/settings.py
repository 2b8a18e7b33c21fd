"""What an organisation sets for itself and all below it, and where it has the rest from."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.manage.desk import bp, in_reach, telling, within_reach
from quizapp.accounts.manage.forms import ZONES, SettingsForm
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import JOINING, RANKS
from quizapp.people import operations
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.people.settings import DEFAULTS, TARGETS, Joining, RankVisibility
from quizapp.people.settings import LANGUAGES as CONTENT_LANGUAGES
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import LANGUAGES, _, say

# How each setting's values are called, and which there are.
IN_WORDS: dict[str, Callable[[Any], str]] = {
    "zone": str,
    "content_language": LANGUAGES.__getitem__,
    "rank_visibility": lambda value: say(RANKS[RankVisibility(value)]),
    "joining": lambda value: say(JOINING[Joining(value)]),
}
IN_WORDS |= dict.fromkeys(TARGETS, lambda value: f"{value}%")
PERCENTS = tuple(str(percent) for percent in (*range(10, 100, 5), *range(100, 301, 10)))
CHOICES: dict[str, Sequence[str]] = {
    "zone": ZONES,
    "content_language": CONTENT_LANGUAGES,
    "rank_visibility": list(RankVisibility),
    "joining": list(Joining),
    **dict.fromkeys(TARGETS, PERCENTS),
}

SET_HERE = {*CHOICES, "categories"}


@bp.get("/organisations/<int:organisation_id>/settings")
@requires(Permission.MANAGE_PEOPLE)
def settings(organisation_id: int) -> ResponseReturnValue:
    node = in_reach(organisation_id)
    own = node.own_settings | {"categories": "\n".join(node.own_settings.get("categories") or [])}
    return _page(node, SettingsForm(data=own))


@bp.post("/organisations/<int:organisation_id>/settings")
@requires(Permission.MANAGE_PEOPLE)
def save_settings(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), SettingsForm.from_request()
    _offer(form, organisations.chain(node.path))
    if not form.validate():
        return _page(node, form), 422
    kept = {name: value for name, value in node.own_settings.items() if name not in SET_HERE}
    chosen = {name: form[name].data for name in CHOICES if form[name].data} | _categories(form)
    chosen |= {name: int(chosen[name]) for name in TARGETS if name in chosen}
    with telling(_("Saved. What hangs below and does not set its own follows at once.")):
        operations.set_settings(organisation_id=node.id, own=kept | chosen, by=me().id, at=arrived())
    return redirect(url_for(".settings", organisation_id=organisation_id), code=303)


def _categories(form: SettingsForm) -> dict[str, list[str]]:
    """One category a line, each once; without any, those from above hold."""
    lines = (" ".join(line.split()) for line in (form.categories.data or "").splitlines())
    written = list(dict.fromkeys(line for line in lines if line))
    return {"categories": written} if written else {}


def _page(node: Organisation, form: SettingsForm) -> str:
    chain = organisations.chain(node.path)
    _offer(form, chain)
    return render_template("accounts/manage/settings.html", node=node, crumbs=within_reach(chain), form=form)


def _offer(form: SettingsForm, chain: Sequence[Organisation]) -> None:
    """The choices of each setting, the first being what holds when nothing is set here, and from where."""
    for name, values in CHOICES.items():
        words = IN_WORDS[name]
        form[name].choices = [
            ("", _inherited(name, words, chain[:-1])),
            *((one, words(one)) for one in values),
        ]
    form.categories.description = _inherited("categories", _list_in_words, chain[:-1])


def _list_in_words(categories: Any) -> str:
    return "、".join(categories) if categories else str(_("none"))


def _inherited(name: str, words: Callable[[Any], str], above: Sequence[Organisation]) -> str:
    setter = next((node for node in reversed(above) if name in node.own_settings), None)
    if setter is None:
        return str(_("As shipped: %(value)s", value=words(DEFAULTS[name])))
    return str(_("As %(name)s has it: %(value)s", name=setter.name, value=words(setter.own_settings[name])))
