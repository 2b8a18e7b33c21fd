"""What administrators send about the tariff. The rules a form is about stand in its field names: "daily_quiz-cap"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from quizapp.points.additions import EVERY_DAY, Addition
from quizapp.points.changing import BY_FACT, NOBODY, Added, Change
from quizapp.points.earning import Code, Period, Rule
from quizapp.web.form import Form, TicketForm
from quizapp.web.i18n import _l

WEEK, WEEKEND = (1, 2, 3, 4, 5), (6, 7)
DAYS = {"every": EVERY_DAY, "week": WEEK, "weekend": WEEKEND}
STEPS = ("approve", "reject", "withdraw", "propose")
Sent = MultiDict[str, str]


def one_line(text: str | None) -> str:
    return " ".join((text or "").replace("\0", "").split())


def in_this_age(form: Form, field: DateField) -> None:
    """A day that every time zone knows."""
    if field.data and not 2000 <= field.data.year < 2200:
        raise ValidationError(_l("Choose a day of this century."))


class DayForm(Form):
    starts_on = DateField(_l("From this day on"), [InputRequired(_l("Choose a day.")), in_this_age])


class ProposalForm(TicketForm, DayForm):
    reason = StringField(
        _l("Why"),
        [DataRequired(_l("Say why: the second person reads it.")), Length(min=2, max=200)],
        filters=[one_line],
        description=_l("It stays in the audit trail for good: write no names and no numbers."),
    )


class DecisionForm(Form):
    step = HiddenField()
    reason = StringField(_l("Why it is turned down"), [Length(max=200)], filters=[one_line])

    def validate_step(self, field: HiddenField) -> None:
        if field.data not in STEPS:
            raise ValidationError(_l("This page is out of date. Reload it and try again."))


def codes_in(sent: Iterable[str]) -> list[Code]:
    """The rules that an address or a form names, each once, in the tariff's order."""
    named = set(sent)
    return [code for code in Code if code.value in named]


def read_change(sent: Sent, rule: Rule, types: Iterable[str]) -> Change:
    """The rule as a form has it; what is no number is 0, which is refused as too small."""
    field = f"{rule.code}-{{}}".format
    return replace(
        _amounts(sent, rule) if rule.code not in BY_FACT else Change.of(rule),
        version=_number(sent, field("version"), rule.version),
        weekdays=tuple(day for day in EVERY_DAY if str(day) in sent.getlist(field("weekday"))),
        member_types=_types(sent.getlist(field("type")), tuple(types)),
    )


def _amounts(sent: Sent, rule: Rule) -> Change:
    """What it pays, and at most how much: a cap that is left empty is none."""
    field = f"{rule.code}-{{}}".format
    none = not sent.get(field("cap"), str(rule.cap or "")).strip()
    return replace(
        Change.of(rule),
        points=_number(sent, field("points"), rule.points),
        tiers=tuple((name, _number(sent, field(f"tier-{name}"), amount)) for name, amount in rule.tiers),
        cap=None if none else _number(sent, field("cap"), rule.cap),
        cap_per=None if none else _period(sent.get(field("cap_per"), rule.cap_per or "")),
    )


def _period(said: str) -> Period:
    return Period.WEEK if said == Period.WEEK else Period.DAY


def _types(ticked: Sequence[str], every: Sequence[str]) -> tuple[str, ...]:
    """The types ticked; nothing where all of them are, for that is everyone, those that come later too."""
    chosen = tuple(key for key in every if key in ticked)
    return () if len(chosen) == len(every) else chosen or NOBODY


def read_added(sent: Sent, rules: Iterable[Rule], now: Mapping[Code, Addition]) -> list[Added]:
    """What a form adds to each rule, as far as it is not what is added now."""
    read = [_added(sent, rule, now.get(rule.code)) for rule in rules if f"{rule.code}-points" in sent]
    return [one for one in read if not _same(one, now.get(one.code))]


def as_sent(lines: Iterable[Added]) -> Mapping[str, str]:
    """The fields of a form that would add this."""
    names = {days: name for name, days in DAYS.items()}
    fields: dict[str, str] = {}
    for one in lines:
        told = {"points": one.points, "cap": one.cap, "days": names.get(one.weekdays, "every")}
        fields |= {f"{one.code}-{name}": str(value) for name, value in told.items()}
    return fields


def _added(sent: Sent, rule: Rule, now: Addition | None) -> Added:
    field = f"{rule.code}-{{}}".format
    days = DAYS.get(sent.get(field("days"), ""), now.weekdays if now else EVERY_DAY)
    version = _number(sent, field("version"), now.version if now else 0)
    return Added(rule.code, version, _number(sent, field("points"), 0), _number(sent, field("cap"), 0), days)


def _same(one: Added, now: Addition | None) -> bool:
    if now is None or not now.is_something:
        return not (one.points or one.cap)
    return (one.points, one.cap, one.weekdays) == (now.points, now.cap, now.weekdays)


def _number(sent: Sent, name: str, otherwise: int | None) -> int:
    text = sent.get(name, "" if otherwise is None else str(otherwise)).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else (0 if not text else -1)
