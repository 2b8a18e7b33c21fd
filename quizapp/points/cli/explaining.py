"""A day of one member's points in words, as the pages tell it."""

import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from quizapp.kernel.message import Message
from quizapp.points.earning import Code, Period
from quizapp.points.facts import Fact, Told
from quizapp.points.names import addition_in_words, name_of, whole_rule_in_words
from quizapp.points.queries.explaining import Explained, NotPaid
from quizapp.points.reasons import why_not
from quizapp.points.views.statement import told, type_titles
from quizapp.web.i18n import day_and_time, ngettext, say

UNTITLED = (Code.ADJUST, Code.REVERSAL)  # what a person enters is told by its reason; the key says nothing
Facts = Mapping[Fact, Told]


def spoken_here() -> str:
    """The language of the terminal: Chinese where it says so, else English, as all commands speak."""
    said = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-Hans" if next(filter(None, said), "").startswith("zh") else "en"


def day_as_json(paid: list[Explained], unpaid: list[NotPaid]) -> dict[str, object]:
    facts = told([*(one.fact for one in paid), *(one.fact for one in unpaid)])
    return {
        "entries": [_entry(one, facts) for one in paid],
        "unpaid": [_unpaid(one, facts) for one in unpaid],
    }


def day_in_lines(paid: list[Explained], unpaid: list[NotPaid]) -> Iterator[str]:
    """Every entry with its reasons, then everything that paid nothing with its own, and the sum."""
    facts = told([*(one.fact for one in paid), *(one.fact for one in unpaid)])
    for one in paid:
        yield f"#{one.id} {one.amount:+d} {_what(one, facts)} · {day_and_time(one.at)}"
        yield from (f"    {words}" for words in _why(one))
    for other in unpaid:
        yield f"    0 {_labelled(_what(other, facts), why_not(other.reason, other.rule))}"
        yield from (f"        {words}" for words in _why_unpaid(other))
    said = {"entries": len(paid), "unpaid": len(unpaid), "sum": sum(one.amount for one in paid)}
    yield say(Message("Entries: %(entries)s. Unpaid: %(unpaid)s. Sum: %(sum)s.", **said))


def _what(one: Explained | NotPaid, facts: Facts) -> str:
    """The rule's name and the fact: its title where a slice tells one, else its key."""
    name = say(name_of(one.code, one.takes_back if isinstance(one, Explained) else None))
    if fact := facts.get(one.fact):
        return f"{name} · {say(fact.title)}"
    return name if one.code in UNTITLED else f"{name} ({one.object_key})"


def _why(one: Explained) -> list[str]:
    """What made an entry what it is, a line each."""
    why = [*_rule(one), *_cap(one)]
    if one.counts_on != one.day:
        why.append(say(Message("counts for %(day)s", day=one.counts_on)))
    if one.reverses_id:
        back = Message("Gives back") if one.takes_back is Code.REDEMPTION else Message("Takes back")
        why.append(_labelled(back, f"#{one.reverses_id}"))
    if one.taken_back_by:
        why.append(_labelled(Message("This was taken back since"), f"#{one.taken_back_by}"))
    why += [_labelled(Message("Entered by"), one.actor)] if one.actor else []
    return [*why, _labelled(Message("Reason"), one.note)] if one.note else why


def _labelled(name: Message | str, words: Message | str) -> str:
    return say(Message("%(name)s: %(words)s", name=name, words=words))


def _rule(one: Explained) -> Iterator[str]:
    if one.plain is None:
        yield say(Message("No rule of the tariff: it was entered by itself."))
        return
    yield from (say(sentence) for sentence in whole_rule_in_words(one.plain, type_titles()))
    yield say(_version(one.version, one.plain.starts_on))
    if one.addition:
        yield _labelled(Message("added by the organisation"), addition_in_words(one.addition))


def _version(number: int, starts_on: date) -> Message:
    return Message("Version %(number)s, in force from %(day)s", number=number, day=starts_on)


def _cap(one: Explained) -> Iterator[str]:
    if one.used is not None and one.rule is not None:
        week = one.rule.cap_per is Period.WEEK
        words = Message("This week, with this entry") if week else Message("That day, with this entry")
        yield _labelled(words, f"{one.used}/{one.rule.cap}")
    if one.wanted > one.amount > 0:
        parts = {"wanted": one.wanted, "amount": one.amount}
        yield say(Message("It was worth %(wanted)s; the %(amount)s that still fitted were paid.", **parts))


def _why_unpaid(one: NotPaid) -> Iterator[str]:
    if one.rule is not None:
        yield from (say(sentence) for sentence in whole_rule_in_words(one.rule, type_titles()))
        yield say(_version(one.rule.version, one.rule.starts_on))
    yield ngettext("It might have paid %(num)s point.", "It might have paid %(num)s points.", one.wanted)


def _entry(one: Explained, facts: Facts) -> dict[str, object]:
    return {
        "id": one.id,
        "code": one.code.value,
        "what": _what(one, facts),
        "object": one.object_key,
        "amount": one.amount,
        "wanted": one.wanted,
        "at": _instant(one.at),
        "counts_on": str(one.counts_on),
        "version": one.version,
        "addition": one.addition.id if one.addition else None,
        "used": one.used,
        "cap": one.rule.cap if one.rule else None,
        "why": _why(one),
    }


def _unpaid(one: NotPaid, facts: Facts) -> dict[str, object]:
    return {
        "code": one.code.value,
        "what": _what(one, facts),
        "object": one.object_key,
        "wanted": one.wanted,
        "reason": one.reason.value,
        "version": one.rule.version if one.rule else None,
        "cap": one.rule.cap if one.rule else None,
        "why": [say(why_not(one.reason, one.rule)), *_why_unpaid(one)],
    }


def _instant(at: datetime) -> str:
    return at.isoformat()
