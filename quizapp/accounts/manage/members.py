"""The members of a part of the tree, and giving and taking their roles."""

from datetime import date

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts.manage.desk import (
    asked,
    asked_number,
    bp,
    by_code,
    in_reach,
    person_in_reach,
    telling,
    within_reach,
)
from quizapp.accounts.manage.forms import GrantForm
from quizapp.accounts.manage.member_page import member_page, offer_roles
from quizapp.accounts.masking import masked, phone_index
from quizapp.accounts.queries import finding, organisations
from quizapp.accounts.queries import members as queries
from quizapp.accounts.words import STATES
from quizapp.kernel.paging import Page
from quizapp.people import operations
from quizapp.people.models import Organisation
from quizapp.people.roles import NAMES, Permission, Role
from quizapp.people.store import words
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say


@bp.get("/organisations/<int:organisation_id>/members")
@requires(Permission.MANAGE_PEOPLE)
def members(organisation_id: int) -> ResponseReturnValue:
    node, text = in_reach(organisation_id), asked("q")
    return render_template(
        "accounts/manage/members.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        page=_listed(node.path, text),
        due=words.due_count(node.path) if text else 0,
        text=text,
        phone=masked,
        states=STATES,
    )


@bp.get("/members/<int:member_id>")
@requires(Permission.MANAGE_PEOPLE)
def member(member_id: int) -> ResponseReturnValue:
    return member_page(person_in_reach(member_id))


@bp.post("/members/<int:member_id>/roles")
@requires(Permission.MANAGE_PEOPLE)
def grant(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), GrantForm.from_request()
    offer_roles(form, person)
    node_id = _chosen_place(form) if form.validate() else None
    if node_id is None:
        return member_page(person, grant=form), 422
    _give(person, Role(form.role.data), node_id, form.ends_on.data)
    return _back(member_id)


@bp.post("/members/<int:member_id>/roles/<int:grant_id>/end")
@requires(Permission.MANAGE_PEOPLE)
def revoke(member_id: int, grant_id: int) -> ResponseReturnValue:
    person = person_in_reach(member_id)
    if grant_id not in {held.id for held in queries.roles_of(member_id)}:
        abort(404)
    with telling(_("The role is taken from %(name)s.", name=person.name)):
        operations.revoke(grant_id=grant_id, by=me().id, at=arrived())
    return _back(member_id)


def _listed(path: str, text: str) -> Page[queries.Person]:
    after = asked_number("after")
    if text:
        return finding.found_in(path, text=text, phone_index=phone_index(text), after=after)
    return queries.people_in(path, after=after)


def _give(person: queries.Person, role: Role, organisation_id: int, ends_on: date | None) -> None:
    with telling(_("%(name)s now holds the role: %(role)s.", name=person.name, role=say(NAMES[role]))):
        operations.grant(
            member_id=person.id,
            role=role,
            organisation_id=organisation_id,
            ends_on=ends_on,
            by=me().id,
            at=arrived(),
        )


def _chosen_place(form: GrantForm) -> int | None:
    if not form.elsewhere.data:
        return int(form.place.data)
    node: Organisation | None = by_code(form.elsewhere.data)
    if node is None:
        form.elsewhere.errors = [_("There is no organisation with this code in your reach.")]
        return None
    return node.id


def _back(member_id: int) -> ResponseReturnValue:
    return redirect(url_for(".member", member_id=member_id), code=303)
