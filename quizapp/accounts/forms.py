"""What people send us about themselves."""

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional

from quizapp.people.passwords import LONGEST
from quizapp.web.form import Form, TicketForm
from quizapp.web.i18n import _l


class SignInForm(Form):
    identifier = StringField(
        _l("Name or phone"),
        [InputRequired(_l("Type your sign-in name or your phone number.")), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Type your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField(validators=[Optional(), Length(max=500)])


class CodeForm(Form):
    code = StringField(
        _l("Invitation code"),
        [InputRequired(_l("Type the code that stands on your slip.")), Length(max=300)],
        description=_l(
            "16 letters and digits, such as 7K3M-9PQR-2XTV-HN4D. Dashes and small letters do not matter."
        ),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class RenewForm(Form):
    """A new password, by whom a code belongs to."""

    is_me = BooleanField(_l("Yes, that is me"), [DataRequired(_l("Tick this if the code is yours."))])
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Type a new password."))],
        description=_l("At least 8 characters. A short sentence is easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Password once more"),
        [EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class EnterForm(RenewForm):
    """The same, and the name to sign in with."""

    sign_in_name = StringField(
        _l("Sign-in name"),
        [InputRequired(_l("Choose a name to sign in with.")), Length(max=64)],
        description=_l(
            "Yours already; you may change it. Your phone number works, too, where the organisation has it."
        ),
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


class JoinForm(TicketForm):
    name = StringField(
        _l("Your name"),
        [DataRequired(_l("Type your name.")), Length(max=60)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    phone = StringField(
        _l("Phone number"),
        [DataRequired(_l("Type your phone number.")), Length(max=30)],
        filters=[one_line],
        description=_l("Shown to administrators as 138****1234. You can sign in with it."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    sign_in_name = StringField(
        _l("Sign-in name"),
        [InputRequired(_l("Choose a name to sign in with.")), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Type a new password."))],
        description=_l("At least 8 characters. A short sentence is easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Password once more"),
        [EqualTo("password", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(Form):
    current = PasswordField(
        _l("Your present password"),
        [InputRequired(_l("Type your present password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    fresh = PasswordField(
        _l("New password"),
        [InputRequired(_l("Type a new password."))],
        description=_l("At least 8 characters. A short sentence is easy to remember and hard to guess."),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password once more"),
        [EqualTo("fresh", _l("The two new passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class OwnPhoneForm(Form):
    phone = StringField(
        _l("New phone number"),
        [InputRequired(_l("Type the new number.")), Length(max=40)],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    password = PasswordField(
        _l("Your password"),
        [InputRequired(_l("Type your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class OwnDataForm(Form):
    password = PasswordField(
        _l("Your password"),
        [InputRequired(_l("Type your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class EraseForm(Form):
    sign_in_name = StringField(
        _l("Your sign-in name"),
        [InputRequired(_l("Type your sign-in name.")), Length(max=64)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    erase_password = PasswordField(
        _l("Your password"),
        [InputRequired(_l("Type your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "off"},
    )


class PreferencesForm(Form):
    interface_language = RadioField(
        _l("Language of the pages"), choices=[SelectChoice("zh-Hans", "中文"), SelectChoice("en", "English")]
    )
    content_language = RadioField(
        _l("Language of articles and questions"),
        choices=[
            SelectChoice("", _l("As my organisation has it")),
            SelectChoice("zh-Hans", "中文"),
            SelectChoice("en", "English"),
        ],
    )
    theme = RadioField(
        _l("Appearance"),
        choices=[
            SelectChoice("auto", _l("Like the device")),
            SelectChoice("light", _l("Light")),
            SelectChoice("dark", _l("Dark")),
        ],
    )
    large_type = BooleanField(_l("Large type"))
