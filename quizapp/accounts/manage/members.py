"""The members of a part of the tree, and the roles each of them holds."""

from dataclasses import dataclass
from datetime import date

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from quizapp import config
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
from quizapp.accounts.manage.forms import GIVEN, GrantForm
from quizapp.accounts.queries import members as queries
from quizapp.accounts.queries import organisations
from quizapp.accounts.words import STATES
from quizapp.kernel.verdict import Verdict
from quizapp.people import operations, policy, sealing
from quizapp.people.models import Organisation
from quizapp.people.queries import standing
from quizapp.people.roles import NAMES, Permission, Role
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say


@bp.get("/organisations/<int:organisation_id>/members")
@requires(Permission.MANAGE_PEOPLE)
def members(organisation_id: int) -> ResponseReturnValue:
    node, text = in_reach(organisation_id), asked("q")
    page = queries.people_in(
        node.path, text=text, phone_index=_phone_index(text), after=asked_number("after")
    )
    return render_template(
        "accounts/manage/members.html",
        node=node,
        crumbs=within_reach(organisations.chain(node.path)),
        page=page,
        text=text,
        phone=_masked,
        states=STATES,
    )


@bp.get("/members/<int:member_id>")
@requires(Permission.MANAGE_PEOPLE)
def member(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), GrantForm()
    _offer(form, person)
    return _page(person, form)


@bp.post("/members/<int:member_id>/roles")
@requires(Permission.MANAGE_PEOPLE)
def grant(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), GrantForm.from_request()
    _offer(form, person)
    node_id = _chosen_place(form) if form.validate() else None
    if node_id is None:
        return _page(person, form), 422
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


@dataclass(frozen=True, slots=True)
class Line:
    """One role held, and whether it may be taken away."""

    held: queries.Held
    verdict: Verdict


def _page(person: queries.Person, form: GrantForm) -> str:
    return render_template(
        "accounts/manage/member.html",
        person=person,
        phone=_masked(person),
        state=STATES[person.state],
        crumbs=within_reach(organisations.chain(person.branch_path)),
        lines=[Line(held, _may_revoke(held)) for held in queries.roles_of(person.id)],
        roles=NAMES,
        form=form,
        may_hold=policy.may_hold(person.name, person.state),
        may_view=policy.may_view(me(), standing(person.id, at=arrived())),
        longest=policy.may_grant(me(), Role.EDITOR, person.branch_path),
    )


def _may_revoke(held: queries.Held) -> Verdict:
    return policy.may_revoke(me(), held.role, held.path, held.member_id)


def _offer(form: GrantForm, person: queries.Person) -> None:
    """The roles one may give, and the organisations above the member that one may give them on."""
    form.role.choices = [(role.value, say(NAMES[role])) for role in GIVEN]
    near = within_reach(organisations.chain(person.branch_path))
    form.place.choices = [(node.id, node.name) for node in reversed(near)]


def _chosen_place(form: GrantForm) -> int | None:
    if not form.elsewhere.data:
        return int(form.place.data)
    node: Organisation | None = by_code(form.elsewhere.data)
    if node is None:
        form.elsewhere.errors = [_("There is no organisation with this code in your reach.")]
        return None
    return node.id


def _masked(person: queries.Person) -> str:
    """138****1234, or a dash for who left no phone."""
    if person.phone_sealed is None:
        return "–"
    return sealing.masked(sealing.unseal(person.phone_sealed, config.current().secrets.phone))


def _phone_index(text: str) -> str | None:
    phone = sealing.normal(text) if sealing.looks_like_phone(text) else None
    return sealing.blind_index(phone, config.current().secrets.index) if phone else None


def _back(member_id: int) -> ResponseReturnValue:
    return redirect(url_for(".member", member_id=member_id), code=303)
