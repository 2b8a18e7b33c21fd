"""The notices there are: fixed words with places for a few values, and the page each of them leads to. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quizapp.kernel.message import Message

A_DAY = 3  # notices to one member on one day; what comes after them is not sent
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Template:
    """One notice in words; `endpoint` is the page it leads to, `action` the words of the button.

    One that is not `capped` says what became of one's own points: it is sent however many came before it on that day.
    """

    title: Message
    body: Message
    action: Message
    endpoint: str
    capped: bool = True


def _of_a_reward(title: Message, body: Message) -> Template:
    return Template(title, body, Message("See my redemptions"), "rewards.mine", capped=False)


# A code is never renamed: notices that were sent keep their words.
TEMPLATES: Mapping[str, Template] = {
    "study_today": Template(
        Message("You have not studied today yet"),
        Message("%(organisation)s reminds you: today's five questions and one article take ten minutes."),
        Message("Begin with today's tasks"),
        "site.today",
    ),
    "study_this_week": Template(
        Message("You have not studied this week yet"),
        Message("%(organisation)s reminds you: today's five questions and one article take ten minutes."),
        Message("Begin with today's tasks"),
        "site.today",
    ),
    "study_this_month": Template(
        Message("You have not studied this month yet"),
        Message("%(organisation)s reminds you: today's five questions and one article take ten minutes."),
        Message("Begin with today's tasks"),
        "site.today",
    ),
    "reward_approved": _of_a_reward(
        Message("Your reward is ready"),
        Message("%(reward)s was approved. It is kept for you at %(site)s until %(until)s."),
    ),
    "reward_expires": _of_a_reward(
        Message("A reward waits for you"),
        Message("%(reward)s is kept at %(site)s until %(until)s; after that your points come back to you."),
    ),
    "reward_expired": _of_a_reward(
        Message("A reservation ran out"),
        Message("%(reward)s was not fetched in time. Your %(price)s points are back."),
    ),
    "reward_undecided": _of_a_reward(
        Message("Nobody decided in time"),
        Message("%(reward)s was neither approved nor declined in time. Your %(price)s points are back."),
    ),
    "reward_refunded": _of_a_reward(
        Message("A redemption was cancelled"),
        Message(
            "You cannot have %(reward)s this time. Your %(price)s points are back; the reason stands beside it."
        ),
    ),
    "reward_moved": _of_a_reward(
        Message("Another day or place"),
        Message(
            "%(reward)s takes place on %(day)s at %(place)s now. Yours is kept; if you cannot come, give it back."
        ),
    ),
    "reward_called_off": _of_a_reward(
        Message("Called off"),
        Message("%(reward)s was called off. Your %(price)s points are back; the reason stands beside it."),
    ),
    "phone_bounced": Template(
        Message("Your phone number does not reach you"),
        Message("Please leave the number you use now. You sign in with it from then on."),
        Message("Change my phone"),
        "accounts.phone",
    ),
}
FALLBACK = Template(
    Message("A notice"),
    Message("Its words are no longer known."),
    Message("Begin with today's tasks"),
    "site.today",
)


def template(code: str) -> Template:
    return TEMPLATES.get(code, FALLBACK)


def body(code: str, told: Mapping[str, object]) -> Message:
    """The body with its values, days as days; where a value is missing, the words without any."""
    words = template(code).body
    try:
        words.id % told
    except (KeyError, ValueError, TypeError):
        return FALLBACK.body
    return Message(words.id, **{name: _as_day(value) for name, value in told.items()})


def _as_day(value: object) -> object:
    """A day is kept as "2026-12-20", and told as a day, which each language writes in its own way."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value
    except ValueError:
        return value
