"""Suspending members, letting them go and in again, and saying which branch hosts them."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.accounts import operations as accounts
from quizapp.accounts.manage.desk import bp, by_code, person_in_reach, telling
from quizapp.accounts.manage.forms import HostEndForm, HostForm, StepForm
from quizapp.accounts.manage.member_page import member_page
from quizapp.accounts.queries.members import Person
from quizapp.accounts.words import DONE
from quizapp.config import current
from quizapp.kernel import tokens
from quizapp.people import operations
from quizapp.people.membership import Step
from quizapp.people.models import Organisation
from quizapp.people.roles import Permission
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, full_day_in_words, say


@bp.post("/members/<int:member_id>/membership")
@requires(Permission.MANAGE_PEOPLE)
def take_step(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), StepForm.from_request()
    if not form.validate():
        return member_page(person, step=form), 422
    step = Step(form.step.data)
    with telling(say(DONE[step]) % {"name": person.name}):
        operations.take_step(
            member_id=person.id, step=step, reason=form.reason.data, by=me().id, at=arrived()
        )
    return _back(member_id)


@bp.post("/members/<int:member_id>/host")
@requires(Permission.MANAGE_PEOPLE)
def host(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), HostForm.from_request()
    branch = by_code(form.branch.data) if form.validate() else None
    if branch is None:
        if form.branch.data and not form.branch.errors:
            form.branch.errors = [_("There is no organisation with this code in your reach.")]
        return member_page(person, host=form), 422
    _set_host(person, branch, form)
    return _back(member_id)


def _set_host(person: Person, branch: Organisation, form: HostForm) -> None:
    day = form.from_on.data
    with telling(
        _(
            "%(host)s hosts %(name)s from %(day)s on.",
            host=branch.name,
            name=person.name,
            day=full_day_in_words(day),
        )
    ):
        operations.host(member_id=person.id, branch_id=branch.id, from_on=day, by=me().id, at=arrived())


@bp.post("/members/<int:member_id>/host/end")
@requires(Permission.MANAGE_PEOPLE)
def end_host(member_id: int) -> ResponseReturnValue:
    person, form = person_in_reach(member_id), HostEndForm.from_request()
    if not form.validate():
        return member_page(person), 422
    day = form.until_on.data
    with telling(
        _("No branch hosts %(name)s from %(day)s on.", name=person.name, day=full_day_in_words(day))
    ):
        operations.end_hosting(member_id=person.id, until_on=day, by=me().id, at=arrived())
    return _back(member_id)


@bp.post("/members/<int:member_id>/erase")
@requires(Permission.MANAGE_PEOPLE)
def erase(member_id: int) -> ResponseReturnValue:
    person, keys = person_in_reach(member_id), current().secrets
    with telling(_("Nothing here says any more who this was.")):
        accounts.erase(member_id=person.id, pseudonym=tokens.fresh(), secrets=keys, by=me().id, at=arrived())
    return _back(member_id)


def _back(member_id: int) -> ResponseReturnValue:
    return redirect(url_for(".member", member_id=member_id), code=303)
