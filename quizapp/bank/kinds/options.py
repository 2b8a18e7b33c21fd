"""Options to choose from: what is asked of them in a file, and how they are shuffled and shown."""

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.kinds.kind import Body, Part, Response, Revealed, Sent
from quizapp.bank.texts import OPTION_MOST, quoted, text_complaints
from quizapp.kernel.text import fold

FEWEST, MOST = 2, 10

# Shuffling breaks what points at other options: by place, or by letters nobody sees any more.
_BY_PLACE = re.compile(
    r"(以上|上述|前面)(各项|选项|几项|说法|答案)?[都均皆全]|^(以上|上述)|\b(all|none|both) of the above\b",
    re.I,
)
_LETTERS = r"[A-F](\s*([、,和与及或&]|and|or)\s*[A-F])+"
_BY_LETTER = re.compile(rf"^(只有|both\s+)?{_LETTERS}\s*([都均皆].*|正确)?[。.]?$", re.I)
_LETTER = r"(?<![A-Za-z])[A-F](?![A-Za-z])"
_LETTER_TOLD = re.compile(
    r"[选選]\s*(?=[A-F])A?B?C?D?E?F?(?![A-Za-z])"  # 故选C, 选AC; not 可选AED
    rf"|选项\s*{_LETTER}|{_LETTER}\s*选?项|答案[是为：:]?\s*{_LETTER}|\b[Oo]ptions? {_LETTER}|\banswer is {_LETTER}"
)


def complaints(raw: Mapping[str, object]) -> list[str]:
    """What is wrong with the options as such, whatever the kind that uses them."""
    options = raw.get("options")
    if options is None:
        return ["options are missing"]
    if not isinstance(options, list) or not all(isinstance(option, dict) for option in options):
        return ["options must be a list of { text, right, lock }"]
    if not FEWEST <= len(options) <= MOST:
        return [f"there must be {FEWEST} to {MOST} options, not {len(options)}"]
    found = [told for place, option in enumerate(options, 1) for told in _of_one(place, option)]
    return found or [*_equal(options), *_pointing(options, raw.get("explanation"))]


def _of_one(place: int, option: dict[str, object]) -> list[str]:
    found = text_complaints(f"option {place}", option.get("text"), most=OPTION_MOST)
    found += [
        f"option {place}: {flag} must be true or false"
        for flag in ("right", "lock")
        if not isinstance(option.get(flag, False), bool)
    ]
    foreign = sorted(set(option) - {"text", "right", "lock"})
    return found + [f"option {place}: unknown field {quoted(name)}" for name in foreign]


def _equal(options: Sequence[Mapping[str, Any]]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for place, option in enumerate(options, 1):
        first = seen.setdefault(fold(option["text"]), place)
        if first != place:
            found.append(f"options {first} and {place} are equal")
    return found


def _pointing(options: Sequence[Mapping[str, Any]], explanation: object) -> list[str]:
    """Options are shown in any order: what names others by place is locked, what names letters locks all."""
    found, all_locked = [], all(option.get("lock") for option in options)
    for place, option in enumerate(options, 1):
        text = unicodedata.normalize("NFKC", option["text"]).strip()
        if _BY_PLACE.search(text) and not option.get("lock"):
            found.append(f"option {place} speaks of the others by their place; add lock = true")
        if _BY_LETTER.search(text) and not all_locked:
            found.append(f"option {place} names options by letter; lock every option")
    if isinstance(explanation, str) and not all_locked:
        told = _LETTER_TOLD.search(unicodedata.normalize("NFKC", explanation))
        found += [f"the explanation names an option by its letter ({told[0]!r})"] if told else []
    return found


def body(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "options": [
            {
                "text": option["text"].strip(),
                "right": option.get("right", False),
                "lock": option.get("lock", False),
            }
            for option in raw["options"]
        ]
    }


def right(body: Body) -> list[int]:
    """The places of the right options, in rising order."""
    return [place for place, option in enumerate(body["options"]) if option["right"]]


def arrange(body: Body, rng: random.Random) -> list[int]:
    """The options' places shuffled; a locked option keeps its own."""
    options = body["options"]
    free = [place for place, option in enumerate(options) if not option["lock"]]
    shuffled = iter(rng.sample(free, len(free)))
    return [place if option["lock"] else next(shuffled) for place, option in enumerate(options)]


def shown(body: Body, order: Sequence[int], handles: Sequence[str]) -> tuple[Part, ...]:
    return tuple(
        Part(handle, body["options"][place]["text"]) for place, handle in zip(order, handles, strict=True)
    )


def chosen(sent: Sent, order: Sequence[int], handles: Sequence[str]) -> list[int] | None:
    """The places of the options sent as `answer`, in rising order; None for none, or for a foreign handle."""
    places = dict(zip(handles, order, strict=True))
    answers = set(sent("answer"))
    if not answers or not answers <= places.keys():
        return None
    return sorted(places[handle] for handle in answers)


def reveal(
    body: Body, order: Sequence[int], handles: Sequence[str], response: Response | None
) -> tuple[Revealed, ...]:
    options = body["options"]
    return tuple(
        Revealed(handle, options[place]["text"], options[place]["right"], place in (response or []))
        for place, handle in zip(order, handles, strict=True)
    )
