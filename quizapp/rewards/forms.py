"""What members and administrators send us about rewards."""

from datetime import date

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput

from quizapp.people import codes
from quizapp.rewards.drafts import Draft
from quizapp.rewards.kinds import NAMES, Kind
from quizapp.rewards.terms import MOST_PRICE, MOST_RESERVE_DAYS, MOST_STOCK, Per
from quizapp.web.form import FileForm, Form, TicketForm
from quizapp.web.i18n import _l, say

PERIODS = {
    Per.EVER: _l("for good"),
    Per.YEAR: _l("a year"),
    Per.MONTH: _l("a month"),
    Per.WEEK: _l("a week"),
    Per.DAY: _l("a day"),
}
MOST_LETTERS = 200_000  # of a pasted list of codes
_TITLE = [InputRequired(_l("Say what it is called.")), Length(max=60)]


class ChecksField(SelectMultipleField):  # type: ignore[misc]  # WTForms ships no types
    """Some of several choices, each with a box to tick."""

    option_widget = CheckboxInput()


class RedeemForm(TicketForm):
    site = RadioField(_l("Where I fetch it"), coerce=int, validate_choice=False)
    price = IntegerField(widget=HiddenInput(), validators=[InputRequired()])  # as the page said it


class RewardForm(TicketForm):
    """The terms of a reward. What it costs and how often it may be had are judged by the rules, not here."""

    organisation = StringField(_l("Offered by (code of the organisation)"), [Length(max=60)])
    kind = SelectField(_l("Kind"), choices=[])
    title_zh = StringField(_l("What it is called"), _TITLE)
    title_en = StringField(_l("Name in English, if it has one"), [Length(max=60)])
    about = TextAreaField(_l("What it is"), [Length(max=600)])
    price = IntegerField(_l("Price in points"), [InputRequired(), NumberRange(1, MOST_PRICE)])
    happens_on = DateField(_l("Day of the ticket or trip"), [Optional()])
    place = StringField(_l("Where it takes place or starts"), [Length(max=80)])
    starts_on = DateField(_l("To be had from"), [Optional()])
    ends_on = DateField(_l("To be had until"), [Optional()])
    limit_count = IntegerField(_l("At most for one member"), [Optional(), NumberRange(1, MOST_STOCK)])
    limit_per = SelectField(_l("Counted in"), choices=[])
    reserve_days = IntegerField(
        _l("Kept for so many days"), [InputRequired(), NumberRange(1, MOST_RESERVE_DAYS)], default=14
    )
    needs_approval = BooleanField(_l("An administrator approves each one"))
    member_types = ChecksField(
        _l("Only for"), description=_l("None ticked: for everyone."), validate_choice=False
    )

    def offer(self, types: list[tuple[str, str]]) -> "RewardForm":
        """With the choices there are, in the language of the page."""
        self.kind.choices = [(kind.value, say(name)) for kind, name in NAMES.items()]
        self.limit_per.choices = [(per.value, words) for per, words in PERIODS.items()]
        self.member_types.choices = types
        return self

    def draft(self) -> Draft:
        known = {key for key, _name in self.member_types.choices}
        chosen = [key for key in self.member_types.data or () if key in known]
        return Draft(
            kind=Kind(self.kind.data),
            title_zh=self.title_zh.data.strip(),
            title_en=(self.title_en.data or "").strip() or self.title_zh.data.strip(),
            about=(self.about.data or "").strip(),
            price=self.price.data,
            member_types=chosen or None,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            happens_on=self.happens_on.data,
            place=(self.place.data or "").strip() or None,
            limit_count=self.limit_count.data,
            limit_per=Per(self.limit_per.data),
            needs_approval=bool(self.needs_approval.data),
            reserve_days=self.reserve_days.data,
        )


class PictureForm(FileForm):
    picture = FileField(_l("Picture (JPEG, PNG or WebP)"))


class StockForm(Form):
    site = StringField(
        _l("Where it is fetched (code of the organisation)"), [InputRequired(), Length(max=60)]
    )
    pieces = IntegerField(
        _l("Pieces added; with a minus, taken away"), [InputRequired(), NumberRange(-MOST_STOCK, MOST_STOCK)]
    )
    seen_total = IntegerField(widget=HiddenInput(), default=0)


class CodesForm(FileForm):
    site = StringField(_l("Given out by (code of the organisation)"), [InputRequired(), Length(max=60)])
    codes = TextAreaField(
        _l("Codes, one on each line"),
        [Length(max=MOST_LETTERS)],
        description=_l(
            "Or a CSV file with the codes in its first column. A code that is here already, for whatever reward, is refused."
        ),
    )
    file = FileField(_l("CSV file"))


class TakeOutForm(Form):
    codes = TextAreaField(
        _l("Codes to take out, one on each line"), [InputRequired(), Length(max=MOST_LETTERS)]
    )


class EndForm(Form):
    reason = StringField(_l("Reason, which the member reads"), [InputRequired(), Length(max=200)])


class CounterForm(Form):
    code = StringField(_l("Code of the redemption"), [Length(max=300)])

    def read(self) -> str | None:
        """The code that was typed or scanned, with or without the address around it."""
        return codes.read(self.code.data or "", codes.LINK)


def a_month(text: str | None) -> date | None:
    """The first day of the month an address names ("2026-11"); None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if text and len(text) == 7 else None
    except ValueError:
        return None
