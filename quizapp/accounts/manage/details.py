"""Changing a member's file by hand: what they are called, numbered and sign in with, what they are, where they belong."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from quizapp.accounts.manage.desk import bp, by_code, person_in_reach, telling, within_reach
from quizapp.accounts.manage.forms import one_line
from quizapp.accounts.queries import members as queries
from quizapp.accounts.queries import organisations
from quizapp.accounts.queries.members import Person
from quizapp.accounts.words import DETAILS
from quizapp.people import operations, policy
from quizapp.people.details import ON_ROSTERS, Detail
from quizapp.people.queries import standing
from quizapp.people.roles import Permission
from quizapp.web.form import Form
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, _l, say, title_of


class DetailForm(Form):
    """One thing to be said of a member; `value` differs in each."""

    detail = HiddenField(id="detail")


class NameOfMemberForm(DetailForm):
    value = StringField(
        _l("Name"), [DataRequired(_l("Type a name.")), Length(max=60)], filters=[one_line], id="called"
    )


class SignInNameForm(DetailForm):
    value = StringField(
        _l("Sign-in name"),
        [DataRequired(_l("Type a name.")), Length(max=64)],
        filters=[one_line],
        id="signs-in-as",
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )


class NumberForm(DetailForm):
    value = StringField(
        _l("Number on the roster"),
        [Length(max=60)],
        filters=[one_line],
        id="numbered",
        render_kw={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"},
    )


class KindOfMemberForm(DetailForm):
    value = SelectField(_l("Member type"), id="kind")


class HomeForm(DetailForm):
    value = StringField(
        _l("Code of the branch they move to"),
        [DataRequired(_l("Type a code.")), Length(max=60)],
        filters=[one_line],
        id="home",
    )


FORMS: dict[Detail, type[DetailForm]] = {
    Detail.NAME: NameOfMemberForm,
    Detail.SIGN_IN_NAME: SignInNameForm,
    Detail.MEMBER_TYPE: KindOfMemberForm,
    Detail.BRANCH: HomeForm,
    Detail.ROSTER_KEY: NumberForm,
}


@bp.get("/members/<int:member_id>/file")
@requires(Permission.MANAGE_PEOPLE)
def details(member_id: int) -> ResponseReturnValue:
    return _page(person_in_reach(member_id))


@bp.post("/members/<int:member_id>/file")
@requires(Permission.MANAGE_PEOPLE)
def settle(member_id: int) -> ResponseReturnValue:
    person, detail = person_in_reach(member_id), _named()
    form = _offered(FORMS[detail].from_request()) if detail in FORMS else None
    if detail is None or form is None or not (form.validate() and _has_place(detail, form)):
        return _page(person, detail, form), 422
    done = _("%(name)s: %(what)s changed.", name=person.name, what=say(DETAILS[detail]))
    with telling(done):
        operations.settle(member_id=person.id, detail=detail, value=form.value.data, by=me().id, at=arrived())
    return _back(member_id)


@bp.post("/members/<int:member_id>/file/rosters")
@requires(Permission.MANAGE_PEOPLE)
def leave_to_rosters(member_id: int) -> ResponseReturnValue:
    person, detail = person_in_reach(member_id), _named()
    if detail not in ON_ROSTERS:
        return _page(person), 422
    with telling(_("The next roster that names %(name)s decides again.", name=person.name)):
        operations.leave_to_rosters(member_id=person.id, detail=detail, by=me().id, at=arrived())
    return _back(member_id)


def _named() -> Detail | None:
    """Which thing the form is about; None when it is none that there is."""
    said = request.form.get("detail", "")
    return Detail(said) if said in list(Detail) else None


def _offered(form: DetailForm) -> DetailForm:
    if isinstance(form, KindOfMemberForm):
        form.value.choices = [(kind.key, title_of(kind)) for kind in queries.kinds()]
    return form


def _has_place(detail: Detail, form: DetailForm) -> bool:
    if detail is not Detail.BRANCH or by_code(form.value.data):
        return True
    form.value.errors = [_("There is no organisation with this code in your reach.")]
    return False


def _page(person: Person, detail: Detail | None = None, sent: DetailForm | None = None) -> str:
    stands = standing(person.id, at=arrived())
    return render_template(
        "accounts/manage/details.html",
        person=person,
        crumbs=within_reach(organisations.chain(person.branch_path)),
        forms=_forms(person) | ({detail: sent} if detail and sent else {}),
        words=DETAILS,
        names=queries.names_of(person.id),
        may_settle=policy.may_settle(me(), stands, person.state),
        may_rehome=policy.may_rehome(me(), stands, person.state),
    )


def _forms(person: Person) -> dict[Detail, DetailForm]:
    """A form for each thing, with what it is now."""
    now = {
        Detail.NAME: person.name,
        Detail.SIGN_IN_NAME: person.sign_in_name,
        Detail.MEMBER_TYPE: person.member_type,
        Detail.ROSTER_KEY: person.roster_key,
    }
    return {one: _offered(form(formdata=None, value=now.get(one))) for one, form in FORMS.items()}


def _back(member_id: int) -> ResponseReturnValue:
    return redirect(url_for(".details", member_id=member_id), code=303)
