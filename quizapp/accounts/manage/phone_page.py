"""One member's phone: masked, its changes, and the whole number once to whoever has a reason."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from quizapp.accounts.manage.desk import bp, person_in_phone_reach, within_reach
from quizapp.accounts.manage.forms import PhoneForm, ReasonForm
from quizapp.accounts.masking import masked
from quizapp.accounts.queries import organisations
from quizapp.accounts.queries import phones as queries
from quizapp.accounts.queries.members import Person
from quizapp.accounts.words import CHANGED_BY
from quizapp.config import current
from quizapp.kernel.verdict import Verdict
from quizapp.people import operations, policy, sealing
from quizapp.people.models import ChangedBy
from quizapp.people.operations.phones import unmask_phone
from quizapp.people.queries import standing
from quizapp.people.roles import Permission
from quizapp.web.guards import arrived, me, requires
from quizapp.web.i18n import _, say

FREE_LOOKS = 20  # at whole numbers, in a row; after them one waits longer each time


def phone_page(
    person: Person,
    *,
    change: PhoneForm | None = None,
    reason: ReasonForm | None = None,
    whole: str | None = None,
    refusal: str | None = None,
) -> str:
    """The page; `whole` is the number shown on this one answer."""
    return render_template(
        "accounts/manage/phone.html",
        person=person,
        crumbs=within_reach(organisations.chain(person.branch_path)),
        masked=masked,
        whole=whole,
        refusal=refusal,
        change=change or PhoneForm(),
        reason=reason or ReasonForm(),
        **_verdicts(person),
        bounce=queries.bounce_of(person.id),
        changes=queries.changes_of(person.id),
        changed_by=_changed_by,
    )


def _verdicts(person: Person) -> dict[str, Verdict]:
    stands, has_phone = standing(person.id, at=arrived()), person.phone_sealed is not None
    return {
        "may_change": policy.may_change_phone(me(), stands, person.state),
        "may_look": policy.may_note_bounce(me(), stands, has_phone=has_phone),
    }


def _changed_by(change: queries.Change) -> str:
    words = say(CHANGED_BY[change.how])
    return f"{words} {change.actor_name}" if change.how is ChangedBy.KEEPER else words


@bp.post("/members/<int:member_id>/phone/show")
@requires(Permission.KEEP_PHONES)
def show_phone(member_id: int) -> ResponseReturnValue:
    """The whole number on this one answer, which nothing keeps; how often one may look is counted first."""
    person, form = person_in_phone_reach(member_id), ReasonForm.from_request()
    if not form.validate():
        return phone_page(person, reason=form), 422
    if wait := operations.count_try(keys={f"unmask:{me().id}": FREE_LOOKS}, at=arrived()):
        return _too_often(person, form, max(1, round((wait - arrived()).total_seconds())))
    sealed = unmask_phone(member_id=person.id, reason=form.reason.data, by=me().id, at=arrived())
    return phone_page(person, whole=sealing.national(sealing.unseal(sealed, current().secrets.phone)))


def _too_often(person: Person, form: ReasonForm, seconds: int) -> ResponseReturnValue:
    refusal = _("You looked at many numbers in a row. Wait %(seconds)s seconds.", seconds=seconds)
    answer = current_app.make_response(phone_page(person, reason=form, refusal=refusal))
    answer.status_code, answer.headers["Retry-After"] = 429, str(seconds)
    return answer
