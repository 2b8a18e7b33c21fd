"""Languages: which one a request speaks, and how a Message becomes a sentence in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from babel.support import NullTranslations
from flask import Flask, current_app, request, session
from flask_babel import Babel, force_locale, get_locale, get_translations, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from quizapp.config import PACKAGE
from quizapp.kernel import clock
from quizapp.kernel.message import Message
from quizapp.people.reach import Me
from quizapp.web.guards import here, me_or_none

__all__ = ["LANGUAGES", "_", "_l", "init_app", "language", "ngettext", "say", "speaking_to", "title_of"]

LANGUAGES = {"zh-Hans": "中文", "en": "English"}
DEFAULT = "zh-Hans"
_LOCALES = {"zh-Hans": "zh_Hans", "en": "en"}
WEEKDAYS = (
    Message("Monday"),
    Message("Tuesday"),
    Message("Wednesday"),
    Message("Thursday"),
    Message("Friday"),
    Message("Saturday"),
    Message("Sunday"),
)


def language() -> str:
    """The interface language of this request: the member's own, the one chosen before signing in, or zh-Hans."""
    asking = me_or_none()
    chosen = (asking.interface_language if asking else None) or session.get("language")
    return str(chosen) if chosen in LANGUAGES else DEFAULT


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """The sentences of one language; those without places are kept as templates show them."""

    words: NullTranslations
    marked: dict[str, Markup] = field(default_factory=dict)


def catalogue() -> Catalogue:
    """The catalogue of the request's language, looked for once a request: a page has some fifty sentences."""
    asking = here()
    try:
        spoken: Catalogue = asking.catalogue
    except AttributeError:
        kept = current_app.extensions.setdefault("quizapp_catalogues", {})
        if language() not in kept:
            kept[language()] = Catalogue(get_translations())
        spoken = asking.catalogue = kept[language()]
    return spoken


def _in_page(sentence: str, /, **told: object) -> Markup:
    """A sentence in a template, safe to show; what is told in it is escaped."""
    found = catalogue()
    if told:
        return Markup(found.words.ugettext(sentence)) % told
    if sentence not in found.marked:
        found.marked[sentence] = Markup(found.words.ugettext(sentence)) % {}
    return found.marked[sentence]


def _counted_in_page(one: str, many: str, num: int, /, **told: object) -> Markup:
    return Markup(catalogue().words.ungettext(one, many, num)) % {"num": num, **told}


def say(message: Message | str) -> str:
    """The message in the request's language."""
    if isinstance(message, str):
        return message
    words = str(catalogue().words.ugettext(message.id))
    if not message.values:
        return words
    return words % {name: _as_told(value) for name, value in message.values.items()}


def _as_told(value: object) -> object:
    """What is told in a sentence: a message by its words, a day by its name with the year."""
    if isinstance(value, Message):
        return say(value)
    return full_day_in_words(value) if type(value) is date else value


@contextmanager
def speaking_to(asking: Me) -> Iterator[None]:
    """Tell everything as a page would tell this member, where no request came: for commands."""
    with current_app.app_context():
        here().asking = asking
        with force_locale(_LOCALES[language()]):
            yield


def title_of(row: object) -> str:
    """The title, in the request's language, of a row that carries `title_zh` and `title_en`."""
    return str(getattr(row, "title_en" if language() == "en" else "title_zh"))


def summary_of(row: object) -> str:
    return str(getattr(row, "summary_en" if language() == "en" else "summary_zh"))


def gap() -> str:
    """What stands between two sentences: Chinese ones follow each other at once."""
    return " " if language() == "en" else ""


def day_in_words(day: date | datetime) -> str:
    """11月21日 or 21 Nov; an instant by the member's own clock."""
    if isinstance(day, datetime):
        day = clock.local_day(day, _zone())
    return f"{day.day} {day:%b}" if language() == "en" else f"{day.month}月{day.day}日"


def full_day_in_words(day: date) -> str:
    """2026年11月21日 or 21 Nov 2026: in rules and in what holds for long, where the year matters."""
    return f"{day.day} {day:%b %Y}" if language() == "en" else f"{day.year}年{day.month}月{day.day}日"


def weekday_in_words(day: date) -> str:
    return say(WEEKDAYS[day.weekday()])


def time_in_words(at: datetime) -> str:
    """08:12 by the member's own clock."""
    return f"{clock.local(at, _zone()):%H:%M}"


def day_and_time(at: datetime) -> str:
    """2026-11-21 08:12 by the member's own clock: with the year, for trails and records."""
    return f"{clock.local(at, _zone()):%Y-%m-%d %H:%M}"


def _zone() -> str:
    asking = me_or_none()
    return asking.zone if asking else clock.DEFAULT_ZONE


def init_app(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PACKAGE / "translations")
    Babel(app, default_locale="zh_Hans", locale_selector=lambda: _LOCALES[language()])
    app.jinja_env.globals.update(
        say=say,
        gap=gap,
        language=language,
        languages=LANGUAGES,
        title_of=title_of,
        summary_of=summary_of,
        get_locale=get_locale,
        _=_in_page,
        gettext=_in_page,
        ngettext=_counted_in_page,
        current_path=lambda: request.full_path.rstrip("?"),
    )
    app.jinja_env.filters.update(
        day_in_words=day_in_words,
        full_day_in_words=full_day_in_words,
        weekday_in_words=weekday_in_words,
        time_in_words=time_in_words,
        day_and_time=day_and_time,
    )
