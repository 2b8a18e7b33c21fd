"""An article as its page shows it: the lines around the text, and what reading it still pays."""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from quizapp.kernel.message import Message
from quizapp.points.earning import Rule
from quizapp.study.reading import WORD, unhurried_min

LANGS = ("zh-Hans", "en")


@dataclass(frozen=True, slots=True)
class Promise:
    """A chip over the article: what reading it to the end brings. Kinds are those of the chip component."""

    words: Message
    kind: str


def promise(rule: Rule | None, *, member_type: str, day: date, used: int, read: bool) -> Promise:
    """What a full reading still pays this member today, by the tariff of the day."""
    if read:
        return Promise(Message("Read to the end"), "right")
    if rule is None or not rule.pays_on(day) or not rule.pays_type(member_type):
        return Promise(Message("Worth reading"), "quiet")
    if points := rule.what_fits(wanted=rule.points, used=used):
        return Promise(Message("+%(points)s for reading to the end", points=points), "gold")
    return Promise(Message("Today's most for articles is reached"), "quiet")


def length_in_words(characters: int, lang: str) -> Message:
    """How long the article is: in characters, or in words where the language has them."""
    if lang == "zh-Hans":
        return Message("%(count)s characters", count=characters)
    return Message("%(count)s words", count=characters // WORD)


def time_in_words(characters: int) -> Message:
    return Message("about %(minutes)s min", minutes=unhurried_min(characters))


def body(safe_html: str) -> Markup:
    """The text of a revision, which was made safe when it was saved (see kernel/markdown)."""
    return Markup(safe_html)


def told_in_words(
    *, points: int, read: bool, why_less: Message | None, part: tuple[int, int], missing_s: int
) -> Message:
    """What a sign of reading came to.

    `why_less`: why a full reading paid less than it is worth, or nothing; `part`: what it paid, and what it is worth;
    `missing_s`: what a full reading still lacks.
    """
    if read and why_less and part[0]:
        return Message(
            "Read to the end: +%(points)s. The article paid %(part)s of %(wanted)s: %(reason)s.",
            points=points,
            part=part[0],
            wanted=part[1],
            reason=why_less,
        )
    if read and why_less:
        return Message("Read to the end. %(reason)s.", reason=why_less)
    if read:
        return Message("Read to the end: +%(points)s", points=points)
    if points:
        return Message("Reading time: +%(points)s", points=points)
    if missing_s:
        return Message(
            "That was too fast to count as read. Read on for another %(time)s, then press again.",
            time=f"{missing_s // 60}:{missing_s % 60:02}",
        )
    return Message("You have read this article today already.")
