"""What members send from the reading and search pages."""

from wtforms import HiddenField

from quizapp.web.form import Form


class FinishedForm(Form):
    """Read to the end, said without script; `opened` is the note the page was given when it was opened."""

    opened = HiddenField()
