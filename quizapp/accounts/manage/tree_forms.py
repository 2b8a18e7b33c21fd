"""What staff send with files of organisations: the file, and the word to apply it."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField
from wtforms.validators import InputRequired

from quizapp.web.form import FileForm, Form
from quizapp.web.i18n import _l


class TreeForm(FileForm):
    """A file of organisations."""

    file = FileField(
        _l("File of organisations"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV or XLSX, at most 5 megabytes and 20,000 rows. Text may be in UTF-8 or GB18030."),
    )


class ApplyTreeForm(Form):
    """Applying a file; `seen` names what it was seen to change."""

    seen = HiddenField(validators=[InputRequired()])
