"""What staff send: about organisations, and about who holds which role."""

import zoneinfo

from wtforms import BooleanField, DateField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from quizapp.people.membership import Step
from quizapp.people.policy import GIVES
from quizapp.people.roles import Role
from quizapp.web.form import Form
from quizapp.web.i18n import _l

GIVEN = tuple(role for role in Role if role in GIVES[Role.ADMINISTRATOR])
ZONES = sorted(
    zone
    for zone in zoneinfo.available_timezones()
    if zone.startswith(("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Pacific/"))
)


def in_this_age(form: Form, field: DateField) -> None:
    """A day that every time zone knows: not the first of the calendar, nor the last."""
    if field.data and not 2000 <= field.data.year < 2200:
        raise ValidationError(_l("Choose a day of this century."))


def one_line(text: str | None) -> str:
    return " ".join((text or "").replace("\0", "").split())


class NameForm(Form):
    name = StringField(
        _l("Name of the organisation"),
        [DataRequired(_l("Type a name.")), Length(max=80)],
        filters=[one_line],
    )


class AddForm(NameForm):
    code = StringField(
        _l("Code"),
        [
            DataRequired(_l("Type a code.")),
            Length(max=60),
            Regexp(r"^[\w.-]+$", message=_l("Letters, digits, dots and dashes only.")),
        ],
        description=_l("Names repeat, codes do not: rosters and moves use the code. It stays as it is."),
        filters=[one_line],
    )
    is_branch = BooleanField(_l("A branch: members call it home"), default=True)
    field = SelectField(_l("Kind of place"))


class MoveForm(Form):
    parent = StringField(
        _l("Code of the organisation it moves under"),
        [DataRequired(_l("Type a code.")), Length(max=60)],
        filters=[one_line],
    )
    effective_on = DateField(
        _l("From this day on"),
        [InputRequired(_l("Choose a day.")), in_this_age],
        description=_l(
            "Today or a later day, which plans the move. Reports of earlier days stay as they were."
        ),
    )


class SettingsForm(Form):
    """Each choice may stay empty: what is not set here comes from above."""

    zone = SelectField(_l("Time zone of the study day"))
    content_language = SelectField(_l("Language of articles and questions"))
    rank_visibility = SelectField(_l("Places shown on boards above the own branch"))
    joining = SelectField(_l("Those who join by a link"))
    registration_target = SelectField(_l("Target of the registration rate"), default="")
    participation_target = SelectField(_l("Target of the participation rate"), default="")
    categories = TextAreaField(
        _l("Categories of branches, one on each line"),
        [Optional(), Length(max=3000)],
        render_kw={"rows": 5},
    )


class KindForm(Form):
    field = SelectField(_l("Kind of place"))
    category = SelectField(_l("Category"))


class GrantForm(Form):
    role = SelectField(_l("Role"))
    place = SelectField(_l("On which organisation, and all below it"), coerce=int)
    elsewhere = StringField(
        _l("Or on another organisation: its code"), [Optional(), Length(max=60)], filters=[one_line]
    )
    ends_on = DateField(
        _l("Until the end of this day"),
        [Optional(), in_this_age],
        description=_l("Empty: until it is taken away."),
    )


REASON_HINT = _l("It stays in the audit trail for good: write no names and no numbers.")


class ReasonForm(Form):
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(min=2, max=200)],
        filters=[one_line],
        description=REASON_HINT,
    )


class StepForm(ReasonForm):
    step = HiddenField()

    def validate_step(self, field: HiddenField) -> None:
        if field.data not in list(Step):
            raise ValidationError(_l("This page is out of date. Reload it and try again."))


class HostForm(Form):
    branch = StringField(
        _l("Code of the branch that hosts them"),
        [DataRequired(_l("Type a code.")), Length(max=60)],
        filters=[one_line],
    )
    from_on = DateField(_l("From this day on"), [InputRequired(_l("Choose a day.")), in_this_age])


class HostEndForm(Form):
    until_on = DateField(
        _l("Not hosted any more from this day on"), [InputRequired(_l("Choose a day.")), in_this_age]
    )


class PhoneForm(Form):
    phone = StringField(
        _l("New phone number"),
        [DataRequired(_l("Type the new number.")), Length(max=40)],
        filters=[one_line],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )


class BouncesForm(Form):
    numbers = TextAreaField(
        _l("Numbers, one on each line"),
        [Optional(), Length(max=200_000)],
        render_kw={"rows": 4, "autocomplete": "off", "spellcheck": "false"},
    )
    file = FileField(
        _l("Or a CSV file with them"), description=_l("Any column; what is no number is left out.")
    )
