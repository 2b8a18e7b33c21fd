"""An act of the audit trail in words: who did what to whom, and what was before and after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quizapp.accounts.words import (
    FIELDS,
    JOINING,
    KINDS,
    LANGUAGES,
    LISTS,
    PHONES,
    RANKS,
    REDEMPTIONS,
    STATES,
    SUBJECTS,
)
from quizapp.audit.queries import Act
from quizapp.audit.verbs import field_in_words, verb_in_words
from quizapp.kernel.message import Message
from quizapp.people.moving import WORDS as MISFITS
from quizapp.people.reach import ids_on
from quizapp.people.roles import NAMES as ROLES
from quizapp.points.names import NAMES as RULES

Words = Message | str
NOTHING = "–"
NAMELESS = "…"  # a place beyond the reader's reach


@dataclass(frozen=True, slots=True)
class Names:
    """What members and organisations are called, by id; organisations by code, too."""

    members: Mapping[int, str] = field(default_factory=dict)
    organisations: Mapping[int, str] = field(default_factory=dict)
    by_code: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)  # of members, by key


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom and what some acts speak of: what names are needed for."""

    members: frozenset[int]
    organisations: frozenset[int]
    codes: frozenset[str]
    kinds: bool = False  # whether kinds of members are spoken of


@dataclass(frozen=True, slots=True)
class Change:
    """One thing an act changed."""

    what: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class Told:
    """One act, ready for a page."""

    at: datetime
    who: Words
    what: Words
    whom: Words
    member_id: int | None  # of the one it was done to
    where: str
    changes: tuple[Change, ...]


def mentioned(acts: Iterable[Act]) -> Mentioned:
    """Every member and organisation that the acts name by id or code."""
    members, organisations, codes, kinds = set[int](), set[int](), set[str](), False
    for act in acts:
        members |= {one for one in (act.actor_id, _member_of(act)) if one}
        organisations |= {act.organisation_id} if act.organisation_id else set()
        codes |= {act.subject.removeprefix("organisation:")} if "organisation:" in act.subject else set()
        kinds = kinds or "member_type" in act.changes
        for name, value in act.changes.items():
            organisations |= {one for side in _pair(value) for one in _ids_in(name, side)}
    return Mentioned(frozenset(members), frozenset(organisations), frozenset(codes), kinds)


def told(act: Act, names: Names) -> Told:
    """The act with every id and code replaced by a name, where there is one."""
    member_id = _member_of(act)
    return Told(
        at=act.at,
        who=names.members.get(act.actor_id, "?") if act.actor_id else Message("A command"),
        what=verb_in_words(act.verb),
        whom=names.members.get(member_id, act.subject) if member_id else _subject(act, names),
        member_id=member_id,
        where=names.organisations.get(act.organisation_id or 0, ""),
        changes=tuple(_changes(act.changes, names)),
    )


def _member_of(act: Act) -> int | None:
    kind, _, number = act.subject.partition(":")
    return int(number) if kind == "member" and number.isdecimal() else None


def _subject(act: Act, names: Names) -> Words:
    """What an act is about that is about nobody: a place by its name, a thing by its kind and number."""
    kind, _, rest = act.subject.partition(":")
    if kind == "organisation":
        by_id = names.organisations.get(int(rest)) if rest.isdecimal() else None
        return names.by_code.get(rest) or by_id or rest
    thing = SUBJECTS.get(kind)
    return Message(thing.id, number=rest) if thing and rest else thing or act.subject


def _changes(changes: Mapping[str, Any], names: Names) -> Iterable[Change]:
    for name, value in changes.items():
        before, after = _pair(value)
        if isinstance(before, dict) or isinstance(after, dict):
            sides = (before or {}, after or {})
            inner = {key: [side.get(key) for side in sides] for key in sorted({*sides[0], *sides[1]})}
            changed = {key: pair for key, pair in inner.items() if pair[0] != pair[1]}
            yield from _changes(changed, names)
        else:
            yield Change(field_in_words(name), _in_words(name, before, names), _in_words(name, after, names))


def _pair(value: Any) -> tuple[Any, Any]:
    """What was before and after; a value alone came out of nothing."""
    if isinstance(value, list) and len(value) == 2:
        return value[0], value[1]
    return None, value


def _ids_in(name: str, value: Any) -> list[int]:
    """The organisations that one side of a change names."""
    if name in {"parent", "branch", "host"} and isinstance(value, int):
        return [value]
    return ids_on(value) if name == "path" and isinstance(value, str) else []


_RULES: Mapping[Any, Message] = RULES
# What a change of these is called: by a value of the kind, its name.
_CALLED: Mapping[str, Mapping[Any, Message]] = {
    "is_branch": KINDS,
    "role": ROLES,
    "state": {**STATES, **REDEMPTIONS},
    "field": FIELDS,
    "list": LISTS,
    "rank_visibility": RANKS,
    "joining": JOINING,
    "content_language": LANGUAGES,
    "phone": PHONES,
    "because": MISFITS,
}


def _in_words(name: str, value: Any, names: Names) -> Words:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, list):
        texts = [str(one) for one in value]
        if name == "rules":
            return _all_of([_RULES.get(text, text) for text in texts])
        return field_in_words(texts[0]) if name == "kept_fields" and texts else ", ".join(texts)
    if found := _CALLED.get(name, {}).get(value) or (name == "member_type" and names.kinds.get(value)):
        return found
    if ids := _ids_in(name, value):
        return " › ".join(names.organisations.get(one, NAMELESS) for one in ids)
    return str(value)


def _all_of(words: Sequence[Words]) -> Words:
    first, *others = words or ("",)
    for one in others:
        first = Message("%(these)s, %(that)s", these=first, that=one)
    return first
