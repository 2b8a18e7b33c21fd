"""The base of every form: it reads the request, checks shapes, and never touches the database."""

from typing import Self

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import HiddenField
from wtforms.validators import InputRequired, ValidationError

from quizapp.kernel import tokens
from quizapp.web.i18n import _l


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form; cross-site request forgery is checked for the whole application, before any view runs."""

    class Meta:
        csrf = False  # CSRFProtect in web/headers checks every unsafe request; once is enough

    @classmethod
    def from_request(cls) -> Self:
        """The form as it was sent."""
        return cls(request.form)


class FileForm(Form):
    """A form that may carry files beside its words."""

    @classmethod
    def from_request(cls) -> Self:
        return cls(CombinedMultiDict([request.files, request.form]))


class TicketForm(Form):
    """A form whose sending is idempotent: the page that renders it makes the ticket."""

    ticket = HiddenField(validators=[InputRequired()])

    def validate_ticket(self, field: HiddenField) -> None:
        if not tokens.is_ticket(field.data):
            raise ValidationError(_l("This page is out of date. Reload it and try again."))
