"""Renaming, moving, closing and opening an organisation again, and saying what kind of place it is."""

from datetime import date

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.manage.desk import bp, by_code, in_reach, telling, within_reach
from quizapp.accounts.manage.forms import KindForm, MoveForm, NameForm
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import FIELDS
from quizapp.kernel.clock import local_day
from quizapp.kernel.verdict import Verdict, all_of
from quizapp.people import operations, policy, queries
from quizapp.people.models import Field, Organisation
from quizapp.people.moving import WORDS
from quizapp.people.roles import Permission
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, full_day_in_words, say


@bp.get("/organisations/<int:organisation_id>/change")
@requires(Permission.MANAGE_PEOPLE)
def change(organisation_id: int) -> ResponseReturnValue:
    node = in_reach(organisation_id)
    return _page(node, NameForm(name=node.name), MoveForm(effective_on=_today(node)))


@bp.post("/organisations/<int:organisation_id>/name")
@requires(Permission.MANAGE_PEOPLE)
def rename(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), NameForm.from_request()
    if not form.validate():
        return _page(node, form, MoveForm()), 422
    with telling(_("It is called %(name)s from today on.", name=form.name.data)):
        operations.rename(organisation_id=node.id, name=form.name.data, by=me().id, at=arrived())
    return _back(organisation_id)


@bp.post("/organisations/<int:organisation_id>/move")
@requires(Permission.MANAGE_PEOPLE)
def move(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), MoveForm.from_request()
    policy.may_move(me(), _above(node)).enforce()
    parent = _chosen_parent(form, _today(node))
    if parent is None:
        return _page(node, NameForm(name=node.name), form), 422
    _hang(node.id, parent, form)
    return _back(organisation_id)


def _chosen_parent(form: MoveForm, today: date) -> Organisation | None:
    """Under what a form moves a part; None when the form says why not."""
    if not form.validate():
        return None
    if form.effective_on.data < today:
        form.effective_on.errors = [_("Choose today or a later day.")]
        return None
    parent = by_code(form.parent.data)
    if parent is None:
        form.parent.errors = [_("There is no organisation with this code in your reach.")]
    return parent


def _hang(organisation_id: int, parent: Organisation, form: MoveForm) -> None:
    name, day = parent.name, form.effective_on.data
    with telling(_("It hangs under %(name)s from %(day)s on.", name=name, day=full_day_in_words(day))):
        operations.move(
            organisation_id=organisation_id,
            parent_id=parent.id,
            effective_on=day,
            by=me().id,
            at=arrived(),
        )


@bp.post("/organisations/<int:organisation_id>/moves/<int:move_id>/drop")
@requires(Permission.MANAGE_PEOPLE)
def cancel_move(organisation_id: int, move_id: int) -> ResponseReturnValue:
    node = in_reach(organisation_id)
    if move_id not in {plan.id for plan in _moves(node).waiting}:
        abort(404)
    policy.may_move(me(), _above(node)).enforce()
    with telling(_("%(name)s stays where it is.", name=node.name)):
        operations.cancel_move(move_id=move_id, by=me().id, at=arrived())
    return _back(organisation_id)


@bp.post("/organisations/<int:organisation_id>/close")
@requires(Permission.MANAGE_PEOPLE)
def close(organisation_id: int) -> ResponseReturnValue:
    node = in_reach(organisation_id)
    _may_close(node).enforce()
    with telling(_("%(name)s is closed.", name=node.name)):
        operations.close(organisation_id=node.id, by=me().id, at=arrived())
    return _back(organisation_id)


@bp.post("/organisations/<int:organisation_id>/reopen")
@requires(Permission.MANAGE_PEOPLE)
def reopen(organisation_id: int) -> ResponseReturnValue:
    node = in_reach(organisation_id)
    _may_reopen(node).enforce()
    with telling(_("%(name)s is open again.", name=node.name)):
        operations.reopen(organisation_id=node.id, by=me().id, at=arrived())
    return _back(organisation_id)


@bp.post("/organisations/<int:organisation_id>/kind")
@requires(Permission.MANAGE_PEOPLE)
def classify(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), KindForm.from_request()
    _offer_kinds(form, node)
    if not form.validate():
        return _page(node, NameForm(name=node.name), MoveForm(), form), 422
    field, category = Field(form.field.data), form.category.data or None
    with telling(_("Saved.")):
        operations.classify(organisation_id=node.id, field=field, category=category, by=me().id, at=arrived())
    return _back(organisation_id)


def _offer_kinds(form: KindForm, node: Organisation) -> KindForm:
    """The fields, and the categories that hold here; one that left the list stays with who has it."""
    form.field.choices = [(field.value, say(name)) for field, name in FIELDS.items()]
    own = [node.category] if node.category and node.category not in (node.categories or ()) else []
    form.category.choices = [("", _("None")), *((one, one) for one in [*(node.categories or ()), *own])]
    return form


def _page(node: Organisation, name: NameForm, place: MoveForm, kind: KindForm | None = None) -> str:
    moves = _moves(node)
    _say_which_days(place, _today(node), planned=bool(moves.waiting))
    return render_template(
        "accounts/manage/change.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        name=name,
        place=place,
        kind=kind or _offer_kinds(KindForm(field=node.field.value, category=node.category or ""), node),
        may_move=policy.may_move(me(), _above(node)),
        may_close=_may_close(node),
        may_reopen=_may_reopen(node),
        moves=moves,
        why_dropped=WORDS,
    )


def _moves(node: Organisation) -> organisations.Moves:
    return organisations.moves_of(node.id, me().tops(Permission.MANAGE_PEOPLE), at=arrived())


def _say_which_days(form: MoveForm, today: date, *, planned: bool) -> None:
    """Which days the form takes: from today on, and only today while a plan waits."""
    form.effective_on.render_kw = {"min": today.isoformat()}
    if planned:
        form.effective_on.render_kw["max"] = today.isoformat()
        form.effective_on.description = _("Today only: one move is planned already. Drop it to plan another.")


def _today(node: Organisation) -> date:
    return local_day(arrived(), node.zone)


def _may_close(node: Organisation) -> Verdict:
    inside, closed = queries.open_inside(node.path), node.closed_on is not None
    parts = max(0, inside.organisations - 1)
    return policy.may_close(me(), node.path, members=inside.people, parts=parts, closed=closed)


def _may_reopen(node: Organisation) -> Verdict:
    above = queries.organisation(node.parent_id) if node.parent_id else None
    closed_above = above.name if above and above.closed_on else None
    can = policy.can_reopen(closed=node.closed_on is not None, closed_above=closed_above)
    return all_of(policy.may_manage(me(), node.path), can)


def _above(node: Organisation) -> str | None:
    """The path of its parent; None for the top of the tree."""
    return queries.organisation(node.parent_id).path if node.parent_id else None


def _back(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for(".organisation", organisation_id=organisation_id), code=303)
