"""What staff send about points, leave and outages."""

import re
from datetime import date

from wtforms import DateField, RadioField, SelectChoice, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from quizapp.points.by_hand import MOST_AT_ONCE
from quizapp.web.form import Form, TicketForm
from quizapp.web.i18n import _l

WHOLE = re.compile(r"[0-9]{1,5}\Z")  # int() would take "1_0" and other scripts' digits


def one_line(text: str | None) -> str:
    return " ".join((text or "").replace("\0", "").split())


def in_this_age(form: Form, field: DateField) -> None:
    """A day that every time zone knows."""
    if field.data and not 2000 <= field.data.year < 2200:
        raise ValidationError(_l("Choose a day of this century."))


class BackForm(TicketForm):
    """Why an entry is taken back."""

    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Say why: the member reads the reason.")), Length(min=2, max=200)],
        filters=[one_line],
        description=_l("The member reads it on the statement; it stays there for good."),
    )


class ChangeForm(BackForm):
    """How many points are added or taken, and why."""

    way = RadioField(
        _l("What is to be done"),
        choices=[SelectChoice("add", _l("Add points")), SelectChoice("take", _l("Take points"))],
        default="add",
    )
    points = StringField(
        _l("How many"),
        [DataRequired(_l("Type a number."))],
        filters=[one_line],
        render_kw={"inputmode": "numeric", "maxlength": 5},
    )

    def validate_points(self, field: StringField) -> None:
        if not WHOLE.match(field.data):
            raise ValidationError(_l("Type a whole number."))
        if not 0 < int(field.data) <= MOST_AT_ONCE:
            raise ValidationError(_l("From 1 to 10,000 points."))

    @property
    def amount(self) -> int:
        """With its sign."""
        number = int(self.points.data)
        return -number if self.way.data == "take" else number


class AnswerForm(Form):
    """Why a proposal is declined."""

    answer = StringField(
        _l("Why not"),
        [DataRequired(_l("Say why: who proposed it reads the reason.")), Length(min=2, max=200)],
        filters=[one_line],
    )


class DaysForm(Form):
    """From a day to a day, and why."""

    from_on = DateField(_l("First day"), [InputRequired(_l("Choose a day.")), in_this_age])
    last_on = DateField(_l("Last day"), [InputRequired(_l("Choose a day.")), in_this_age])
    why = StringField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(min=2, max=200)],
        filters=[one_line],
    )

    def validate_last_on(self, field: DateField) -> None:
        first: date | None = self.from_on.data
        if first and field.data and field.data < first:
            raise ValidationError(_l("The last day lies before the first."))
