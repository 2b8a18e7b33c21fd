"""What staff send with rosters: the file, the mended rows, and the word to apply it."""

from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from quizapp.people.roster_plan import Mode
from quizapp.web.form import FileForm, Form, TicketForm
from quizapp.web.i18n import _l


class RosterForm(FileForm):
    """A roster file, and what is to be done with it."""

    file = FileField(
        _l("Roster file"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV or XLSX, at most 5 megabytes and 20,000 rows. Text may be in UTF-8 or GB18030."),
    )
    mode = RadioField(
        _l("What the file is"),
        choices=[
            SelectChoice(Mode.UPSERT.value, _l("Members to add or change; everyone else stays as they are")),
            SelectChoice(
                Mode.DIFF.value,
                _l("The whole roster; whom the last one named and this one does not has left"),
            ),
        ],
        default=Mode.UPSERT.value,
        validate_choice=True,
    )


class MendedForm(FileForm):
    """The refused rows of a roster, mended."""

    file = FileField(_l("The mended file"), [FileRequired(_l("Choose a file."))])


class ApplyForm(TicketForm):
    """Applying a roster; `allow_leaving` is how many may leave though they are many."""

    allow_leaving = IntegerField(validators=[Optional(), NumberRange(0, 10_000_000)])


class ExportForm(Form):
    """What kind of file the members are written to."""

    kind = SelectField(choices=[SelectChoice("xlsx"), SelectChoice("csv")])
