"""The notices there are: fixed words with places for a few values, and the page each of them leads to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.kernel.message import Message

A_DAY = 3  # notices to one member on one day; what comes after them is not sent


@dataclass(frozen=True, slots=True)
class Template:
    """One notice in words; `endpoint` is the page it leads to, `action` the words of the button."""

    title: Message
    body: Message
    action: Message
    endpoint: str


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
    "reward_approved": Template(
        Message("Your reward is ready"),
        Message("%(reward)s was approved. It is kept for you at %(site)s until %(until)s."),
        Message("See my redemptions"),
        "rewards.mine",
    ),
    "reward_expires": Template(
        Message("A reward waits for you"),
        Message("%(reward)s is kept at %(site)s until %(until)s; after that your points come back to you."),
        Message("See my redemptions"),
        "rewards.mine",
    ),
    "reward_expired": Template(
        Message("A reservation ran out"),
        Message("%(reward)s was not fetched in time. Your %(price)s points are back."),
        Message("See my redemptions"),
        "rewards.mine",
    ),
    "reward_refunded": Template(
        Message("A redemption was cancelled"),
        Message(
            "You cannot have %(reward)s this time. Your %(price)s points are back; the reason stands beside it."
        ),
        Message("See my redemptions"),
        "rewards.mine",
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
    """The body with its values; where a value is missing, the words without any."""
    words = template(code).body
    try:
        words.id % told
    except (KeyError, ValueError, TypeError):
        return FALLBACK.body
    return Message(words.id, **told)
