"""The organisation, one level at a time: what hangs below, who holds roles, and what hangs where."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.manage.desk import asked, bp, in_reach, telling, within_reach
from quizapp.accounts.manage.forms import AddForm
from quizapp.accounts.queries import joining, members, organisations
from quizapp.accounts.words import FIELDS
from quizapp.kernel.verdict import Verdict
from quizapp.people import operations, policy
from quizapp.people.models import Field
from quizapp.people.moving import WORDS
from quizapp.people.roles import NAMES, Permission
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say

SAID = {"why_dropped": WORDS, "roles": NAMES, "fields": FIELDS}  # what things are called on the page


@dataclass(frozen=True, slots=True)
class Holder:
    """A role held here, whether its holder's file is in one's reach, and whether the role may be taken away."""

    held: members.Held
    near: bool
    verdict: Verdict


@bp.get("/", endpoint="organisations")
@requires(Permission.MANAGE_PEOPLE)
def tops() -> ResponseReturnValue:
    """Where one's reach begins: the one organisation itself, or a list of several."""
    found = organisations.at_paths(me().tops(Permission.MANAGE_PEOPLE))
    if len(found) == 1:
        return redirect(url_for(".organisation", organisation_id=found[0].id), code=303)
    return render_template("accounts/manage/organisations.html", tops=found)


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.MANAGE_PEOPLE)
def organisation(organisation_id: int) -> ResponseReturnValue:
    node, text, after = in_reach(organisation_id), asked("q"), asked("after")
    find = organisations.found_in(node, text, after=after) if text else None
    return render_template(
        "accounts/manage/organisation.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        text=text,
        page=find or organisations.parts_of(node, after=after),
        size=organisations.size_of(node.id),
        waiting=joining.waiting_count(node.path),
        holders=_holders(node.id),
        moves=organisations.moves_of(node.id, me().tops(Permission.MANAGE_PEOPLE), at=arrived()),
        **SAID,
    )


@bp.post("/organisations/<int:organisation_id>/roles/<int:grant_id>/end")
@requires(Permission.MANAGE_PEOPLE)
def end_role(organisation_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role on this organisation from whoever holds it, at home in one's reach or not."""
    node = in_reach(organisation_id)
    held = members.role_on(node.id, grant_id)
    if held is None:
        abort(404)
    with telling(_("The role is taken from %(name)s.", name=held.member_name)):
        operations.revoke(grant_id=grant_id, by=me().id, at=arrived())
    return redirect(url_for(".organisation", organisation_id=organisation_id), code=303)


def _holders(organisation_id: int) -> list[Holder]:
    return [
        Holder(
            held,
            near=bool(policy.may_manage(me(), held.home_path)),
            verdict=policy.may_revoke(me(), held.role, held.path, held.member_id),
        )
        for held in members.roles_on(organisation_id)
    ]


@bp.get("/organisations/<int:organisation_id>/add")
@requires(Permission.MANAGE_PEOPLE)
def add(organisation_id: int) -> ResponseReturnValue:
    return _add_page(organisation_id, _with_fields(AddForm()))


@bp.post("/organisations/<int:organisation_id>/add")
@requires(Permission.MANAGE_PEOPLE)
def create(organisation_id: int) -> ResponseReturnValue:
    node, form = in_reach(organisation_id), _with_fields(AddForm.from_request())
    if not form.validate():
        return _add_page(organisation_id, form), 422
    with telling(_("%(name)s stands in the tree.", name=form.name.data)):
        operations.create_organisation(
            code=form.code.data,
            name=form.name.data,
            parent_id=node.id,
            is_branch=form.is_branch.data,
            field=Field(form.field.data),
            by=me().id,
            at=arrived(),
        )
    return redirect(url_for(".organisation", organisation_id=organisation_id), code=303)


def _add_page(organisation_id: int, form: AddForm) -> str:
    node = in_reach(organisation_id)
    crumbs = within_reach(organisations.chain(node.path))
    return render_template("accounts/manage/add.html", node=node, crumbs=crumbs, form=form)


def _with_fields(form: AddForm) -> AddForm:
    form.field.choices = [(field.value, say(name)) for field, name in FIELDS.items()]
    form.field.data = form.field.data or Field.OTHER.value
    return form
